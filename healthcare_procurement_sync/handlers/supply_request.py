"""Requests of wards and other systems (FHIR SupplyRequest) become requisitions."""

from dataclasses import replace

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    Requisition,
    RequisitionLine,
)
from odoo.addons.healthcare_integration_base.outcome import Outcome

STATUS = {
    "draft": "draft",
    "active": "submitted",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
}
URGENT = ("urgent", "asap", "stat")


class HealthcareHandlerSupplyRequest(models.AbstractModel):
    """The patient's key is not taken over: a requisition needs none."""

    _name = "healthcare.handler.supply_request"
    _inherit = ["healthcare.handler.procurement"]
    _description = "Supply request handler"

    @api.model
    def _natural_key(self, document):
        return document.request_number

    @api.model
    def _subject(self, document):
        return f"requisition:{document.request_number}"

    @api.model
    def _reference(self, document):
        return document.request_number

    @api.model
    def _editable_paths(self):
        return (
            "deliver_to.identifier",
            "lines[].uom",
            "lines[].quantity",
            "lines[].item.buyer",
        )

    @api.model
    def _apply(self, incoming):
        requisitions = self.env["healthcare.handler.requisition"]
        taken, outcomes = [], {}
        for position, row in enumerate(incoming):
            if row.document.status in STATUS:
                document = self._as_requisition(row)
                taken.append((position, replace(row, document=document)))
            else:
                outcomes[position] = Outcome.rejected(
                    "supply_request.status",
                    f"{row.document.where}.status",
                    self.env._("Only drafts, active and cancelled requests count."),
                )
        answers = requisitions._apply([row for _position, row in taken])
        for (position, _row), answer in zip(taken, answers, strict=True):
            outcomes[position] = answer
        return [outcomes[position] for position in range(len(incoming))]

    @api.model
    def _as_requisition(self, row):
        document = row.document
        urgent = document.priority in URGENT
        return Requisition(
            requisition_number=document.request_number,
            lines=tuple(self._line(line) for line in document.lines),
            status=STATUS[document.status],
            facility=self._facility_code(row),
            delivery_point=document.deliver_to.name,
            requester=document.requester,
            needed_by=document.needed_by,
            urgent=urgent,
            urgent_reason="patient" if document.priority == "stat" else "other",
            urgent_note=document.priority if urgent else "",
            requested_at=document.requested_at,
            where=document.where,
        )

    @api.model
    def _line(self, line):
        ids = line.item
        named = (ids.buyer, ids.supplier, ids.manufacturer, ids.gtin, ids.ndc, ids.hibc)
        item = ids if any(named) else ItemIds(buyer=line.code)
        return RequisitionLine(
            line.number, item, line.quantity, line.uom, where=line.where
        )

    @api.model
    def _facility_code(self, row):
        """The code of the facility that a place is, or belongs to."""
        place = row.document.deliver_to
        if place.scheme == "gln":
            domain = [
                ("gln", "=", place.identifier),
                ("company_id", "=", row.connection.company_id.id),
            ]
            found = self.env["healthcare.facility"].sudo().search(domain, limit=1)
            if found:
                return found.code
        refs = self.env["healthcare.external.ref"]
        found = refs._get(row.connection, "location", place.identifier)
        if found is not None and found._name == "healthcare.facility":
            return found.sudo().code
        return place.identifier
