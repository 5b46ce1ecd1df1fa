"""X12 codes of parties and items, and the house's words for them.

N103 is X12 element 66, the product qualifiers are element 235. The partner's guide may
use others: what is not listed keeps its code as ``x12:<code>`` (parties) or is left out
(items).
"""

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Party

from .reading import pairs, text

#: N103 or NM108 -> Party.scheme
PARTY_SCHEMES = {
    "UL": "gln",
    "XX": "npi",
    "HPI": "npi",
    "1": "duns",
    "9": "duns",
    "11": "dea",
    "21": "hin",
    "24": "tax_id",
    "FI": "tax_id",
    "PI": "payer_id",
    "XV": "payer_id",
    "92": "assigned_by_buyer",
    "91": "assigned_by_seller",
}
#: Party.scheme -> N103; the first of several codes is the one that is written.
PARTY_QUALIFIERS = {
    scheme: code for code, scheme in reversed(list(PARTY_SCHEMES.items()))
} | {"tax_id": "FI", "npi": "XX"}

#: Product qualifier -> field of ItemIds.
ITEM_QUALIFIERS = {
    "IN": "buyer",
    "BP": "buyer",
    "CB": "buyer",
    "VC": "supplier",
    "VP": "supplier",
    "VN": "supplier",
    "VA": "supplier",
    "SK": "supplier",
    "SR": "supplier",
    "MG": "manufacturer",
    "UK": "gtin",
    "EN": "gtin",
    "UP": "gtin",
    "UI": "gtin",
    "UA": "gtin",
    "EO": "gtin",
    "N4": "ndc",
    "N1": "ndc",
    "N2": "ndc",
    "N3": "ndc",
    "ND": "ndc",
    "HI": "hibc",
    "HD": "hibc",
}
#: Field of ItemIds -> product qualifier, in the order in which they are written.
ITEM_FIELDS = (
    ("buyer", "IN"),
    ("supplier", "VC"),
    ("manufacturer", "MG"),
    ("gtin", "UK"),
    ("ndc", "N4"),
    ("hibc", "HI"),
)


def read_item(segment, first):
    """The identifiers in the pairs from element ``first`` on; the first one wins."""
    found = {}
    for qualifier, value in pairs(segment, first):
        field = ITEM_QUALIFIERS.get(qualifier)
        if field and field not in found:
            found[field] = value
    return ItemIds(**found)


def write_item(item):
    """Qualifier and value pairs, flat."""
    flat = []
    for field, qualifier in ITEM_FIELDS:
        value = getattr(item, field)
        if value:
            flat += [qualifier, value]
    return flat


def read_party(segment, name=2, qualifier=3, identifier=4):
    """An N1 (or, with other numbers, an NM1) as party."""
    code = text(segment, qualifier)
    value = text(segment, identifier)
    scheme = PARTY_SCHEMES.get(code, f"x12:{code}" if code else "") if value else ""
    return Party(identifier=value, scheme=scheme, name=text(segment, name))


def party_qualifier(party):
    """N103 or NM108 of a party, empty without identifier."""
    if not party.identifier:
        return ""
    if party.scheme.startswith("x12:"):
        return party.scheme[4:]
    return PARTY_QUALIFIERS.get(party.scheme, "92")
