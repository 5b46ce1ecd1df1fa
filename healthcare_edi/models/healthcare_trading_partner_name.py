"""One partner under several names, and one version per kind of document."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.issue import (
    FATAL,
    INTERCHANGE,
    WARNING,
    Issue,
)

from ..envelope_facts import PLACES, interchanges


class HealthcareTradingPartnerName(models.Model):
    """Another identifier that the same partner sends under: a warehouse, a division,
    the number it had before."""

    _name = "healthcare.trading.partner.name"
    _description = "Further identifier of a trading partner"
    _order = "trading_partner_id, identifier"
    _rec_name = "identifier"

    trading_partner_id = fields.Many2one(
        "healthcare.trading.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="trading_partner_id.company_id", store=True, index=True
    )
    qualifier = fields.Char(default="ZZ")
    identifier = fields.Char(required=True)
    note = fields.Char(help="Who sends under it.")

    _identifier_uniq = models.Constraint(
        "UNIQUE(trading_partner_id, qualifier, identifier)",
        "This partner already has this identifier.",
    )

    @api.constrains("qualifier", "identifier")
    def _check_identifier(self):
        for row in self:
            row.trading_partner_id._check_pair(
                row.trading_partner_id.syntax, row.qualifier, row.identifier
            )


class HealthcareTradingPartnerVersion(models.Model):
    """The version in which one kind of document is sent to a partner."""

    _name = "healthcare.trading.partner.version"
    _description = "Version of a document for a trading partner"
    _order = "trading_partner_id, kind"
    _rec_name = "version"

    trading_partner_id = fields.Many2one(
        "healthcare.trading.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="trading_partner_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        required=True,
    )
    version = fields.Char(required=True, size=12)

    _kind_uniq = models.Constraint(
        "UNIQUE(trading_partner_id, kind)",
        "This partner already has a version for this document.",
    )


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    name_ids = fields.One2many(
        "healthcare.trading.partner.name",
        "trading_partner_id",
        string="Further identifiers",
        copy=True,
        help="Files under one of these come from this partner as well.",
    )
    version_ids = fields.One2many(
        "healthcare.trading.partner.version",
        "trading_partner_id",
        string="Versions by document",
        copy=True,
        help="Documents that this partner wants in another version than the rest.",
    )

    def _version_for(self, kind):
        """What GS08, UNH or MSH-12 says of a ``kind`` that we send; empty: as the
        document says."""
        own = self.version_ids.filtered(lambda row: row.kind == kind)
        if own or kind == "functional_acknowledgment":
            # An acknowledgment has its own version, whatever it is about.
            return own[:1].version or ""
        return self.version or ""

    def _is_known(self, qualifier, identifier):
        """Whether this partner sends under this name."""
        names = {(self.qualifier or "", self.identifier)}
        names |= {(row.qualifier or "", row.identifier) for row in self.name_ids}
        return (qualifier, identifier) in names

    def _misrouted(self, decoded):
        """Interchanges from somebody else, and test files in production."""
        if not self or self.syntax not in PLACES:
            return []
        sender, sender_place, usage, usage_place = PLACES[self.syntax]
        issues = []
        for place, facts in interchanges(self.syntax, decoded.parts).items():
            if not facts.sender:
                continue
            if not self._is_known(facts.sender_qualifier, facts.sender):
                issues.append(
                    Issue(
                        sender,
                        f"{place}/{sender_place}",
                        WARNING,
                        "The sender is not the trading partner of this connection.",
                        "Add its identifier to the trading partner, or tell the sender "
                        "where the file belongs.",
                        INTERCHANGE,
                    )
                )
            if facts.usage != self.usage:
                issues.append(
                    Issue(
                        usage,
                        f"{place}/{usage_place}",
                        FATAL if self.usage == "P" else WARNING,
                        "Test and production data do not mix.",
                        "Ask the partner to send it with the right indicator, or "
                        "change the use of the trading partner.",
                        INTERCHANGE,
                    )
                )
        return issues
