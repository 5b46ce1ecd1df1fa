"""Journal items that know their claim."""

from odoo import api, fields, models

from ..posting_tables import ROLES

FIXED = (
    "account_id",
    "partner_id",
    "currency_id",
    "debit",
    "credit",
    "balance",
    "amount_currency",
    "healthcare_claim_id",
    "healthcare_role",
)
"""What an item of an entry of claims says; changed by nobody."""


class AccountMoveLine(models.Model):
    """``healthcare_role`` what the item is for; ``healthcare_component`` which part of
    the patient's share, or which provider adjustment.

    A copied entry is an entry by hand: it carries neither claim nor role.
    """

    _inherit = "account.move.line"

    healthcare_claim_id = fields.Many2one(
        "healthcare.claim",
        string="Claim",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    healthcare_role = fields.Selection(
        [(code, role.name) for code, role in ROLES.items()],
        string="Claims role",
        readonly=True,
        copy=False,
    )
    healthcare_component = fields.Char(string="Component", readonly=True, copy=False)

    def write(self, vals):
        # EXTENDS account
        named = [name for name in FIXED if name in vals]
        changed = self.filtered(
            lambda line: (
                line.healthcare_role
                and any(line._healthcare_differs(name, vals[name]) for name in named)
            )
        )
        changed.move_id._healthcare_refuse_by_hand()
        return super().write(vals)

    def _healthcare_differs(self, name, value):
        field = self._fields[name]
        return field.convert_to_cache(value, self) != field.convert_to_cache(
            self[name], self
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.move_id._healthcare_refuse_by_hand()
