"""What every UBL document needs: amounts, items, parties, both ways."""

from decimal import Decimal

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Party
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.xml_reading import XmlReading
from odoo.addons.healthcare_integration_base.issue import FATAL

from ..codec.ubl import CAC, CBC, NAMESPACES, namespace
from ..codec.ubl_faults import fault
from .edifact_vocabulary import Table
from .xml_vocabulary import UNITS

#: schemeID (ISO 6523) -> Party.scheme; others stay behind a prefix.
SCHEMES = Table(("0088", "gln"), ("0060", "duns"), ("92", "assigned_by_buyer"))
FOREIGN = "ubl:"
GTIN = "0160"
#: cac name of an item's number -> field of ItemIds, in the order of the schema.
ITEMS = (
    ("BuyersItemIdentification", "buyer"),
    ("SellersItemIdentification", "supplier"),
    ("ManufacturersItemIdentification", "manufacturer"),
)
#: AdditionalItemIdentification/ID/@schemeID -> field of ItemIds.
FURTHER = {"NDC": "ndc", "HIBC": "hibc"}
#: BaseQuantity <-> X12 element 639.
BASES = {Decimal(100): "HP", Decimal(1000): "TP", Decimal(12): "PD"}
_BASES_BACK = {basis: quantity for quantity, basis in BASES.items()}

CBC_ = f"{{{CBC}}}"
CAC_ = f"{{{CAC}}}"


class UblReading(XmlReading):
    """Reads one document; amounts are in ``currency``."""

    namespaces = NAMESPACES

    def __init__(self, part):
        super().__init__(part, fault)
        self.currency = self.text(self.tree, "cbc:DocumentCurrencyCode")

    def money(self, element, path, mandatory=False):
        """An amount; one in another currency than the document's is reported."""
        found = self.find(element, path)
        currency = self.attribute(found, "currencyID")
        self.currency = self.currency or currency
        if currency and currency != self.currency:
            # One document has one currency here: the amount would be another one.
            self.report("ubl.currency", found, FATAL)
        return self.amount(element, path, mandatory)

    def quantity(self, element, path, mandatory=False):
        """``(quantity, unit)`` at ``path``, the unit in the house's code."""
        found = self.find(element, path)
        unit = UNITS.read(self.attribute(found, "unitCode"))
        return self.amount(element, path, mandatory), unit

    def price(self, element):
        """``(price, price basis)`` of a ``Price``: for hundred, thousand and dozen the
        code of X12, by any other base quantity the price is divided."""
        price = self.money(element, "cac:Price/cbc:PriceAmount")
        base = self.amount(element, "cac:Price/cbc:BaseQuantity")
        if base is not None and base <= 0:
            # Divided by it, a price would be none, or would change its sign.
            found = self.find(element, "cac:Price/cbc:BaseQuantity")
            self.report("ubl.price.base", found, FATAL)
            return None, ""
        if price is None or base is None or base == 1:
            return price, ""
        if base in BASES:
            return price, BASES[base]
        return price / base, ""

    def item(self, element):
        """The numbers in an ``Item``."""
        if element is None:
            return ItemIds()
        found = {field: self.text(element, f"cac:{tag}/cbc:ID") for tag, field in ITEMS}
        found["gtin"] = self.text(element, "cac:StandardItemIdentification/cbc:ID")
        path = "cac:AdditionalItemIdentification/cbc:ID"
        for further in element.iterfind(path, NAMESPACES):
            field = FURTHER.get(further.get("schemeID") or "")
            if field:
                found.setdefault(field, self.text(further))
        return ItemIds(**found)

    def description(self, item):
        """What an ``Item`` is called."""
        return self.text(item, "cbc:Name") or self.text(item, "cbc:Description")

    def party(self, path, parent=None):
        """The ``Party`` at ``path``: its number, else where its post goes, its name."""
        element = self.find(self.tree if parent is None else parent, path)
        if element is None:
            return Party()
        for place in ("cac:PartyIdentification/cbc:ID", "cbc:EndpointID"):
            found = self.find(element, place)
            identifier = self.text(element, place)
            if identifier:
                break
        scheme = SCHEMES.read(self.attribute(found, "schemeID"), FOREIGN)
        name = self.text(element, "cac:PartyName/cbc:Name") or self.text(
            element, "cac:PartyLegalEntity/cbc:RegistrationName"
        )
        return Party(identifier, scheme if identifier else "", name)


class Tree:
    """Writes one document; the order of calls is the order of the schema."""

    def __init__(self, name, customization, profile, currency=""):
        self.name = name
        self.customization = customization
        self.currency = currency or "USD"
        names = {None: namespace(name), "cbc": CBC, "cac": CAC}
        self.root = etree.Element(f"{{{namespace(name)}}}{name}", nsmap=names)
        self.basic(self.root, "CustomizationID", customization)
        self.basic(self.root, "ProfileID", profile)

    def basic(self, parent, tag, value, **attributes):
        """A ``cbc`` element, nothing for None and an empty text."""
        if isinstance(value, Decimal):
            value = format(value, "f")
        elif value and not isinstance(value, str):
            value = value.isoformat()
        if value:
            add(parent, CBC_ + tag, value, **attributes)

    def group(self, parent, *tags):
        """``cac`` elements inside each other; the innermost is returned."""
        for tag in tags:
            parent = add(parent, CAC_ + tag)
        return parent

    def money(self, parent, tag, value):
        """An amount in the document's currency."""
        self.basic(parent, tag, value, currencyID=self.currency)

    def quantity(self, parent, tag, value, uom):
        """A quantity with its unit."""
        self.basic(parent, tag, value, unitCode=UNITS.write(uom) or None)

    def party(self, parent, party, *tags):
        """A ``Party`` below ``tags``, nothing for one without name and number."""
        if not (party.name or party.identifier):
            return
        element = self.group(parent, *tags)
        if party.identifier:
            known = party.scheme.removeprefix(FOREIGN)
            scheme = SCHEMES.write(known) or None
            self.basic(element, "EndpointID", party.identifier, schemeID=scheme)
            inner = self.group(element, "PartyIdentification")
            self.basic(inner, "ID", party.identifier, schemeID=scheme)
        if party.name:
            self.basic(self.group(element, "PartyName"), "Name", party.name)

    def item(self, parent, item, description=""):
        """An ``Item`` with everything it is called."""
        element = self.group(parent, "Item")
        self.basic(element, "Name", description)
        for tag, field in ITEMS:
            if getattr(item, field):
                self.basic(self.group(element, tag), "ID", getattr(item, field))
        if item.gtin:
            inner = self.group(element, "StandardItemIdentification")
            self.basic(inner, "ID", item.gtin, schemeID=GTIN)
        for scheme, field in FURTHER.items():
            if getattr(item, field):
                inner = self.group(element, "AdditionalItemIdentification")
                self.basic(inner, "ID", getattr(item, field), schemeID=scheme)
        return element

    def price(self, parent, price, basis="", uom=""):
        """A ``Price``, nothing for None."""
        if price is None:
            return
        element = self.group(parent, "Price")
        self.money(element, "PriceAmount", price)
        if basis in _BASES_BACK:
            self.quantity(element, "BaseQuantity", _BASES_BACK[basis], uom)

    def part(self):
        """The finished document for the codec."""
        return Part(self.name, self.root, f"/{self.name}", self.customization)
