"""Items of requests and deliveries: a concept, or a device or medicine referred to."""

from typing import NamedTuple

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Lot

#: Members of a resource that say what it is.
CODES = {"Device": "type", "Medication": "code", "Substance": "code"}


class FoundItem(NamedTuple):
    """Numbers, another code where no number is stated, and the lot if one is."""

    item: ItemIds
    code: str
    system: str
    lot: Lot | None = None


def read_item(row):
    """The item of a request or of ``suppliedItem``; None without any."""
    concept = "itemCodeableConcept"
    if "item" in row and concept not in row:
        # The next version puts both below one member.
        inner = row.get("item")
        if "concept" in inner:
            return _found(inner, "concept")
        return _referred(inner.follow("reference")) if inner else None
    if concept in row:
        return _found(row, concept)
    return _referred(row.follow("itemReference"))


def _found(row, name, lot=None):
    item, code, system = row.item(name)
    return FoundItem(item, code, system, lot) if code or item != ItemIds() else None


def _referred(target):
    name = CODES.get(target.text("resourceType"))
    if name is None:
        return None
    source = (
        target.get("batch") if target.text("resourceType") == "Medication" else target
    )
    lot, serial = source.text("lotNumber"), source.text("serialNumber")
    expiry = source.day("expirationDate")
    kept = Lot(lot, serial, expiry) if lot or serial or expiry else None
    return _found(target, name, kept)
