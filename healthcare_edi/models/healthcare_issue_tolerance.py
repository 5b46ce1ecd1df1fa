"""What a partner is forgiven: a table from issue codes to severities."""

import re
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tolerance import Rule, judge, judged

_PATTERN = re.compile(r"[a-z0-9_.*?\[\]]{1,64}")


class HealthcareIssueTolerance(models.Model):
    """One row: issues whose code fits the pattern count as this severity."""

    _name = "healthcare.issue.tolerance"
    _description = "Healthcare EDI tolerance"
    _rec_name = "pattern"
    _order = "trading_partner_id, sequence, id"

    trading_partner_id = fields.Many2one(
        "healthcare.trading.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="trading_partner_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    pattern = fields.Char(
        string="Issue code",
        required=True,
        help="A code such as x12.se01.count; * stands for any characters: x12.se01.*",
    )
    severity = fields.Selection(
        [
            ("note", "Note"),
            ("warning", "Accept and warn"),
            ("error", "Accept as error"),
            ("fatal", "Reject"),
        ],
        required=True,
        default="warning",
    )
    reason = fields.Char(help="Who agreed to it, and when.")

    _pattern_uniq = models.Constraint(
        "UNIQUE(trading_partner_id, pattern)", "This partner already has this code."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._tell(self.env._("Tolerance"))
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"pattern", "severity", "reason"}:
            self._tell(self.env._("Tolerance"))
        return result

    def unlink(self):
        self._tell(self.env._("No longer"))
        return super().unlink()

    def _tell(self, what):
        """What is forgiven stands in the history of its partner."""
        labels = dict(self._fields["severity"]._description_selection(self.env))
        for row in self:
            words = [f"{what}: {row.pattern}", labels[row.severity], row.reason or ""]
            row.trading_partner_id._message_log(body=", ".join(filter(None, words)))

    @api.constrains("pattern")
    def _check_pattern(self):
        for row in self:
            if not _PATTERN.fullmatch(row.pattern):
                raise ValidationError(
                    self.env._(
                        "An issue code has a-z, 0-9, dots and underscores; * stands "
                        "for any characters."
                    )
                )


class HealthcareTradingPartner(models.Model):
    """Judges what a codec or a document complains about."""

    _inherit = "healthcare.trading.partner"

    tolerance_ids = fields.One2many(
        "healthcare.issue.tolerance", "trading_partner_id", copy=True
    )

    def _rules(self):
        return [Rule(row.pattern, row.severity) for row in self.tolerance_ids]

    def _judge(self, decoded, more=()):
        """A :class:`Decoded` with this partner's rules applied to its issues.

        Works on an empty recordset: then only the strict rule holds.

        :param more: further issues of the envelope.
        """
        rules = self._rules()
        found = judged([*self._misrouted(decoded), *more], rules)
        return judge(decoded, rules, found)

    def _judge_reading(self, result):
        """A :class:`ReadResult` with this partner's rules. What its document calls
        fatal stays so: an amount that cannot be read is not forgiven."""
        issues = judged(result.issues, self._rules())
        return replace(result, issues=issues)
