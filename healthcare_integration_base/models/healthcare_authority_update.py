"""An update from a system that does not own the field: both values, one decision."""

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..outcome import Finding

STEWARD = "healthcare_integration_base.group_steward"
TYPE = "WRONG_SIDE_UPDATE"


class HealthcareAuthorityUpdate(models.Model):
    """Our value, theirs, and what a person decided. Kept."""

    _name = "healthcare.authority.update"
    _description = "Update from another system"
    _inherit = ["healthcare.recorded"]
    _recorded = frozenset({"state", "decided_by_id", "decided_at"})
    _order = "id desc"
    _rec_name = "field"

    authority_id = fields.Many2one(
        "healthcare.authority", readonly=True, ondelete="set null"
    )
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Document", compute="_compute_names")
    field = fields.Char(string="Technical field", required=True, readonly=True)
    field_label = fields.Char(string="Field", compute="_compute_names")
    current = fields.Char(string="Ours", readonly=True)
    proposed = fields.Char(string="Theirs", readonly=True)
    value = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("refused", "Refused by policy"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _open_uniq = models.UniqueIndex(
        "(connection_id, res_model, res_id, field) WHERE state = 'open'"
    )
    _stands_on = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id", "field")
    def _compute_names(self):
        for update in self:
            record = update._target()
            update.record_name = record.display_name if record else False
            field = record._fields.get(update.field) if record else None
            update.field_label = (
                field._description_string(self.env) if field else update.field
            )

    def _target(self):
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    @api.model
    def _record(self, connection, record, rows, message_id=0):
        """Keep what a wrong side wanted; ``rows``: ``(rule, field, value)``.

        The latest wish replaces an open one for the same field.
        """
        if not rows:
            return
        updates = self.sudo()
        opened = updates.search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("field", "in", [name for _rule, name, _value in rows]),
                ("state", "=", "open"),
            ]
        )
        by_field = {update.field: update for update in opened}
        common = {
            "connection_id": connection.id,
            "res_model": record._name,
            "res_id": record.id,
        }
        for rule, name, value in rows:
            values = {
                "current": _text(record[name]),
                "proposed": _text(value),
                "value": json.loads(json.dumps(value, default=str)),
                "message_id": message_id or False,
            }
            if name in by_field:
                by_field[name].write(values)
                continue
            state = "open" if rule.policy == "queue" else "refused"
            updates.create(common | values | {"field": name, "state": state})
        queued = sum(rule.policy == "queue" for rule, _name, _value in rows)
        if queued:
            self._ask(connection, record, queued)

    @api.model
    def _ask(self, connection, record, count):
        """One open question per connection and record, for a steward."""
        finding = Finding(
            TYPE,
            self.env._(
                "%(connection)s wants to change %(count)s fields that it does not own.",
                connection=connection.name,
                count=count,
            ),
            record._name,
            record.id,
            where=connection.code,
        )
        self.env["healthcare.exception"]._open(finding, connection=connection)

    def action_accept(self):
        """Write their value, as the person who decided."""
        for update in self:
            update._check_open()
            record = update._target()
            if not record:
                raise UserError(self.env._("The record is gone."))
            record.with_env(self.env).write({update.field: update.value})
            update._decide("accepted")

    def action_reject(self):
        """Keep our value."""
        for update in self:
            update._check_open()
            update._decide("rejected")

    def _check_open(self):
        self.check_access("read")
        if not self.env.user.has_group(STEWARD):
            raise AccessError(self.env._("Only a mapping steward decides on updates."))
        if self.state != "open":
            raise UserError(self.env._("This update was decided already."))

    def _decide(self, state):
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.env["healthcare.audit.entry"]._log(
            f"authority.{state}", self, facts={"field": self.field}
        )
        record = self._target()
        still_open = self.sudo().search_count(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("connection_id", "=", self.connection_id.id),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        if record and not still_open:
            self.env["healthcare.exception"]._resolve_for(
                record,
                [TYPE],
                self.env._("Decided."),
                where=self.sudo().connection_id.code,
            )

    def action_open_record(self):
        """The record that they want to change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


def _text(value):
    if isinstance(value, models.BaseModel):
        return ", ".join(value.mapped("display_name"))[:256]
    return "" if value in (None, False) else str(value)[:256]
