"""HL7 v2 ORM^O01 <-> ServiceOrder, one canonical document per ORC.

Patient, clinical words (NTE, OBX, OBR-13, OBR-31) and diagnoses (DG1) are read over and
never kept. What is ordered: OBR, RXO, RQD (materials), or RQ1 beside it.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderedService,
    ServiceOrder,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .hl7_reading import Reading
from .hl7_writing import Writing, coded, message_facts, person, token

EVENTS = ("O01",)


class HL7ServiceOrder(Document):
    """ORM^O01 of every version from 2.3; written as 2.5.1."""

    code = "hl7_orm"
    kind = "service_order"
    codec = "hl7"
    reads = "ORM"

    def read(self, part):
        """One :class:`ServiceOrder` per ORC."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ServiceOrder` as ORM^O01, without a name."""
        return _write(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.keys = {"patient_key": "", "encounter_key": ""}
        self.order = None
        self.orders = []

    def read(self):
        self.take_all()
        self._close()
        if not self.count("ORC"):
            self.missing("ORC")
        if self.trigger not in EVENTS:
            self.report("hl7.event", ["MSH"], 9, severity=FATAL)
        return self.result(*(ServiceOrder(**row, **self.keys) for row in self.orders))

    def _take_pid(self, segment):
        self.keys["patient_key"] = self.patient(segment, 3) or self.patient(segment, 2)
        self.keys["encounter_key"] = self.encounter(segment, 18)

    def _take_pv1(self, segment):
        key = self.encounter(segment, 19)
        self.keys["encounter_key"] = key or self.keys["encounter_key"]

    def _take_orc(self, segment):
        self._close()
        priority = self.text(segment, 7, 6)
        self.order = {
            "control": self.mandatory(segment, 1),
            "order_number": self.text(segment, 2),
            "filler_number": self.text(segment, 3),
            "group_number": self.text(segment, 4),
            "status": self.text(segment, 5),
            "priority": priority,
            "requested_at": self.instant(segment, 7, 4),
            "ordered_at": self.instant(segment, 9),
            "orderer": self.person(segment, 12),
            "facility": self.facility(),
            "message_number": self.facts.get("msh10") or "",
            "where": self.where("ORC"),
            "services": [],
        }

    def _service(self, segment, **values):
        if self.order is None:
            self.report("hl7.segment.place", segment)
            return
        services = self.order["services"]
        number = self.text(segment, 1) if segment[0] in ("OBR", "RQD") else ""
        number = number or str(len(services) + 1)
        services.append(
            OrderedService(number=number, where=self.where(segment[0]), **values)
        )

    def _take_obr(self, segment):
        code, system = self.coded(segment, 4)
        if not code:
            self.report("hl7.field.missing", segment, 4)
        if self.order is not None:
            self._complete("order_number", segment, 2)
            self._complete("filler_number", segment, 3)
            moment = self.order["requested_at"]
            self.order["requested_at"] = moment or self.instant(segment, 6)
            self.order["priority"] = self.order["priority"] or self.text(segment, 5)
        self._service(segment, code=code, code_system=system)

    def _complete(self, name, segment, field):
        self.order[name] = self.order[name] or self.text(segment, field)

    def _take_rxo(self, segment):
        code, system = self.coded(segment, 1)
        self._service(
            segment,
            code=code,
            code_system=system,
            item=ItemIds(ndc=code if system.upper() == "NDC" else ""),
            quantity=self.number(segment, 11),
            uom=self.text(segment, 12),
        )

    def _take_rqd(self, segment):
        code, system = self.coded(segment, 3)
        self._service(
            segment,
            code=code,
            code_system=system,
            item=ItemIds(
                buyer=self.text(segment, 2) or self.text(segment, 4),
                supplier=self.text(segment, 3) if not system else "",
            ),
            quantity=self.number(segment, 5),
            uom=self.text(segment, 6),
        )

    def _close(self):
        order, self.order = self.order, None
        if order is None:
            return
        if not order["order_number"] and not order["filler_number"]:
            place = ["ORC"]
            self.report("hl7.field.missing", place, 2, severity=FATAL)
        order["services"] = tuple(order["services"])
        self.orders.append(order)


def _write(order):
    writing = Writing("ORM", "O01", "ORM_O01")
    writing.add("PID", {1: "1", 3: token(order.patient_key), 5: ("", "")})
    if order.encounter_key:
        writing.add("PV1", {1: "1", 2: "N", 19: token(order.encounter_key)})
    writing.add(
        "ORC",
        {
            1: order.control,
            2: order.order_number,
            3: order.filler_number,
            4: order.group_number,
            5: order.status,
            7: ("", "", "", order.requested_at, "", order.priority),
            9: order.ordered_at,
            12: person(order.orderer),
        },
    )
    for service in order.services:
        _write_service(writing, service)
    return writing.part(**message_facts(order))


def _write_service(writing, service):
    code = coded(service.code, service.code_system)
    quantity, item = service.quantity, service.item
    if item.ndc:
        writing.add("RXO", {1: code, 11: quantity, 12: service.uom})
    elif quantity is not None or item.buyer or item.supplier:
        values = {1: service.number, 2: item.buyer, 3: code, 5: quantity}
        writing.add("RQD", values | {6: service.uom})
    else:
        writing.add("OBR", {1: service.number, 4: code})
