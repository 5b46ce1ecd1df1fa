"""A statement of Odoo that hangs when the planner knows nothing of new bills."""

from odoo import models


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _compute_payment_state(self):
        # The statement joins two lines by "not the same bill". When nobody has counted
        # the rows yet (the first bills of a company, or an ANALYZE in the middle of a
        # batch) the planner may pair every line of the batch with every line there is:
        # minutes for a few hundred bills. Joined in the order in which it is written
        # it begins with what is reconciled, and both ways are indexed.
        self.env.cr.execute("SET LOCAL join_collapse_limit = 1")
        result = super()._compute_payment_state()
        self.env.cr.execute("SET LOCAL join_collapse_limit = DEFAULT")
        return result
