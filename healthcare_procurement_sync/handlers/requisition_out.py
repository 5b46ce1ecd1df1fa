"""Our requisitions on their way to procurement and approval tools."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    Party,
    Requisition,
    RequisitionLine,
)

from ..match_units import as_decimal

STATES = {"partly_ordered": "ordered", "in_approval": "submitted"}
"""Our states in the words of the document."""


class HealthcareHandlerRequisition(models.AbstractModel):
    """Instants in UTC; amounts before tax."""

    _inherit = "healthcare.handler.requisition"

    @api.model
    def _compose(self, records):
        return [self._document(row.sudo()) for row in records]

    @api.model
    def _document(self, row):
        submitted = fields.Datetime.context_timestamp(
            row.with_context(tz="UTC"), row.submitted_at or row.create_date
        )
        return Requisition(
            requisition_number=row.name,
            lines=tuple(self._line(line, n) for n, line in enumerate(row.line_ids, 1)),
            status=STATES.get(row.state, row.state),
            facility=row.healthcare_facility_id.code,
            delivery_point=row.delivery_point or "",
            cost_centre=row.analytic_account_id.code or "",
            requester=Party(row.requester_id.login, "", row.requester_id.name),
            needed_by=row.needed_by,
            urgent=row.urgent,
            urgent_reason=row.urgent_reason or "",
            urgent_note=row.urgent_note or "",
            sole_source=row.sole_source,
            justification=row.justification or "",
            requested_at=submitted,
            currency=row.currency_id.name,
            total=as_decimal(row.amount),
            orders=tuple(row.order_ids.mapped("name")),
        )

    @api.model
    def _line(self, line, number):
        order = self.env["healthcare.handler.purchase_order"]
        return RequisitionLine(
            number=str(number),
            item=ItemIds(buyer=line.product_id.default_code or ""),
            quantity=as_decimal(line.quantity),
            uom=line.uom_id.healthcare_code or line.uom_id.name,
            price=as_decimal(line.price),
            description=line.product_id.name,
            needed_by=line.needed_by or None,
            cost_centre=line.analytic_account_id.code or "",
            supplier=order._party(line.partner_id) if line.partner_id else Party(),
        )
