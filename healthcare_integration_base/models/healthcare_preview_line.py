"""The single changes of a preview, and how a shadow run compares with what came."""

from odoo import fields, models


class HealthcarePreviewLine(models.Model):
    """One field of one record, before and after."""

    _name = "healthcare.preview.line"
    _description = "Previewed change"
    _order = "id"

    report_id = fields.Many2one(
        "healthcare.preview.report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    result_id = fields.Many2one(
        "healthcare.preview.result",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    message_id = fields.Many2one(related="result_id.message_id", store=True)
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    currency_id = fields.Many2one(related="report_id.currency_id")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Integer(readonly=True)
    model_label = fields.Char(string="Kind", readonly=True)
    record_name = fields.Char(string="Record", readonly=True)
    action = fields.Selection(
        [("created", "New"), ("updated", "Changed"), ("deleted", "Removed")],
        readonly=True,
    )
    field = fields.Char(string="Technical name", readonly=True)
    label = fields.Char(string="Field", readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    amount = fields.Monetary(string="Difference", readonly=True)
    posted = fields.Boolean(readonly=True)

    def action_open_record(self):
        """Open the business record, if it is there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
