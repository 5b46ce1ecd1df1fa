"""Entries that a remittance made."""

from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """``healthcare_posting_key`` stands for one effect of one remittance, once."""

    _name = "account.move"
    _inherit = ["account.move", "healthcare.traceable"]

    healthcare_remittance_id = fields.Many2one(
        "healthcare.remittance",
        string="Remittance",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    healthcare_posting_key = fields.Char(readonly=True, copy=False)

    _healthcare_posting_uniq = models.UniqueIndex(
        "(healthcare_posting_key) WHERE healthcare_posting_key IS NOT NULL",
        "This remittance was posted already.",
    )

    def action_open_healthcare_remittance(self):
        """The remittance that this entry posts."""
        self.ensure_one()
        return self.healthcare_remittance_id._get_records_action()

    def button_draft(self):
        # EXTENDS account: the entry of a remittance is the sum of posted rows; changed
        # by hand, claims, rows and ledger would tell different stories.
        if any(move.healthcare_posting_key for move in self):
            raise UserError(
                self.env._(
                    "The entry of a remittance cannot be changed. Correct it by "
                    "another entry, or wait for the payer's reversal."
                )
            )
        return super().button_draft()
