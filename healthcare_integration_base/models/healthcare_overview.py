"""The strip above the overview: what needs somebody, as numbers that can be clicked."""

from odoo import api, models

HOLDS_MESSAGES = [
    "|",
    ("type_id.technical", "=", True),
    ("dependency", "!=", False),
]
"""Problems with messages behind them; the others are questions of the trade."""
EXPIRES_WITHIN = "+30d"


class HealthcareConnection(models.Model):
    """Each fact counts exactly what its action opens, for the user who looks."""

    _inherit = "healthcare.connection"

    @api.model
    @api.readonly
    def overview_facts(self):
        """``[{key, label, count, tone, action}]`` for the web client.

        :raises AccessError: no viewer.
        """
        self.browse().check_access("read")
        return self._overview_facts()

    @api.model
    def _overview_facts(self):
        """The facts, the most pressing first; extended by whoever has more.

        ``tone`` is danger, warning or info and colours a count that is not zero;
        ``action`` is a dictionary that the web client can carry out.
        """
        return [
            self._fact(*fact)
            for fact in self._facts_wanted()
            if self.env[fact[3]].has_access("read")
        ]

    @api.model
    def _facts_wanted(self):
        """``(key, label, tone, model, domain)`` of each fact that is a list."""
        _ = self.env._
        mine = [("state", "=", "open"), ("user_id", "=", self.env.uid)]
        return [
            (
                "problems",
                _("Problems"),
                "danger",
                "healthcare.problem",
                [("state", "=", "open"), *HOLDS_MESSAGES],
            ),
            ("dead", _("Dead letters"), "danger", "healthcare.dead.letter", []),
            (
                "late",
                _("Late questions"),
                "warning",
                "healthcare.exception",
                [("late", "=", True)],
            ),
            ("mine", _("My questions"), "info", "healthcare.exception", mine),
            (
                "expiring",
                _("Expiring credentials"),
                "warning",
                "healthcare.credential",
                [("expiry_date", "<=", EXPIRES_WITHIN)],
            ),
        ]

    @api.model
    def _fact(self, key, label, tone, model, domain):
        """One fact: the count of ``domain`` and the list of the same."""
        return {
            "key": key,
            "label": label,
            "count": self.env[model].search_count(domain),
            "tone": tone,
            "action": {
                "type": "ir.actions.act_window",
                "name": label,
                "res_model": model,
                "views": [[False, "list"], [False, "form"]],
                "domain": domain,
            },
        }
