"""How one partner speaks X12: identifiers, separators, tolerance."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import ConfigurationError
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING, Issue

from ..codec.x12.delimiters import Delimiters, is_separator

#: Issues of the envelope that ``count_tolerance`` decides about.
FILE_CODES = {
    "x12.isa.missing",
    "x12.iea.missing",
    "x12.iea01.count",
    "x12.iea02.control",
}
GROUP_CODES = {"x12.ge.missing", "x12.ge01.count", "x12.ge02.control"}
SET_CODES = {"x12.se01.count", "x12.se02.control"}
TERMINATORS = {"newline": "\n", "return": "\r"}


class HealthcareTradingPartner(models.Model):
    """The X12 side of a connection. One per connection; without one nothing is sent
    and what arrives is taken by the strict rule.
    """

    _name = "healthcare.trading.partner"
    _description = "Healthcare EDI trading partner"
    _rec_name = "connection_id"
    _order = "connection_id"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    own_qualifier = fields.Char(
        string="Our qualifier", size=2, required=True, default="ZZ"
    )
    own_identifier = fields.Char(string="Our identifier", size=15, required=True)
    own_application = fields.Char(
        string="Our application code",
        size=15,
        help="GS02 of what we send. Empty: our identifier.",
    )
    qualifier = fields.Char(
        string="Partner's qualifier", size=2, required=True, default="ZZ"
    )
    identifier = fields.Char(string="Partner's identifier", size=15, required=True)
    application = fields.Char(
        string="Partner's application code",
        size=15,
        help="GS03 of what we send. Empty: the partner's identifier.",
    )
    usage = fields.Selection(
        [("T", "Test"), ("P", "Production")],
        compute="_compute_usage",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Follows the environment of the connection. Files marked as test are "
        "rejected once this says production.",
    )
    version = fields.Char(
        size=12,
        help="GS08 of what we send, such as 005010. Empty: the version that the "
        "document is written in.",
    )
    acknowledgment_requested = fields.Boolean(
        string="Ask for TA1",
        help="Asks the partner to confirm each interchange with a TA1 (ISA14).",
    )
    count_tolerance = fields.Selection(
        [("reject", "Reject"), ("warn", "Accept and note")],
        string="Wrong counts",
        required=True,
        default="reject",
        help="What happens when the counts or control numbers in SE, GE or IEA are "
        "wrong. A transaction set without end is always rejected.",
    )
    element = fields.Char(
        string="Element separator", size=1, required=True, default="*"
    )
    component = fields.Char(
        string="Component separator", size=1, required=True, default=":"
    )
    repetition = fields.Char(
        string="Repetition separator", size=1, required=True, default="^"
    )
    terminator = fields.Char(
        string="Segment terminator",
        size=7,
        required=True,
        default="~",
        help="One character, or the word newline or return.",
    )
    line_breaks = fields.Boolean(
        string="One segment per line",
        default=True,
        help="A line break after each terminator makes files readable.",
    )
    number_ids = fields.One2many("healthcare.control.number", "trading_partner_id")

    _connection_uniq = models.Constraint(
        "UNIQUE(connection_id)", "This connection already has a trading partner."
    )

    @api.depends("connection_id.environment")
    def _compute_usage(self):
        for partner in self:
            production = partner.connection_id.environment == "production"
            partner.usage = "P" if production else "T"

    @api.constrains("element", "component", "repetition", "terminator")
    def _check_delimiters(self):
        for partner in self:
            signs = [
                partner.element,
                partner.component,
                partner.repetition,
                partner._terminator(),
            ]
            if len(set(signs)) < 4 or not all(map(is_separator, signs)):
                raise ValidationError(
                    self.env._(
                        "The four separators of %(partner)s must be four different "
                        "characters, none of them a letter, a digit or a blank.",
                        partner=partner.display_name,
                    )
                )

    @api.constrains("own_identifier", "identifier", "own_qualifier", "qualifier")
    def _check_identifiers(self):
        for partner in self:
            values = (
                partner.own_identifier,
                partner.identifier,
                partner.own_qualifier,
                partner.qualifier,
            )
            if any(value != value.strip() or not value.isascii() for value in values):
                raise ValidationError(
                    self.env._(
                        "Identifiers and qualifiers have no blanks around them and "
                        "no accented letters."
                    )
                )

    def _terminator(self):
        return TERMINATORS.get(self.terminator, self.terminator)

    @api.model
    def _for_connection(self, connection):
        """The trading partner of a connection, or an empty recordset."""
        return self.sudo().search([("connection_id", "=", connection.id)], limit=1)

    def _envelope(self, created_at):
        """The envelope of our next interchange; draws both control numbers.

        :param created_at: aware instant, printed in ISA09/10 and GS04/05 as it is.
        :raises ConfigurationError: ``trading_partner.missing`` on an empty recordset.
        """
        if not self:
            raise ConfigurationError(
                "trading_partner.missing",
                text=self.env._(
                    "This connection has no trading partner. Add one under "
                    "Configuration, EDI trading partners."
                ),
            )
        numbers = self.env["healthcare.control.number"].sudo()
        return Envelope(
            sender=self.own_identifier,
            sender_qualifier=self.own_qualifier,
            receiver=self.identifier,
            receiver_qualifier=self.qualifier,
            interchange_number=numbers._next(self, "interchange"),
            group_number=numbers._next(self, "group"),
            created_at=created_at,
            usage=self.usage,
            options={
                **Delimiters(
                    self.element, self.component, self.repetition, self._terminator()
                ).facts(),
                "suffix": "\n" if self.line_breaks else "",
                "gs02": self.own_application or self.own_identifier,
                "gs03": self.application or self.identifier,
                "version": self.version or "",
                "acknowledge": "1" if self.acknowledgment_requested else "0",
            },
        )

    def _judge(self, decoded):
        """A :class:`Decoded` with this partner's rules applied to its issues.

        Wrong counts become fatal where they are not tolerated: those of SE for their
        transaction set, of GE for the sets of the group, of ISA and IEA for the file.
        Works on an empty recordset: then nothing is tolerated.
        """
        strict = self.count_tolerance != "warn"
        files, groups = [], {}
        for issue in decoded.issues:
            if strict and issue.code in FILE_CODES:
                issue = replace(issue, severity=FATAL)
            elif strict and issue.code in GROUP_CODES:
                group = issue.where.rpartition("/GE-")[0] or issue.where
                groups.setdefault(group, []).append(replace(issue, severity=FATAL))
            files.append(issue)
        files += self._misrouted(decoded)
        files.sort(key=lambda issue: not issue.blocks)  # the reason comes first
        parts = [self._judge_part(part, groups, strict) for part in decoded.parts]
        return replace(decoded, parts=tuple(parts), issues=tuple(files))

    def _judge_part(self, part, groups, strict):
        issues = [
            replace(issue, severity=FATAL)
            if strict and issue.code in SET_CODES
            else issue
            for issue in part.issues
        ]
        issues += groups.get(part.where.rpartition("/")[0], ())
        return replace(part, issues=tuple(issues))

    def _misrouted(self, decoded):
        """Interchanges from somebody else, and test files in production."""
        if not self:
            return []
        issues = []
        for ordinal, facts in enumerate(decoded.facts.get("interchanges", ()), 1):
            place = f"ISA[{ordinal}]"
            if (facts["isa"][5], facts["isa"][6]) != (self.qualifier, self.identifier):
                issues.append(
                    Issue(
                        "x12.isa06.sender",
                        f"{place}/ISA-06",
                        WARNING,
                        "The sender is not the trading partner of this connection.",
                    )
                )
            if facts["isa"][15] != self.usage:
                issues.append(
                    Issue(
                        "x12.isa15.usage",
                        f"{place}/ISA-15",
                        FATAL if self.usage == "P" else WARNING,
                        "Test and production data do not mix.",
                    )
                )
        return issues
