"""Why an amount is in the ledger: one row per decision of the posting engine."""

from odoo import fields, models

from ..posting_tables import ROLES
from ..posting_types import Row


class HealthcarePostingRow(models.Model):
    """One posted amount with its role, its claim and its place in the remittance.

    ``amount`` is signed: positive a debit. Rows explain an entry and are mirrored when
    the payer takes a payment back; several rows may stand behind one journal item.
    """

    _name = "healthcare.posting.row"
    _description = "Posted amount"
    _order = "id"
    _check_company_auto = True

    remittance_id = fields.Many2one(
        "healthcare.remittance", required=True, index=True, ondelete="restrict"
    )
    remittance_claim_id = fields.Many2one(
        "healthcare.remittance.claim", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one("account.move", index="btree_not_null")
    role = fields.Selection(
        [(code, role.name) for code, role in ROLES.items()], required=True
    )
    partner_id = fields.Many2one("res.partner")
    claim_id = fields.Many2one("healthcare.claim", index="btree_not_null")
    component = fields.Char()
    amount = fields.Monetary(required=True)
    reference = fields.Char()
    where = fields.Char(string="Place")
    reversal = fields.Boolean()

    def _row(self, amount):
        """This record as the engine's :class:`Row`; ``amount`` exact."""
        return Row(
            self.role,
            amount,
            self.partner_id.id or None,
            self.claim_id.id or None,
            self.component or "",
            where=self.where or "",
            reference=self.reference or "",
            reversal=self.reversal,
        )
