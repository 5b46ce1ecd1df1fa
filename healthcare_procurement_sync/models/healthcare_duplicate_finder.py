"""Who we know already: the duplicate rules of suppliers, for many at once.

Hard rules: H1 tax number and country, H2 GLN, D-U-N-S or DEA number, H3 vendor number
of the finance system, H4 bank account (which the shield asks about). Soft rules: S1
equal name with equal postal code, domain or phone; S2 names that are nearly equal in
one country; S3 the tax number of a supplier that was archived.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ..supplier_names import (
    company_domain,
    name_similarity,
    normalise_name,
    normalise_phone,
    normalise_tax_id,
)

RULES = {
    "H1": 100,
    "H2": 100,
    "H3": 100,
    "H4": 100,
    "S1": 95,
    "S2": 80,
    "S3": 90,
}
"""Scores of the rules."""
LEGAL_SCHEMES = ("gln", "duns", "dea")
ALIKE = 0.92
CANDIDATES = 200
"""Names that share a word and are compared; a word that more share says nothing."""


class Facts(NamedTuple):
    """What is known of a party, normalised. ``identifiers``: ``((scheme, value), ...)``
    as written; ``phones`` in E.164; ``partner_id`` of one that exists already."""

    name: str = ""
    tax: str = ""
    country: str = ""
    postal: str = ""
    domains: frozenset = frozenset()
    phone: str = ""
    identifiers: tuple = ()
    vendor_no: str = ""
    partner_id: int = 0


class Hit(NamedTuple):
    """A partner that may be the same, by which rule, how sure (0 to 100)."""

    partner: models.BaseModel
    rule: str

    @property
    def hard(self):
        return self.rule.startswith("H")

    @property
    def score(self):
        return RULES[self.rule]


class ResPartner(models.Model):
    """The spellings that are compared, kept beside what people wrote."""

    _inherit = "res.partner"

    healthcare_name_norm = fields.Char(
        string="Name as compared",
        compute="_compute_healthcare_norms",
        store=True,
        index="btree_not_null",
    )
    healthcare_tax_norm = fields.Char(
        string="Tax number as compared",
        compute="_compute_healthcare_norms",
        store=True,
        index="btree_not_null",
    )

    _healthcare_words = models.Index(
        "USING gin (string_to_array(healthcare_name_norm, ' ')) WHERE parent_id IS NULL"
    )

    @api.depends("name", "vat", "country_id", "parent_id")
    def _compute_healthcare_norms(self):
        for partner in self:
            own = not partner.parent_id
            partner.healthcare_name_norm = own and normalise_name(partner.name) or False
            partner.healthcare_tax_norm = (
                normalise_tax_id(partner.vat, partner.country_id.code) or False
            )


class HealthcareDuplicateFinder(models.AbstractModel):
    """Looks in sets: a constant number of queries, whatever the number of parties."""

    _name = "healthcare.duplicate.finder"
    _description = "Duplicate rules of suppliers"

    @api.model
    def _facts(self, **said):
        """:class:`Facts` of plain values: ``name, vat, country, postal_code, email,
        website, phone, identifiers, vendor_no, partner_id``."""
        country = (said.get("country") or "").upper()
        domains = {company_domain(said.get(key)) for key in ("email", "website")}
        code = self._calling_code(country)
        return Facts(
            name=normalise_name(said.get("name")),
            tax=normalise_tax_id(said.get("vat"), country),
            country=country,
            postal="".join((said.get("postal_code") or "").upper().split()),
            domains=frozenset(filter(None, domains)),
            phone=normalise_phone(said.get("phone"), code),
            identifiers=tuple(said.get("identifiers") or ()),
            vendor_no=(said.get("vendor_no") or "").strip().upper(),
            partner_id=said.get("partner_id") or 0,
        )

    @api.model
    def _facts_of(self, partner):
        """The facts of a partner of ours."""
        known = partner.sudo()
        rows = known.healthcare_identifier_ids
        return self._facts(
            name=known.name,
            vat=known.vat,
            country=known.country_id.code,
            postal_code=known.zip,
            email=known.email,
            website=known.website,
            phone=known.phone,
            identifiers=[(row.scheme, row.value) for row in rows],
            partner_id=known.id,
        )

    @api.model
    def _calling_code(self, country):
        if not country:
            return ""
        row = self.env["res.country"].search([("code", "=", country)], limit=1)
        return str(row.phone_code or "")

    @api.model
    def _find(self, facts, connection=None):
        """The hits for one party, the surest first."""
        return self._find_many([facts], connection)[0]

    @api.model
    def _find_many(self, many, connection=None):
        """The hits of each of ``many`` :class:`Facts`, each partner once."""
        by_tax = self._by_tax(many)
        by_number = self._by_number(many, connection)
        by_word = self._by_word(many)
        found = []
        for facts in many:
            hits = {}
            for hit in (
                *self._hard_hits(facts, by_tax, by_number),
                *self._soft_hits(facts, by_tax, by_word),
            ):
                if hit.partner.id != facts.partner_id:
                    hits.setdefault(hit.partner.id, hit)
            found.append(sorted(hits.values(), key=lambda hit: -hit.score))
        return found

    # -- candidates ------------------------------------------------------------------

    @api.model
    def _suppliers(self):
        return Domain("parent_id", "=", False) & (
            Domain("supplier_rank", ">", 0)
            | Domain("healthcare_onboarding_state", "!=", False)
            | Domain("healthcare_identifier_ids", "!=", False)
        )

    @api.model
    def _by_tax(self, many):
        """``{tax number: partners}``, archived ones included."""
        wanted = set()
        for facts in many:
            wanted |= self._tax_spellings(facts)
        if not wanted:
            return {}
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [("healthcare_tax_norm", "in", [*wanted]), ("parent_id", "=", False)]
            )
        )
        return partners.grouped("healthcare_tax_norm")

    @api.model
    def _tax_spellings(self, facts):
        """The number with and without its country, for whom the country is missing."""
        if not facts.tax or len(facts.tax) < 4:
            return set()
        spellings = {facts.tax}
        if facts.country:
            spellings.add(f"{facts.country}{facts.tax}")
        elif facts.tax[:2].isalpha():
            spellings.add(facts.tax[2:])
        return spellings

    @api.model
    def _by_number(self, many, connection):
        """``{(scheme, value): partner}`` for the numbers that make one legal entity,
        and the vendor number of ``connection``."""
        wanted = {}
        for facts in many:
            for scheme, value in facts.identifiers:
                if scheme in LEGAL_SCHEMES:
                    wanted.setdefault(scheme, set()).add(value)
        partners, found = self.env["res.partner"], {}
        for scheme, values in wanted.items():
            known = partners._healthcare_by_identifier(scheme, values)
            found |= {(scheme, value): row for value, row in known.items()}
        numbers = {facts.vendor_no for facts in many if facts.vendor_no}
        if numbers and connection:
            known = partners._healthcare_by_identifier("vendor_no", numbers, connection)
            found |= {("vendor_no", value): row for value, row in known.items()}
        return found

    @api.model
    def _by_word(self, many):
        """``{word: partners}`` of suppliers that share a word of their names."""
        words = {word for facts in many for word in facts.name.split()}
        if not words:
            return {}
        self.env["res.partner"].flush_model(["healthcare_name_norm", "parent_id"])
        self.env.cr.execute(
            """
            SELECT w.word, array_agg(p.id ORDER BY p.id)
              FROM unnest(%s::text[]) AS w(word)
              JOIN LATERAL (
                   SELECT id FROM res_partner
                    WHERE parent_id IS NULL AND active
                      AND string_to_array(healthcare_name_norm, ' ') @> ARRAY[w.word]
                    LIMIT %s) p ON TRUE
             GROUP BY w.word
            """,
            [[*words], CANDIDATES],
        )
        rows = {word: ids for word, ids in self.env.cr.fetchall()}
        everybody = (
            self.env["res.partner"]
            .sudo()
            .browse({partner_id for ids in rows.values() for partner_id in ids})
        )
        suppliers = set(everybody.filtered_domain(self._suppliers()).ids)
        return {
            word: everybody.browse([row for row in ids if row in suppliers])
            for word, ids in rows.items()
            # The word of everybody finds nobody; the rarer words do.
            if len(ids) < CANDIDATES
        }

    # -- rules -----------------------------------------------------------------------

    @api.model
    def _hard_hits(self, facts, by_tax, by_number):
        for partner in self._tax_partners(facts, by_tax):
            if partner.active:
                yield Hit(partner, "H1")
        for scheme, value in facts.identifiers:
            partner = by_number.get((scheme, value))
            if partner:
                yield Hit(partner.commercial_partner_id.sudo(), "H2")
        partner = by_number.get(("vendor_no", facts.vendor_no))
        if partner:
            yield Hit(partner.sudo(), "H3")

    @api.model
    def _tax_partners(self, facts, by_tax):
        """Those of the same number, where the countries do not contradict."""
        for spelling in self._tax_spellings(facts):
            for partner in by_tax.get(spelling, ()):
                country = partner.country_id.code
                if not country or not facts.country or country == facts.country:
                    yield partner

    @api.model
    def _soft_hits(self, facts, by_tax, by_word):
        for partner in self._tax_partners(facts, by_tax):
            if not partner.active:
                yield Hit(partner, "S3")
        candidates = self.env["res.partner"].sudo()
        for word in facts.name.split():
            candidates |= by_word.get(word, candidates.browse())
        for partner in candidates:
            rule = self._alike(facts, partner)
            if rule:
                yield Hit(partner, rule)

    @api.model
    def _alike(self, facts, partner):
        """``S1``, ``S2`` or empty."""
        other = self._facts_of(partner)
        if other.name == facts.name and (
            (facts.postal and facts.postal == other.postal)
            or facts.domains & other.domains
            or (facts.phone and facts.phone == other.phone)
        ):
            return "S1"
        if facts.country and other.country and facts.country != other.country:
            return ""
        return "S2" if name_similarity(facts.name, other.name) >= ALIKE else ""
