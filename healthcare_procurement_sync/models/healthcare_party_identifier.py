"""Numbers that others know a supplier, a site or ourselves by."""

from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError
from odoo.addons.healthcare_integration_base.party_numbers import PARTY_READERS

from ..supplier_names import normalise_tax_id

SCHEMES = [
    ("gln", "GLN"),
    ("duns", "D-U-N-S"),
    ("duns4", "D-U-N-S+4"),
    ("ein", "EIN"),
    ("vat", "VAT or tax number"),
    ("hin", "HIN"),
    ("dea", "DEA registration"),
    ("npi", "NPI"),
    ("vendor_no", "Vendor number"),
    ("acct_ship_to", "Account (ship to)"),
    ("acct_bill_to", "Account (bill to)"),
]
UNIQUE = ("gln", "duns", "duns4", "hin", "dea", "npi")
"""One number, one party, whoever says it. A tax number is shared by the sites of a
company; account and vendor numbers are unique for who issued them."""
ISSUED = ("vendor_no", "acct_ship_to", "acct_bill_to")


class HealthcarePartyIdentifier(models.Model):
    """``value`` as it was written, ``value_norm`` as it is compared.

    A GLN belongs to exactly one legal entity, ship-to or department: sites never
    inherit the one of their company.
    """

    _name = "healthcare.party.identifier"
    _description = "Identifier of a party"
    _order = "partner_id, scheme, id"
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    scheme = fields.Selection(SCHEMES, required=True, string="Kind")
    value = fields.Char(string="Number", required=True)
    value_norm = fields.Char(
        string="Compared as", compute="_compute_value_norm", store=True, precompute=True
    )
    issuer_id = fields.Many2one(
        "res.partner",
        string="Given by",
        index="btree_not_null",
        ondelete="set null",
        help="The company that assigned an account number.",
    )
    connection_id = fields.Many2one(
        "healthcare.connection",
        string="Known in",
        index="btree_not_null",
        ondelete="set null",
        help="The system whose vendor number it is.",
    )
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)
    note = fields.Char(help="Where it comes from, such as a merged supplier.")

    _value_uniq = models.UniqueIndex(
        "(scheme, value_norm) WHERE active AND scheme IN "
        "('gln', 'duns', 'duns4', 'hin', 'dea', 'npi')",
        "Another supplier or site has this number already.",
    )
    _issued_uniq = models.UniqueIndex(
        "(scheme, value_norm, COALESCE(issuer_id, 0), COALESCE(connection_id, 0)) "
        "WHERE active AND scheme IN ('vendor_no', 'acct_ship_to', 'acct_bill_to')",
        "This account or vendor number belongs to another supplier already.",
    )
    _dates = models.Constraint(
        "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "It ends before it begins.",
    )

    @api.depends("scheme", "value", "partner_id.country_id")
    def _compute_value_norm(self):
        for row in self:
            country = row.partner_id.country_id.code
            row.value_norm = row._normalise(row.scheme, row.value, country)

    @api.depends("scheme", "value")
    def _compute_display_name(self):
        labels = dict(SCHEMES)
        for row in self:
            row.display_name = f"{labels.get(row.scheme, '')} {row.value or ''}".strip()

    @api.constrains("scheme", "value")
    def _check_value(self):
        labels = dict(self._fields["scheme"]._description_selection(self.env))
        for row in self:
            code = self._defect(row.scheme, row.value)
            if code:
                raise ValidationError(
                    self.env._(
                        "%(number)s is no %(scheme)s: %(why)s.",
                        number=row.value,
                        scheme=labels[row.scheme],
                        why=self._why(code),
                    )
                )

    @api.model
    def _why(self, code):
        """The reason of an :class:`IdentifierError` in words."""
        words = {
            "characters": self.env._("it has signs that such a number never has"),
            "length": self.env._("it has too many or too few signs"),
            "check_digit": self.env._("its check digit is wrong: a digit is mistyped"),
        }
        return words.get(code) or self.env._("it is not written as such a number")

    @api.model
    def _defect(self, scheme, value):
        """Why ``value`` is no number of ``scheme``: a code, empty when it is one."""
        reader = PARTY_READERS.get(scheme)
        if reader is None:
            return "" if (value or "").strip() else "length"
        try:
            reader(value)
        except IdentifierError as error:
            return error.code
        return ""

    @api.model
    def _normalise(self, scheme, value, country=""):
        """How a number of ``scheme`` is compared; never raises."""
        reader = PARTY_READERS.get(scheme)
        if reader:
            with suppress(IdentifierError):
                return reader(value)
        if scheme in ISSUED:
            return "".join((value or "").upper().split())
        return normalise_tax_id(value, country)

    @api.model
    def _set_for(self, partner, scheme, value, **more):
        """Give ``partner`` this number unless it has it; returns the row.

        :raises ValidationError: no such number, or another's.
        """
        norm = self._normalise(scheme, value, partner.country_id.code)
        known = self.search(
            [
                ("partner_id", "=", partner.id),
                ("scheme", "=", scheme),
                ("value_norm", "=", norm),
            ],
            limit=1,
        )
        if known:
            return known
        return self.create(
            {"partner_id": partner.id, "scheme": scheme, "value": value, **more}
        )


class ResPartner(models.Model):
    """A partner is found by any number it has."""

    _inherit = "res.partner"

    healthcare_identifier_ids = fields.One2many(
        "healthcare.party.identifier", "partner_id", string="Identifiers"
    )

    @api.model
    def _healthcare_by_identifier(self, scheme, values, connection=None):
        """``{value: partner}`` of those that are known; one query.

        :param values: as a partner wrote them.
        :param connection: for numbers that only one system gives.
        """
        identifiers = self.env["healthcare.party.identifier"].sudo()
        wanted = {value: identifiers._normalise(scheme, value) for value in values}
        domain = [
            ("scheme", "=", scheme),
            ("value_norm", "in", [norm for norm in wanted.values() if norm]),
        ]
        if connection is not None:
            domain.append(("connection_id", "in", (connection.id, False)))
        today = fields.Date.today()
        known = {}
        for row in identifiers.search(domain, order="valid_from NULLS FIRST, id"):
            ended = row.valid_to and row.valid_to < today
            if not ended or row.value_norm not in known:
                known[row.value_norm] = row.partner_id.with_env(self.env)
        return {value: known[norm] for value, norm in wanted.items() if norm in known}
