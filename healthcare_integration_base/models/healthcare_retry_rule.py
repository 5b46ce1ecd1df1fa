"""The matrix of retries: class of the failure times flow."""

from odoo import api, fields, models
from odoo.tools import ormcache

from ..retry import CLASSES, RetryPolicy, class_of

LABELS = {
    "timeout": "No answer in time",
    "refused": "No connection",
    "throttled": "Too many requests (429)",
    "server": "Partner's server error (5xx)",
    "busy": "Partner or record is busy",
    "lock": "Locked by somebody else",
    "other": "Everything else that passes",
}
NEVER = RetryPolicy(attempts=1)


class HealthcareRetryRule(models.Model):
    """How failures of one class are tried again, on one flow or on all of them.

    The flow's own rule wins, then the rule for every flow, then what stands on the flow
    itself. What a document is refused for is final and has no rule.
    """

    _name = "healthcare.retry.rule"
    _inherit = "healthcare.remembered"
    _description = "Retry rule"
    _order = "flow_id, error_class"

    flow_id = fields.Many2one(
        "healthcare.flow", index=True, ondelete="cascade", help="Empty: every flow."
    )
    company_id = fields.Many2one(related="flow_id.company_id", store=True)
    error_class = fields.Selection(
        [(name, LABELS[name]) for name in CLASSES], string="Failure", required=True
    )
    never = fields.Boolean(
        string="Never again", help="The first failure is a dead letter."
    )
    attempts = fields.Integer(default=6, required=True)
    base = fields.Integer(string="First wait (s)", default=30, required=True)
    cap = fields.Integer(string="Longest wait (s)", default=3600, required=True)
    jitter = fields.Integer(
        string="Spread (%)",
        default=20,
        required=True,
        help="Waits differ by up to so much, so that not everything returns at once.",
    )
    in_words = fields.Char(string="Waits", compute="_compute_in_words")

    _rule_uniq = models.UniqueIndex(
        "(COALESCE(flow_id, 0), error_class)", "There is a rule for this already."
    )
    _range = models.Constraint(
        "CHECK(attempts BETWEEN 1 AND 1000 AND base BETWEEN 0 AND 86400 "
        "AND cap BETWEEN 0 AND 604800 AND jitter BETWEEN 0 AND 100)",
        "1 to 1000 attempts, waits up to a week, a spread of 0 to 100 %.",
    )

    @api.depends("never", "attempts", "base", "cap", "jitter")
    def _compute_in_words(self):
        for rule in self:
            rule.in_words = self._words(rule._policy())

    def _policy(self):
        self.ensure_one()
        if self.never:
            return NEVER
        return RetryPolicy(
            attempts=self.attempts,
            base=self.base,
            cap=self.cap,
            jitter=self.jitter / 100,
        )

    @api.model
    @ormcache()
    def _policies(self):
        """``{(flow id or 0, class): policy}``."""
        return {
            (rule.flow_id.id or 0, rule.error_class): rule._policy()
            for rule in self.sudo().search([])
        }

    @api.model
    def _words(self, policy):
        """The tries and waits of a policy, as a person reads them."""
        if policy.attempts == 1:
            return self.env._("never")
        count = min(policy.attempts - 1, 4)
        waits = [policy.delay(number) for number in range(1, count + 1)]
        more = policy.attempts - 1 > count
        return self.env._(
            "%(attempts)s tries: %(waits)s",
            attempts=policy.attempts,
            waits=" · ".join(map(_span, waits)) + (" …" if more else ""),
        )

    @api.model
    def _short_words(self, policy):
        """The same for a cell of the matrix: ``6 × 30 s … 1 h``."""
        if policy.attempts == 1:
            return self.env._("never")
        waits = [_span(policy.delay(1)), _span(policy.delay(policy.attempts - 1))]
        return f"{policy.attempts} × {' … '.join(dict.fromkeys(waits))}"


def _span(seconds):
    """``45 s``, ``2 min``, ``1.5 h``."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


class HealthcareFlow(models.Model):
    """A row of the matrix."""

    _inherit = "healthcare.flow"

    file_limit = fields.Integer(
        string="Largest file (MB)",
        default=32,
        required=True,
        help="A larger file is not fetched; the question says so. A file is read "
        "whole and needs several times its size in the memory of a worker.",
    )
    retry_rule_ids = fields.One2many("healthcare.retry.rule", "flow_id", copy=True)
    retry_timeout = fields.Char(string="No answer", compute="_compute_retry_words")
    retry_refused = fields.Char(string="No connection", compute="_compute_retry_words")
    retry_throttled = fields.Char(string="Too many", compute="_compute_retry_words")
    retry_server = fields.Char(string="Their error", compute="_compute_retry_words")
    retry_busy = fields.Char(string="Busy", compute="_compute_retry_words")
    retry_lock = fields.Char(string="Locked", compute="_compute_retry_words")
    retry_other = fields.Char(string="Other", compute="_compute_retry_words")

    _file_limit_range = models.Constraint(
        "CHECK(file_limit BETWEEN 1 AND 256)", "A file has 1 to 256 MB."
    )

    @api.depends("retry_rule_ids", "retry_attempts", "retry_base", "retry_cap")
    def _compute_retry_words(self):
        rules = self.env["healthcare.retry.rule"]
        for flow in self:
            for kind in CLASSES:
                flow[f"retry_{kind}"] = rules._short_words(flow._policy_of(kind))

    def _policy(self, code=""):
        """The retry policy of this flow for a reason (``http.503``)."""
        return self._policy_of(class_of(code))

    def _policy_of(self, kind):
        table = self.env["healthcare.retry.rule"]._policies()
        own = table.get((self.id, kind)) or table.get((0, kind))
        return own or super()._policy()
