"""What was disputed with a supplier and what came back."""

from odoo import fields, models

from ..match_units import as_decimal

READERS = (
    "purchase.group_purchase_user,account.group_account_invoice,"
    "healthcare_procurement_sync.group_contract_manager"
)


class ResPartner(models.Model):
    """Counters of price disputes in the company's currency."""

    _inherit = "res.partner"

    healthcare_disputed = fields.Monetary(
        string="Disputed",
        compute="_compute_healthcare_recovery",
        currency_field="currency_id",
        groups=READERS,
    )
    healthcare_recovered = fields.Monetary(
        string="Recovered",
        compute="_compute_healthcare_recovery",
        currency_field="currency_id",
        groups=READERS,
    )
    healthcare_dispute_count = fields.Integer(
        compute="_compute_healthcare_recovery", groups=READERS
    )

    def _compute_healthcare_recovery(self):
        """One grouped query; disputes belong to the commercial partner."""
        groups = self.env["healthcare.price.dispute"]._read_group(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["partner_id", "currency_id"],
            ["amount:sum", "recovered:sum", "__count"],
        )
        today = fields.Date.context_today(self)
        company = self.env.company
        totals = {}
        for partner, currency, amount, recovered, count in groups:
            both = [
                as_decimal(
                    currency._convert(value, company.currency_id, company, today)
                )
                for value in (amount, recovered)
            ]
            known = totals.setdefault(partner.id, [as_decimal(0), as_decimal(0), 0])
            known[0] += both[0]
            known[1] += both[1]
            known[2] += count
        for partner in self:
            amount, recovered, count = totals.get(
                partner.commercial_partner_id.id, (0, 0, 0)
            )
            partner.healthcare_disputed = float(amount)
            partner.healthcare_recovered = float(recovered)
            partner.healthcare_dispute_count = count

    def action_open_healthcare_disputes(self):
        """The price disputes with this supplier, settled ones included."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_price_dispute_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }
