"""FHIR R4 SupplyRequest <-> SupplyRequest, one line each.

Reasons are read over. The item is a concept, or a resource in the payload by its own
codes; an order for a patient carries his token.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    SupplyRequest,
    SupplyRequestLine,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .fhir_reading import Reading
from .fhir_supplies import read_item
from .fhir_writing import (
    concept,
    extension,
    identifiers,
    item_concept,
    part,
    party,
    period,
    quantity,
    token,
)

STATUSES = (
    "draft",
    "active",
    "suspended",
    "cancelled",
    "completed",
    "entered-in-error",
    "unknown",
)


class FhirSupplyRequest(Document):
    """SupplyRequest, R4 and R4B."""

    code = "fhir_supply_request"
    kind = "supply_request"
    codec = "fhir"
    reads = "SupplyRequest"

    def read(self, part):
        """One :class:`SupplyRequest` with one line."""
        return _Reader(part).read()

    def writes(self, document):
        """FHIR asks for one item at a time."""
        return len(document.lines) == 1

    def write(self, document):
        """The only line of a :class:`SupplyRequest`."""
        return _write(document)


class _Reader(Reading):
    def read(self):
        root = self.root
        status = root.text("status") or "unknown"
        if status not in STATUSES:
            self.report("fhir.code", root.at("status"), WARNING)
        amount, unit = root.quantity("quantity", mandatory=True)
        found = read_item(root)
        if not found:
            self.report("fhir.missing", root.at("itemCodeableConcept"), FATAL)
        if amount is None or not found:
            return self.result()
        first, last = root.period("occurrencePeriod", "occurrenceDateTime")
        suppliers = root.rows("supplier")
        return self.result(
            SupplyRequest(
                request_number=self.number(),
                status=status,
                lines=(self._line(found, amount, unit),),
                category=root.coding("category")[0],
                priority=root.text("priority"),
                needed_from=first,
                needed_by=last,
                requested_at=root.instant("authoredOn"),
                requester=root.party("requester"),
                suppliers=tuple(
                    self.listed("supplier", n) for n in range(len(suppliers))
                ),
                deliver_from=root.party("deliverFrom"),
                deliver_to=root.party("deliverTo"),
                patient_key=root.extension("patient").patient("valueReference")
                or root.patient("deliverFor"),
                where=self.part.where,
            )
        )

    def _line(self, found, amount, unit):
        return SupplyRequestLine(
            number="1",
            item=found.item,
            quantity=amount,
            uom=unit,
            code=found.code,
            code_system=found.system,
            where=self.root.place,
        )


def _write(request):
    (line,) = request.lines
    return part(
        {
            "resourceType": "SupplyRequest",
            "extension": [extension("patient", token(request.patient_key))],
            "identifier": identifiers(request.request_number),
            "status": request.status,
            "category": concept(request.category),
            "priority": request.priority,
            "itemCodeableConcept": item_concept(line.item, line.code, line.code_system),
            "quantity": quantity(line.quantity, line.uom),
            "occurrencePeriod": period(request.needed_from, request.needed_by),
            "authoredOn": request.requested_at,
            "requester": party(request.requester),
            "supplier": [party(row) for row in request.suppliers],
            "deliverFrom": party(request.deliver_from, "Location"),
            "deliverTo": party(request.deliver_to, "Location"),
        }
    )
