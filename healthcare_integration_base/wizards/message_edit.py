"""Correct a message field by field, for a reason, and see what it would do."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareMessageEdit(models.TransientModel):
    """First why, then the fields; both are kept. Raw text is never edited."""

    _name = "healthcare.message.edit"
    _description = "Correct and replay a message"

    message_id = fields.Many2one(
        "healthcare.message",
        required=True,
        readonly=True,
        default=lambda self: self._default_message(),
    )
    reason = fields.Char(
        required=True, help="Kept with the message and in the audit trail."
    )
    line_ids = fields.One2many("healthcare.message.edit.line", "edit_id")
    needs_second = fields.Boolean(related="message_id.flow_id.edit_approval")

    @api.model
    def _default_message(self):
        if self.env.context.get("active_model") != "healthcare.message":
            return self.env["healthcare.message"]
        return self.env["healthcare.message"].browse(self.env.context.get("active_id"))

    def action_open_fields(self):
        """Show the fields that may be corrected; looking is recorded."""
        self.ensure_one()
        self.message_id._check_editor()
        leaves = self.message_id._editable_leaves()
        if not leaves:
            raise UserError(
                self.env._("No field of this kind of document may be corrected.")
            )
        if "healthcare.payload.grant" in self.env:
            self.env["healthcare.payload.grant"]._grant(self.message_id, self.reason)
        self.line_ids.unlink()
        self.env["healthcare.message.edit.line"].create(
            [
                {
                    "edit_id": self.id,
                    "path": path,
                    "label": self.message_id._path_in_words(path),
                    "before": "" if value is None else str(value),
                    "value": "" if value is None else str(value),
                }
                for path, value in leaves
            ]
        )
        return self._again()

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct and replay"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_correct(self):
        """Make the corrected copy; shows what it would do, or the copy itself."""
        self.ensure_one()
        values = {line.path: line.value or "" for line in self.line_ids}
        copy, report = self.message_id._correct(values, self.reason)
        if report:
            return report.with_env(self.env)._form()
        return {
            "type": "ir.actions.act_window",
            "res_model": copy._name,
            "res_id": copy.id,
            "views": [(False, "form")],
        }


class HealthcareMessageEditLine(models.TransientModel):
    """One field of the document."""

    _name = "healthcare.message.edit.line"
    _description = "Field to correct"
    _order = "id"

    edit_id = fields.Many2one(
        "healthcare.message.edit", required=True, ondelete="cascade"
    )
    path = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Field", readonly=True)
    before = fields.Char(string="As it came", readonly=True)
    value = fields.Char(string="Corrected")
