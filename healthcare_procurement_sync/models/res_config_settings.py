"""Settings: the company's match policy."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Shows the main tolerances of the company's policy and leads to all of it."""

    _inherit = "res.config.settings"

    healthcare_price_tol_pct = fields.Float(
        string="Price tolerance %",
        compute="_compute_healthcare_policy",
        inverse="_inverse_healthcare_policy",
    )
    healthcare_price_tol_cap = fields.Float(
        string="Price cap",
        compute="_compute_healthcare_policy",
        inverse="_inverse_healthcare_policy",
    )
    healthcare_over_receipt_pct = fields.Float(
        string="Over-receipt %",
        compute="_compute_healthcare_policy",
        inverse="_inverse_healthcare_policy",
    )
    healthcare_no_po_action = fields.Selection(
        [
            ("hold", "Hold the bill"),
            ("reject", "Reject: no order, no pay"),
            ("wait", "Wait for the order"),
        ],
        string="Bill without known order",
        compute="_compute_healthcare_policy",
        inverse="_inverse_healthcare_policy",
    )

    healthcare_finance_pays = fields.Boolean(
        related="company_id.healthcare_finance_pays", readonly=False
    )
    healthcare_clearing_account_id = fields.Many2one(
        related="company_id.healthcare_clearing_account_id", readonly=False
    )

    def _compute_healthcare_policy(self):
        for settings in self:
            policy = settings._healthcare_policy()
            settings.healthcare_price_tol_pct = policy.price_tol_pct
            settings.healthcare_price_tol_cap = policy.price_tol_cap
            settings.healthcare_over_receipt_pct = policy.over_receipt_tol_pct
            settings.healthcare_no_po_action = policy.no_po_action

    def _inverse_healthcare_policy(self):
        for settings in self:
            policy = settings._healthcare_policy()
            values = {
                "price_tol_pct": settings.healthcare_price_tol_pct,
                "price_tol_cap": settings.healthcare_price_tol_cap,
                "over_receipt_tol_pct": settings.healthcare_over_receipt_pct,
                "no_po_action": settings.healthcare_no_po_action,
            }
            if policy.id:
                policy.write(values)
            else:
                policy.create({"company_id": settings.company_id.id, **values})

    def _healthcare_policy(self):
        policies = self.env["healthcare.match.policy"]
        return policies._for_many(self.company_id, self.env["res.partner"])[False]

    def action_open_healthcare_policies(self):
        """All policies, suppliers' own included."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_match_policy_action"
        )
