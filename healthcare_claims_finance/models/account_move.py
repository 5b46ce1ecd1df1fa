"""Entries that a remittance made."""

from odoo import fields, models


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
