"""FHIR R4 ChargeItem <-> Charge.

The patient, diagnoses (``reason``), notes and words of override are read over and never
kept. ``priceOverride`` is the price of the whole line; ``factorOverride`` alone says no
amount.
"""

from odoo.addons.healthcare_integration_base.canonical import Charge, ItemIds
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .fhir_reading import Reading
from .fhir_systems import NDC, PROCEDURES
from .fhir_writing import (
    concept,
    extension,
    identifiers,
    item_concept,
    money,
    part,
    party,
    quantity,
    token,
)

STATUSES = (
    "planned",
    "billable",
    "not-billable",
    "aborted",
    "billed",
    "entered-in-error",
    "unknown",
)


class FhirCharge(Document):
    """ChargeItem, R4 and R4B."""

    code = "fhir_charge_item"
    kind = "charge"
    codec = "fhir"
    reads = "ChargeItem"

    def read(self, part):
        """One :class:`Charge`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`Charge` as ChargeItem, without a name."""
        return _write(document)


class _Reader(Reading):
    def read(self):
        root = self.root
        status = root.mandatory("status")
        if status and status not in STATUSES:
            self.report("fhir.code", root.at("status"), WARNING)
        code, system = root.coding("code")
        if not code:
            self.report("fhir.missing", root.at("code"), FATAL)
        amount, unit = root.quantity("quantity")
        total = root.money("priceOverride")
        houses = root.extension
        charge = Charge(
            charge_number=self.number(),
            code=code,
            code_system=system,
            charge_type=houses("charge-type").text("valueString") or "charge",
            procedure=self._procedure(),
            item=self._item(code, system),
            quantity=amount,
            uom=unit,
            unit_price=houses("unit-price").decimal("valueDecimal"),
            amount=total,
            cost=houses("cost").decimal("valueDecimal"),
            currency=self.currency() or houses("currency").text("valueString"),
            service_date=self._service_day(),
            posted_date=root.day("enteredDate"),
            department=root.party("costCenter").identifier,
            performer=root.first("performer").party("actor"),
            facility=root.party("performingOrganization"),
            order_number=houses("order-number").text("valueString"),
            batch_number=houses("batch-number").text("valueString"),
            patient_key=root.patient("subject"),
            encounter_key=root.encounter("context") or root.encounter("encounter"),
            status=status,
            where=self.part.where,
        )
        return self.result(charge)

    def _procedure(self):
        """The coding of a procedure with its modifiers, which R4 has no place for."""
        stated = self.root.extension("procedure").text("valueString")
        if stated:
            return stated
        for code, system in self.root.codings("code"):
            if PROCEDURES.get(system) == "HC":
                return f"HC:{code}"
        return ""

    def _item(self, code, system):
        item, _code, _system = self.root.item("productCodeableConcept")
        if item == ItemIds() and system == NDC:
            return ItemIds(ndc=code)
        return item

    def _service_day(self):
        root = self.root
        names = ("occurrenceDateTime", "occurrencePeriod")
        return next((root.period(name)[0] for name in names if name in root), None)


def _write(charge):
    stated = charge.amount is not None
    item = charge.item
    if charge.code_system == NDC and item == ItemIds(ndc=charge.code):
        item = ItemIds()
    return part(
        {
            "resourceType": "ChargeItem",
            "extension": [
                extension("charge-type", charge.charge_type),
                extension("procedure", charge.procedure),
                extension("unit-price", charge.unit_price),
                extension("cost", charge.cost),
                extension("currency", "" if stated else charge.currency),
                extension("order-number", charge.order_number),
                extension("batch-number", charge.batch_number),
            ],
            "identifier": identifiers(charge.charge_number),
            "status": charge.status or "billable",
            "code": concept(charge.code, charge.code_system),
            "subject": token(charge.patient_key) or {"display": "not stated"},
            "context": token(charge.encounter_key, "Encounter"),
            "occurrenceDateTime": charge.service_date,
            "performer": [{"actor": party(charge.performer, "Practitioner")}],
            "performingOrganization": party(charge.facility),
            "costCenter": _department(charge.department),
            "quantity": quantity(charge.quantity, charge.uom),
            "priceOverride": money(charge.amount, charge.currency),
            "enteredDate": charge.posted_date,
            "productCodeableConcept": item_concept(item),
        }
    )


def _department(number):
    return {"identifier": {"value": number}} if number else None
