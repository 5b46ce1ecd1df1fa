"""One box for every number: order, claim, trace, invoice, shipment, message."""

from odoo import Command, api, fields, models
from odoo.fields import Domain

LIMIT = 80
"""Records and messages shown; who gets more has no number but a word."""


class HealthcareSearch(models.TransientModel):
    """Looks for one number everywhere and shows what the user may read."""

    _name = "healthcare.search"
    _description = "Search for a number"
    _rec_name = "query"

    query = fields.Char(string="Number")
    searched = fields.Char(readonly=True)
    line_ids = fields.One2many("healthcare.search.line", "search_id", readonly=True)
    found = fields.Integer(compute="_compute_found")

    @api.depends("line_ids")
    def _compute_found(self):
        for search in self:
            search.found = len(search.line_ids)

    def action_search(self):
        """Search and show the answer in the same form."""
        self.ensure_one()
        text = (self.query or "").strip()
        records, messages = self._find(text) if text else ([], self._messages([]))
        rows = [self._record_row(record) for record in records]
        rows += [self._message_row(message) for message in messages]
        self.write(
            {
                "searched": text,
                "line_ids": [Command.clear(), *map(Command.create, rows)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Search"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.model
    def _find(self, text):
        """``(records, messages)`` that ``text`` names, as far as the user may read.

        What a message touched is found by the numbers of the message, and a message by
        the numbers of what it touched: any number of a claim finds the same claim.
        """
        messages = self._messages(self._message_ids(text))
        named = self._records_named(text)
        messages |= self._messages(self._linked_messages(named))
        records = dict.fromkeys((row._name, row.id) for row in named)
        records |= dict.fromkeys(self._linked_records(messages))
        shown = []
        for model, res_id in list(records)[:LIMIT]:
            record = self.env[model].browse(res_id).exists()
            if record and record.has_access("read"):
                shown.append(record)
        return shown, messages.sorted("id", reverse=True)[:LIMIT]

    @api.model
    def _messages(self, ids):
        return self.env["healthcare.message"].browse(ids)._filtered_access("read")

    @api.model
    def _message_ids(self, text):
        """Messages of which ``text`` is a key, the reference or the uuid."""
        self.env["healthcare.message"].flush_model(["reference"])
        spellings = list({text, text.upper(), text.lower()})
        self.env.cr.execute(
            """
            (SELECT id FROM healthcare_message WHERE reference = ANY(%(texts)s)
              ORDER BY id DESC LIMIT %(limit)s)
             UNION
            (SELECT message_id FROM healthcare_message_key WHERE value = ANY(%(texts)s)
              ORDER BY message_id DESC LIMIT %(limit)s)
             UNION
            SELECT id FROM healthcare_message WHERE uuid = ANY(%(texts)s)
            """,
            {"texts": spellings, "limit": LIMIT},
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _records_named(self, text):
        """Business records that call themselves so; each model says by which fields."""
        found = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            columns = getattr(model, "_healthcare_search_fields", ())
            if not columns or model._abstract or not model.has_access("read"):
                continue
            escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
            domain = Domain.OR(Domain(column, "=ilike", escaped) for column in columns)
            found += model.search(domain, limit=LIMIT)
        return found

    @api.model
    def _linked_messages(self, records):
        links = self.env["healthcare.lineage"].sudo()
        by_model = {}
        for record in records:
            by_model.setdefault(record._name, []).append(record.id)
        found = []
        for model, ids in by_model.items():
            rows = links.search(
                [("res_model", "=", model), ("res_id", "in", ids)],
                order="id desc",
                limit=LIMIT,
            )
            found += rows.message_id.ids
        return found

    @api.model
    def _linked_records(self, messages):
        """``(model, id)`` of searchable records that these messages touched."""
        self.env.cr.execute(
            """
            SELECT DISTINCT res_model, res_id FROM healthcare_lineage
             WHERE message_id = ANY(%s) ORDER BY res_model, res_id
            """,
            [messages.ids],
        )
        return [
            (model, res_id)
            for model, res_id in self.env.cr.fetchall()
            if getattr(self.env.get(model), "_healthcare_search_fields", ())
        ]

    @api.model
    def _record_row(self, record):
        return {
            "kind": self.env["ir.model"]._get(record._name).name,
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "date": record.create_date,
            "state": self._state_of(record),
        }

    @api.model
    def _message_row(self, message):
        return {
            "kind": self.env._("Message"),
            "name": message.display_name,
            "res_model": message._name,
            "res_id": message.id,
            "date": message.accepted_at,
            "state": self._state_of(message),
            "detail": message.connection_id.sudo().name,
        }

    @api.model
    def _state_of(self, record):
        field = record._fields.get("state")
        if field is None or field.type != "selection":
            return False
        return dict(field._description_selection(self.env)).get(record.state)


class HealthcareSearchLine(models.TransientModel):
    """One record or message that was found."""

    _name = "healthcare.search.line"
    _description = "Found by a search"
    _order = "id"

    search_id = fields.Many2one("healthcare.search", ondelete="cascade")
    kind = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    detail = fields.Char(string="With", readonly=True)
    state = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    def action_open_record(self):
        """Open what was found."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_trace(self):
        """The way of what was found, hop by hop."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        return record.action_open_healthcare_trace()
