"""How a payer calls itself in claims, remittances and bank lines."""

from odoo import api, fields, models


class HealthcarePayerIdentifier(models.Model):
    """One identifier of a payer: its payer id, or the trace id of its payments.

    A trace id (TRN03, "1" and the tax id) may belong to several plans of one payer; it
    identifies a payer only when it is the sole one.
    """

    _name = "healthcare.payer.identifier"
    _description = "Payer identifier"
    _order = "kind, value"
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", string="Payer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: the payer is known by it in every company."
    )
    kind = fields.Selection(
        [("payer_id", "Payer id"), ("trace_id", "Trace id of payments")],
        required=True,
        default="payer_id",
    )
    value = fields.Char(required=True, index=True)

    _value_uniq = models.UniqueIndex(
        "(kind, value, COALESCE(company_id, 0)) WHERE kind = 'payer_id'",
        "This payer id belongs to a payer already.",
    )

    @api.model
    def _payers(self, values, company):
        """``{payer id: partner}`` of the company; its own identifiers win."""
        rows = self.sudo().search(
            [
                ("kind", "=", "payer_id"),
                ("value", "in", list({value for value in values if value})),
                ("company_id", "in", (False, company.id)),
            ]
        )
        rows = rows.sorted(lambda row: bool(row.company_id))
        return {row.value: row.partner_id.with_env(self.env) for row in rows}

    @api.model
    def _payers_by_trace(self, value, company):
        """All payers that pay under this trace id."""
        if not value:
            return self.env["res.partner"]
        rows = self.sudo().search(
            [
                ("kind", "=", "trace_id"),
                ("value", "=", value),
                ("company_id", "in", (False, company.id)),
            ]
        )
        return rows.partner_id.with_env(self.env)
