"""Business keys of messages: written when a document is opened, searched by anybody."""

from psycopg2.extras import execute_values

from odoo import api, fields, models

from ..keys import LENGTH, keys_of


class HealthcareMessageKey(models.Model):
    """One number under which a message may be looked for.

    The number that a handler calls the reference stands in the message itself.
    """

    _name = "healthcare.message.key"
    _description = "Business key of a message"
    _order = "id"
    _log_access = False

    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(string="Kind of key", required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)

    _message_uniq = models.Constraint(
        "UNIQUE(message_id, name, value)", "A message has each key once."
    )
    _value = models.Index("(value)")


class HealthcareHandler(models.AbstractModel):
    """Says by which numbers its documents are looked for."""

    _inherit = "healthcare.handler"

    @api.model
    def _keys(self, document):
        """``{name: (value, ...)}``; by default every number that it states."""
        return keys_of(document)


class HealthcareDrain(models.AbstractModel):
    """Keeps the keys of what was opened, one statement per batch."""

    _inherit = "healthcare.drain"

    @api.model
    def _after_opened(self, opened):
        result = super()._after_opened(opened)
        self._store_keys(opened)
        return result

    @api.model
    def _store_keys(self, opened):
        files = [message.id for message, pieces in opened if len(pieces) > 1]
        parts = {}
        if files:
            self.env.cr.execute(
                "SELECT parent_id, part, id FROM healthcare_message "
                "WHERE parent_id = ANY(%s)",
                [files],
            )
            parts = {(row[0], row[1]): row[2] for row in self.env.cr.fetchall()}
        rows = []
        for message, pieces in opened:
            for number, piece in enumerate(pieces, start=1):
                own = parts.get((message.id, number)) if len(pieces) > 1 else message.id
                if own and piece.document is not None:
                    rows += self._key_rows(own, piece)
        if rows:
            execute_values(
                self.env.cr._obj,
                "INSERT INTO healthcare_message_key (message_id, name, value) "
                "VALUES %s ON CONFLICT DO NOTHING",
                rows,
                page_size=1000,
            )

    @api.model
    def _key_rows(self, message_id, piece):
        name = f"healthcare.handler.{piece.kind}"
        handler = self.env[name] if name in self.env else self.env["healthcare.handler"]
        return [
            (message_id, key, value)
            for key, values in handler._keys(piece.document).items()
            for value in values
            if value != piece.reference and len(value) <= LENGTH
        ]
