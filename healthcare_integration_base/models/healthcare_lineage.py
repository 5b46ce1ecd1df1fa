"""What a message created or changed, down to the place in its payload."""

from odoo import api, fields, models


class HealthcareLineage(models.Model):
    """A link from a record to the place in the payload it comes from. Append only.

    ``amount`` is what that place contributed, in the company's currency.
    """

    _name = "healthcare.lineage"
    _description = "Healthcare lineage"
    _order = "id"
    _log_access = False

    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(compute="_compute_record_name")
    action = fields.Selection(
        [("created", "Created"), ("updated", "Updated"), ("linked", "Linked")],
        readonly=True,
    )
    where = fields.Char(string="Place", readonly=True)
    amount = fields.Float(digits=(16, 4), readonly=True)
    created_at = fields.Datetime(readonly=True)

    _record = models.Index("(res_model, res_id)")
    _message = models.Index("(message_id)")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for line in self:
            line.record_name = line._name_of(line.res_model, line.res_id)

    @api.model
    def _name_of(self, model, res_id):
        """The record's name if this user may read it; False of an unknown model."""
        if not model or model not in self.env:
            return False
        record = self.env[model].browse(res_id).exists()
        if not record or not record.has_access("read"):
            return self.env._("(no access)") if record else self.env._("(deleted)")
        return record.display_name

    def action_open_record(self):
        """Open the business record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
