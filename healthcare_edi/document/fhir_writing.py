"""What every FHIR document needs while it writes one resource."""

from datetime import date, datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.codec.base import Part

from ..codec.fhir import Resource
from .fhir_systems import (
    ANONYMOUS,
    CPT,
    HOUSE,
    ITEM_SYSTEMS,
    OTHER_PROCEDURE,
    PROCEDURE_SYSTEMS,
    SCHEME_SYSTEMS,
    TYPES_0203,
)

VERSION = "4.0"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
#: What may be called by its name.
NAMED = ("Organization", "Location")


def part(data, around=None):
    """A resource as :class:`Part`, without its empty members."""
    data = full(data)
    tree = Resource(data, "$", around)
    return Part(data["resourceType"], tree, "$", VERSION)


def full(value):
    """A tree without empty members; dates and instants as FHIR writes them."""
    if isinstance(value, dict):
        rows = {name: full(item) for name, item in value.items()}
        return {name: item for name, item in rows.items() if not _is_empty(item)}
    if isinstance(value, list | tuple):
        return [item for item in map(full, value) if not _is_empty(item)]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _is_empty(value):
    return value is None or value in ("", {}, [])


def money(amount, currency):
    """Money, or None."""
    return None if amount is None else {"value": amount, "currency": currency}


def quantity(amount, unit=""):
    """Quantity, or None."""
    return None if amount is None else {"value": amount, "unit": unit, "code": unit}


def concept(code, system=""):
    """A CodeableConcept with one coding, or None."""
    return {"coding": [{"system": system, "code": code}]} if code else None


def identifiers(value, system=""):
    """A list with one Identifier, or None."""
    return [{"system": system, "value": value}] if value else None


def party(found, kind="Organization"):
    """A Reference to an organisation or a person, by number."""
    if found is None or not (found.identifier or found.name):
        return None
    if found.scheme == "opaque":
        return token(found.identifier)
    row = {"type": kind, "display": found.name if kind in NAMED else ""}
    if found.scheme == "fhir:reference":
        return row | {"reference": found.identifier, "type": ""}
    if found.identifier:
        row["identifier"] = {"system": _system(found.scheme), "value": found.identifier}
    return row


def _system(scheme):
    if scheme.startswith("fhir:"):
        return scheme.removeprefix("fhir:")
    return SCHEME_SYSTEMS.get(scheme, HOUSE + scheme if scheme else "")


def token(value, kind="Patient"):
    """A Reference to somebody of whom only the token is known."""
    if not value:
        return None
    return {
        "type": kind,
        "identifier": {"type": concept(ANONYMOUS, TYPES_0203), "value": value},
    }


def period(first, last):
    """A Period, or None."""
    return {"start": first, "end": last} if first or last else None


def item_concept(item, code="", system=""):
    """A CodeableConcept of every number of an item."""
    rows = [
        {"system": url, "code": getattr(item, field)}
        for field, url in ITEM_SYSTEMS.items()
        if getattr(item, field)
    ]
    if code:
        rows.append({"system": system, "code": code})
    return {"coding": rows} if rows else None


def procedure(text):
    """``(concept, [modifiers])`` of ``HC:99213:25``."""
    qualifier, _, rest = text.partition(":")
    code, *modifiers = rest.split(":")
    if qualifier == OTHER_PROCEDURE or not rest:
        return concept(code or qualifier), [concept(row) for row in modifiers]
    system = PROCEDURE_SYSTEMS.get(qualifier, HOUSE + "procedure:" + qualifier)
    if qualifier == "HC" and code[:1].isdigit():
        system = CPT
    return concept(code, system), [concept(row) for row in modifiers]


def extension(name, value):
    """An extension of the house's own, or None."""
    if value is None or value == "":
        return None
    url = HOUSE + name
    if isinstance(value, Decimal):
        return {"url": url, "valueDecimal": value}
    if isinstance(value, dict):
        return {"url": url, "valueReference": value}
    return {"url": url, "valueString": value}


def required(name, value):
    """A member that FHIR wants; where it is not known, that it is not."""
    if value is not None and value != "":
        return {name: value}
    return {f"_{name}": unknown()}


def unknown():
    """What stands for a value that nobody knows."""
    return {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}
