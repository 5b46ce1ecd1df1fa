"""Who a connection talks to in one syntax: identifiers, use, versions."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SYNTAXES = [
    ("x12", "X12"),
    ("edifact", "UN/EDIFACT"),
    ("hl7", "HL7 v2"),
    ("cxml", "cXML"),
    ("ubl", "UBL"),
]
LONGEST = {"x12": 15, "edifact": 35, "hl7": 227, "cxml": 80, "ubl": 80}
"""Characters of an identifier: ISA06, UNB 0004, MSH-3, a credential."""
QUALIFIER = {"x12": 2, "edifact": 4, "hl7": 227, "cxml": 80, "ubl": 80}
"""Characters of a qualifier: ISA05, UNB 0007, the facility of MSH-4, a domain."""


class HealthcareTradingPartner(models.Model):
    """How a connection speaks one syntax. Without one nothing is sent in a syntax with
    envelopes, and what arrives is taken by the strict rule.
    """

    _name = "healthcare.trading.partner"
    _description = "Healthcare EDI trading partner"
    _inherit = ["mail.thread"]
    _rec_name = "connection_id"
    _order = "connection_id, syntax"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    syntax = fields.Selection(SYNTAXES, required=True, default="x12")
    own_qualifier = fields.Char(
        string="Our qualifier",
        tracking=True,
        compute="_compute_qualifiers",
        store=True,
        readonly=False,
        precompute=True,
        help="X12: ISA05. EDIFACT: UNB 0007, empty when the partner wants none. HL7: "
        "our facility (MSH-4). cXML: the domain of our credential. UBL: the scheme.",
    )
    own_identifier = fields.Char(
        string="Our identifier",
        tracking=True,
        required=True,
        help="X12: ISA06. EDIFACT: UNB 0004. HL7: our application (MSH-3). cXML: our "
        "identity. UBL: our endpoint.",
    )
    own_application = fields.Char(
        string="Our group identifier",
        size=15,
        help="GS02 of what we send. Empty: our identifier.",
    )
    qualifier = fields.Char(
        string="Partner's qualifier",
        tracking=True,
        compute="_compute_qualifiers",
        store=True,
        readonly=False,
        precompute=True,
        help="X12: ISA07 of what we send. EDIFACT: UNB 0007. HL7: the facility "
        "(MSH-6). cXML: the domain of the credential. UBL: the scheme.",
    )
    identifier = fields.Char(
        string="Partner's identifier",
        tracking=True,
        required=True,
        help="X12: ISA08 of what we send. EDIFACT: UNB 0010. HL7: the application "
        "(MSH-5). cXML: the identity. UBL: the endpoint.",
    )
    application = fields.Char(
        string="Partner's group identifier",
        size=15,
        help="GS03 of what we send. Empty: the partner's identifier.",
    )
    usage = fields.Selection(
        [("T", "Test"), ("P", "Production")],
        tracking=True,
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
        tracking=True,
        help="X12: GS08 of what we send, such as 005010. EDIFACT: version and release, "
        "such as D:96A:UN. HL7: such as 2.5.1. Empty: what the document is written in.",
    )

    _syntax_uniq = models.Constraint(
        "UNIQUE(connection_id, syntax)",
        "This connection already has a trading partner for this syntax.",
    )

    @api.depends("connection_id", "syntax")
    def _compute_display_name(self):
        names = dict(self._fields["syntax"]._description_selection(self.env))
        for partner in self:
            name = partner.connection_id.name or ""
            partner.display_name = f"{name} ({names.get(partner.syntax)})"

    @api.depends("syntax")
    def _compute_qualifiers(self):
        """X12 cannot do without; ``ZZ`` says mutually agreed. HL7 has facilities."""
        for partner in self:
            for name in ("own_qualifier", "qualifier"):
                if partner.syntax == "x12":
                    partner[name] = partner[name] or "ZZ"
                else:
                    partner[name] = False if partner[name] == "ZZ" else partner[name]

    @api.depends("connection_id.environment")
    def _compute_usage(self):
        for partner in self:
            production = partner.connection_id.environment == "production"
            partner.usage = "P" if production else "T"

    @api.constrains(
        "own_identifier", "identifier", "own_qualifier", "qualifier", "syntax"
    )
    def _check_identifiers(self):
        for partner in self:
            self._check_pair(
                partner.syntax, partner.own_qualifier, partner.own_identifier
            )
            self._check_pair(partner.syntax, partner.qualifier, partner.identifier)

    @api.model
    def _check_pair(self, syntax, qualifier, identifier):
        """:raises ValidationError: an envelope of this syntax cannot carry them."""
        values = (qualifier or "", identifier or "")
        if any(value != value.strip() or not value.isascii() for value in values):
            raise ValidationError(
                self.env._(
                    "Identifiers and qualifiers have no blanks around them and "
                    "no accented letters."
                )
            )
        limits = (QUALIFIER[syntax], LONGEST[syntax])
        if any(len(value) > most for value, most in zip(values, limits, strict=True)):
            raise ValidationError(
                self.env._(
                    "In this syntax a qualifier has at most %(qualifier)s characters "
                    "and an identifier at most %(identifier)s.",
                    qualifier=limits[0],
                    identifier=limits[1],
                )
            )
        if syntax == "x12" and not qualifier:
            raise ValidationError(
                self.env._("X12 needs a qualifier for each identifier, such as ZZ.")
            )

    @api.model
    def _for_connection(self, connection, syntax="x12"):
        """The trading partner of a connection, or an empty recordset."""
        return self.sudo().search(
            [("connection_id", "=", connection.id), ("syntax", "=", syntax)], limit=1
        )
