"""The card of the bills journal: what waits for a match, and for how much."""

from odoo import fields, models


class AccountJournal(models.Model):
    """Counts of held bills on the accounting dashboard; one query for all cards."""

    _inherit = "account.journal"

    healthcare_held_count = fields.Integer(compute="_compute_healthcare_held")
    healthcare_held_amount = fields.Char(compute="_compute_healthcare_held")
    healthcare_missing_receipt_count = fields.Integer(
        compute="_compute_healthcare_held"
    )

    def _compute_healthcare_held(self):
        journals = self.filtered(lambda row: row.type == "purchase")
        rows = self.env["account.move"]._read_group(
            [
                ("journal_id", "in", journals.ids),
                ("state", "=", "draft"),
                ("healthcare_match_state", "=", "held"),
            ],
            ["journal_id", "healthcare_match_kind"],
            ["__count", "amount_total_signed:sum"],
        )
        counts, missing, amounts = {}, {}, {}
        for journal, kind, count, amount in rows:
            counts[journal.id] = counts.get(journal.id, 0) + count
            amounts[journal.id] = amounts.get(journal.id, 0.0) + abs(amount or 0.0)
            if kind == "receipt":
                missing[journal.id] = count
        for journal in self:
            currency = journal.company_id.currency_id
            journal.healthcare_held_count = counts.get(journal.id, 0)
            journal.healthcare_missing_receipt_count = missing.get(journal.id, 0)
            journal.healthcare_held_amount = currency.format(
                amounts.get(journal.id, 0.0)
            )

    def action_healthcare_held(self):
        """The held bills of this journal; those without goods when asked for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_match_action"
        )
        context = {"search_default_held": 1, "search_default_group_reason": 1}
        if self.env.context.get("healthcare_receipt"):
            context = {"search_default_held": 1, "search_default_receipt": 1}
        return action | {
            "domain": [("move_id.journal_id", "=", self.id)],
            "context": context,
        }
