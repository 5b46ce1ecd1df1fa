"""Writing and validating receipts: together, or one by one when one is refused."""

from datetime import UTC

from odoo import api, models
from odoo.exceptions import LockError, UserError

from odoo.addons.healthcare_integration_base.outcome import Outcome

from ..match_units import as_decimal


class HealthcareHandlerGoodsReceipt(models.AbstractModel):
    """The part of the handler that touches stock."""

    _inherit = "healthcare.handler.goods_receipt"

    @api.model
    def _validate(self, receipts):
        """All together; when Odoo refuses, one by one so that one bad receipt stands
        alone."""
        if not receipts:
            return
        try:
            with self.env.cr.savepoint():
                self._book(receipts)
                return
        except LockError:
            # Somebody else is at work: no refusal, the drain comes back.
            raise
        except UserError:
            self.env.invalidate_all()
        if len(receipts) == 1:
            self._refuse(receipts[0])
            return
        for receipt in receipts:
            self._validate([receipt])

    @api.model
    def _book(self, receipts):
        pickings = self.env["stock.picking"]
        final = []
        for receipt in receipts:
            self._lots_of_notice(receipt)
            pickings |= receipt.picking
            if receipt.document.final:
                final.append(receipt.picking.id)
        announced = {
            receipt.picking: self._still_announced(receipt) for receipt in receipts
        }
        self._replace_lines(
            [(receipt.picking, receipt.lines, None) for receipt in receipts],
            picked=True,
        )
        pickings.with_context(
            skip_backorder=True,
            skip_expired=True,
            skip_sanity_check=False,
            picking_ids_not_to_backorder=final,
        ).button_validate()
        # The return value may be a wizard or a report: only the state tells.
        if any(picking.state != "done" for picking in pickings):
            raise UserError(self.env._("A receipt was not completed."))
        for receipt in receipts:
            receipt.picking.date_done = self._naive(receipt.document.received_at)
            if announced[receipt.picking]:
                self._restore_announced(receipt.picking, announced[receipt.picking])
        self._remember(receipts)

    @api.model
    def _naive(self, instant):
        """Stock moves when it happens, not when it is told; UTC without zone."""
        if instant.tzinfo:
            instant = instant.astimezone(UTC).replace(tzinfo=None)
        return instant.replace(microsecond=0)

    @api.model
    def _still_announced(self, receipt):
        """What the ship notice promised and this event does not bring.

        The same lot counts first, else any of the line.
        """
        kept = self._keep_announced(receipt.picking)
        came = [
            [line.order_line, line.lot, line.quantity * self._per_base(line)]
            for line in receipt.lines
        ]
        rest = []
        for order_line, quantity, values in kept:
            unit = self.env["uom.uom"].browse(values["product_uom_id"])
            factor = as_decimal(unit._healthcare_factor(order_line.product_id.uom_id))
            base = as_decimal(quantity) * factor
            for row in came:
                same = not row[1] or row[1] == values.get("lot_name")
                if row[0] == order_line and same and row[2] > 0:
                    part = min(base, row[2])
                    base, row[2] = base - part, row[2] - part
            if base > 0:
                rest.append((order_line, float(base / factor), values))
        return rest

    @api.model
    def _per_base(self, line):
        return as_decimal(line.unit._healthcare_factor(line.product.uom_id))

    @api.model
    def _lots_of_notice(self, receipt):
        """A site that does not scan lots receives those the ship notice announced."""
        announced = receipt.picking.move_line_ids.filtered("healthcare_shipment_id")
        for line in receipt.lines:
            if line.lot or line.product.tracking == "none":
                continue
            same = announced.filtered(
                lambda row, line=line: row.move_id.purchase_line_id == line.order_line
            )
            if len(same) == 1:
                line.lot = same.lot_name or same.lot_id.name or ""
                line.expiry = same.expiration_date and same.expiration_date.date()

    @api.model
    def _remember(self, receipts):
        self.env["healthcare.receipt.event"].create(
            [
                {
                    "name": receipt.document.receipt_number,
                    "site": receipt.document.site or False,
                    "company_id": receipt.order.company_id.id,
                    "fingerprint": receipt.fingerprint,
                    "received_at": receipt.picking.date_done,
                    "picking_id": receipt.picking.id,
                }
                for receipt in receipts
            ]
        )
        shipments = self.env["healthcare.shipment"].union(
            *(receipt.picking.healthcare_shipment_ids for receipt in receipts)
        )
        shipments.filtered(
            lambda row: all(picking.state == "done" for picking in row.picking_ids)
        ).write({"state": "received"})

    @api.model
    def _refuse(self, receipt):
        """Odoo refuses the receipt itself, for example without a lot."""
        receipt.outcome = Outcome.rejected(
            "receipt.not_validated",
            "",
            self.env._("The receipt could not be completed. Book it by hand."),
            findings=[
                *receipt.findings,
                self._finding(
                    "RECEIPT_FAILED",
                    self.env._(
                        "%(order)s: the receipt could not be completed.",
                        order=receipt.order.name,
                    ),
                    receipt.picking,
                ),
            ],
        )
