"""What every cXML document needs: money, items, parties, texts."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Party
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.xml_reading import (
    XmlReading,
    read_instant,
)
from odoo.addons.healthcare_integration_base.issue import FATAL

from ..codec.cxml_faults import fault
from .xml_vocabulary import UNITS

#: Credential or addressID domain -> Party.scheme; others keep their name.
DOMAINS = {
    "DUNS": "duns",
    "GLN": "gln",
    "HIN": "hin",
    "DEA": "dea",
    "NPI": "npi",
    "buyerLocationID": "assigned_by_buyer",
    "buyerID": "assigned_by_buyer",
    "supplierID": "assigned_by_seller",
    "VendorID": "assigned_by_buyer",
}
_DOMAINS_BACK = {scheme: domain for domain, scheme in reversed(DOMAINS.items())}
#: IdReference domain of an item -> field of ItemIds.
ITEM_DOMAINS = {
    "GTIN": "gtin",
    "EAN-13": "gtin",
    "UPC-12": "gtin",
    "NDC": "ndc",
    "HIBC": "hibc",
}


class CxmlReading(XmlReading):
    """Reads one request; ``currency`` is the first one that is stated."""

    def __init__(self, part):
        super().__init__(part, fault)
        self.currency = ""

    def money(self, element, path, mandatory=False):
        """The ``Money`` at ``path``; another currency than the first is reported."""
        found = self.find(element, path)
        if found is not None:
            currency = self.attribute(found, "currency")
            if not self.currency:
                self.currency = currency
            elif currency and currency != self.currency:
                # One document has one currency here: the amount would be another one.
                self.report("cxml.currency", found, FATAL)
        return self.amount(element, path, mandatory)

    def item(self, element, detail=None):
        """The numbers in ``ItemID`` (or beside it) and in an ``ItemDetail``."""
        found = {
            "supplier": self.text(element, "ItemID/SupplierPartID"),
            "buyer": self.text(element, "ItemID/BuyerPartID"),
        }
        maker = self.text(detail, "ManufacturerPartID") if detail is not None else ""
        found["manufacturer"] = maker or self.text(element, "ManufacturerPartID")
        for path in ("ItemID/IdReference", "IdReference"):
            for reference in element.iterfind(path):
                field = ITEM_DOMAINS.get(reference.get("domain") or "")
                if field:
                    found.setdefault(field, reference.get("identifier") or "")
        return ItemIds(**found)

    def description(self, element):
        """The words of ``Description``; those of the ``ShortName`` in it for want of
        others. The words may stand before or behind the ``ShortName``."""
        found = self.find(element, "Description")
        if found is None:
            return ""
        words = [found.text or "", *(child.tail or "" for child in found)]
        return " ".join(" ".join(words).split()) or self.text(found, "ShortName")

    def unit(self, element):
        """The ``UnitOfMeasure`` in the house's code."""
        return UNITS.read(self.text(element, "UnitOfMeasure"))

    def party(self, role_element):
        """An ``Address`` or ``Contact``: its id and its organisation's name."""
        if role_element is None:
            return Party()
        identifier = self.attribute(role_element, "addressID")
        domain = self.attribute(role_element, "addressIDDomain")
        name = self.text(role_element, "Name")
        for reference in role_element.iterfind("IdReference"):
            if not identifier:
                identifier = reference.get("identifier") or ""
                domain = reference.get("domain") or ""
        return party_of(domain or "buyerLocationID", identifier, name)

    def contact(self, parent, *roles):
        """The first ``Contact`` with one of these roles."""
        for element in parent.iterfind(".//Contact"):
            if element.get("role") in roles:
                return self.party(element)
        return Party()

    def header_party(self, side):
        """Who stands in the header as ``from`` or ``to``."""
        facts = self.part.facts
        return party_of(facts.get(f"{side}_domain"), facts.get(f"{side}_id") or "")

    def instant(self, element, name):
        """An attribute as aware datetime, None where it cannot be read."""
        value = self.attribute(element, name)
        return read_instant(value) if value else None

    def extrinsic(self, parent, name):
        """The text of an ``Extrinsic`` of this name."""
        for element in parent.iterfind("Extrinsic"):
            if element.get("name") == name:
                return self.text(element)
        return ""


def party_of(domain, identifier, name=""):
    """A :class:`Party` of a credential."""
    scheme = DOMAINS.get(domain or "", f"cxml:{domain}" if domain else "")
    return Party(identifier, scheme if identifier else "", name)


def domain_of(party):
    """The cXML domain of a party's number."""
    if party.scheme.startswith("cxml:"):
        return party.scheme[5:]
    return _DOMAINS_BACK.get(party.scheme, "buyerLocationID")


def part_of(tree):
    """A written tree as part."""
    return Part(tree.tag, tree)


def number(value):
    """A Decimal as text without an exponent."""
    return format(value, "f")


def add_money(parent, tag, value, currency):
    """``<tag><Money currency="..">..</Money></tag>``, nothing for None."""
    if value is not None:
        money = add(parent, tag)
        add(money, "Money", number(value), currency=currency or "USD")


def add_item(parent, item):
    """An ``ItemID`` with everything the item is called."""
    element = add(parent, "ItemID")
    add(element, "SupplierPartID", item.supplier)
    if item.buyer:
        add(element, "BuyerPartID", item.buyer)
    for domain, field in (("GTIN", "gtin"), ("NDC", "ndc"), ("HIBC", "hibc")):
        value = getattr(item, field)
        if value:
            add(element, "IdReference", identifier=value, domain=domain)


def add_unit(parent, uom):
    """A ``UnitOfMeasure``."""
    add(parent, "UnitOfMeasure", UNITS.write(uom))


def add_party(parent, tag, party, role=None):
    """An ``Address`` or ``Contact``, nothing for a party without name and number."""
    if not (party.name or party.identifier):
        return
    attributes = {"role": role}
    if party.identifier:
        attributes |= {
            "addressID": party.identifier,
            "addressIDDomain": domain_of(party),
        }
    element = add(parent, tag, **attributes)
    add(element, "Name", party.name).set(
        "{http://www.w3.org/XML/1998/namespace}lang", "en"
    )


def add_basis(parent, factor_of):
    """``PriceBasisQuantity`` of X12 price basis, nothing for a price per unit."""
    quantity = BASES.get(factor_of)
    if quantity:
        add(parent, "PriceBasisQuantity", quantity=quantity, conversionFactor="1")


#: X12 element 639 <-> quantity that a price is for.
BASES = {"HP": "100", "TP": "1000", "PD": "12"}
_BASES_BACK = {Decimal(quantity): basis for basis, quantity in BASES.items()}


def read_basis(reading, element, path):
    """``(price basis, quantity)``: the code of X12 for hundred, thousand and dozen.

    For any other quantity the price has to be divided by it.
    """
    found = reading.find(element, path)
    if found is None:
        return "", None
    quantity = reading.attribute_amount(found, "quantity")
    factor = reading.attribute_amount(found, "conversionFactor")
    known = quantity is not None and quantity > 0 and factor in (None, 1)
    if not known and not reading.blocked:
        # A price in another unit than that of the quantity: taken as it is, it would
        # be too high or too low by the factor.
        reading.report("cxml.price.base", found, FATAL)
    if not known or quantity == 1:
        return "", None
    return _BASES_BACK.get(quantity, ""), quantity
