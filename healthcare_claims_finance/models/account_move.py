"""Entries that claims and remittances made."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """``healthcare_posting_key`` stands for one effect of one remittance, once.

    A posted entry with a claims role on an item is evidence: claims, posting rows and
    ledger would tell different stories if it were changed, reversed or deleted by hand.
    Entries of bank lines stay Odoo's own.
    """

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

    def _healthcare_evidence(self):
        """Those of these entries that nobody changes by hand."""
        return self.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "entry"
                and move.journal_id.type == "general"
                and any(move.line_ids.mapped("healthcare_role"))
            )
        )

    def _healthcare_refuse_by_hand(self):
        """Refuse for evidence.

        :raises UserError: naming the entries and what to do instead.
        """
        evidence = self._healthcare_evidence()
        if evidence:
            raise UserError(
                self.env._(
                    "%(entries)s posts claims or a remittance and cannot be changed. "
                    "Correct it by another entry, or wait for the payer's reversal.",
                    entries=", ".join(evidence.mapped("name")),
                )
            )

    def button_draft(self):
        # EXTENDS account
        self._healthcare_refuse_by_hand()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account: a reversal of the entry alone leaves the claims as paid.
        self._healthcare_refuse_by_hand()
        return super()._reverse_moves(default_values_list, cancel)

    def write(self, vals):
        # EXTENDS account
        for name in ("date", "journal_id"):
            if name in vals:
                self._healthcare_changing(name, vals[name])._healthcare_refuse_by_hand()
        return super().write(vals)

    def _healthcare_changing(self, name, value):
        """Those of these entries whose field would get another value."""
        field = self._fields[name]
        return self.filtered(
            lambda move: (
                field.convert_to_cache(value, move)
                != field.convert_to_cache(move[name], move)
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._healthcare_refuse_by_hand()
