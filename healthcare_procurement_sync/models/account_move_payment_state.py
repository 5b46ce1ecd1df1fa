"""Statements of Odoo that hang when the planner knows nothing of new bills.

Nobody has counted the rows of the first bills of a company, and an ANALYZE in the
middle of a batch counts none of it: the planner then takes every table for empty and
may pair every line of the batch with every line there is: minutes for some hundred.
"""

from odoo import models

RECONCILED = """
    SELECT DISTINCT l.move_id FROM account_move_line l
     WHERE l.move_id = ANY(%s)
       AND (EXISTS (SELECT FROM account_partial_reconcile p
                     WHERE p.debit_move_id = l.id)
            OR EXISTS (SELECT FROM account_partial_reconcile p
                        WHERE p.credit_move_id = l.id))
"""


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _compute_payment_state(self):
        # Joined in the order in which it is written, the statement begins with what is
        # reconciled and finds each partner by its id; both ways are indexed.
        self.env.cr.execute("SET LOCAL join_collapse_limit = 1")
        result = super()._compute_payment_state()
        self.env.cr.execute("SET LOCAL join_collapse_limit = DEFAULT")
        return result

    def _compute_reconciled_payment_ids(self):
        # Bills of which nothing is reconciled have no payments but those matched: they
        # need not be looked for among all payments, by two joins with OR.
        some = self._healthcare_with_reconciled()
        for move in self - some:
            move.reconciled_payment_ids = move.matched_payment_ids
        return super(AccountMove, some)._compute_reconciled_payment_ids()

    def _healthcare_with_reconciled(self):
        """Those of these of which a line is reconciled, in part or in full."""
        if not self.ids:
            return self.browse()
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model(["move_id"])
        self.env.cr.execute(RECONCILED, [self.ids])
        found = {row[0] for row in self.env.cr.fetchall()}
        return self.filtered(lambda move: move.id in found)
