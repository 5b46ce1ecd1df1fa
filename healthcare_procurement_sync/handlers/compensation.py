"""Taking back receipts and bills: by the documents that Odoo has for it."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Touched


class HealthcareHandlerGoodsReceipt(models.AbstractModel):
    """A booked receipt is returned, with its lots; the order is open again."""

    _inherit = "healthcare.handler.goods_receipt"

    @api.model
    def _editable_paths(self):
        return (
            "order_number",
            "site",
            "lines[].line_number",
            "lines[].quantity",
            "lines[].uom",
            "lines[].item.buyer",
            "lines[].lots[].number",
            "lines[].lots[].expiry",
        )

    @api.model
    def _facility(self, document):
        return document.site

    @api.model
    def _compensate(self, messages):
        return [self._take_back(message) for message in messages]

    @api.model
    def _take_back(self, message):
        document = message._document()
        event = (
            self.env["healthcare.receipt.event"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("name", "=", document.receipt_number),
                    ("site", "=", document.site or False),
                ],
                limit=1,
            )
        )
        picking = event.picking_id
        if not picking:
            raise UserError(self.env._("The receipt of this message is not there."))
        self._check_not_billed(picking)
        touched = [Touched("stock.picking", picking.id)]
        if picking.state == "done":
            touched.append(Touched("stock.picking", self._return(picking).id))
        else:
            picking.action_cancel()
        order = picking.move_ids.purchase_line_id.order_id
        order.sudo()._create_picking()
        shipments = picking.healthcare_shipment_ids
        shipments.filtered(lambda row: row.state == "received").write(
            {"state": "expected"}
        )
        event.unlink()
        return [*touched, *(Touched("purchase.order", row.id) for row in order)]

    @api.model
    def _check_not_billed(self, picking):
        """Goods that a posted bill pays for go back through the supplier's credit."""
        for line in picking.move_ids.purchase_line_id:
            moved = sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in picking.move_ids
                if move.purchase_line_id == line
            )
            if line.qty_invoiced > line.qty_received - moved:
                raise UserError(
                    self.env._(
                        "%(order)s: these goods are billed. Undo the bill first.",
                        order=line.order_id.name,
                    )
                )

    @api.model
    def _return(self, picking):
        wizard = (
            self.env["stock.return.picking"].sudo().create({"picking_id": picking.id})
        )
        action = wizard.action_create_returns_all()
        back = self.env["stock.picking"].sudo().browse(action["res_id"])
        back.action_assign()
        back.move_ids.picked = True
        back.with_context(skip_backorder=True, skip_expired=True).button_validate()
        if back.state != "done":
            raise UserError(
                self.env._(
                    "%(receipt)s cannot be returned: the goods are not in stock any "
                    "more.",
                    receipt=picking.name,
                )
            )
        return back


class HealthcareHandlerSupplierInvoice(models.AbstractModel):
    """A bill in draft is cancelled, a posted one is reversed; a paid one stays."""

    _inherit = "healthcare.handler.supplier_invoice"

    @api.model
    def _editable_paths(self):
        return (
            "order_number",
            "lines[].order_line",
            "lines[].quantity",
            "lines[].uom",
            "lines[].item.buyer",
            "lines[].item.supplier",
        )

    @api.model
    def _compensate(self, messages):
        return [self._take_back(message) for message in messages]

    @api.model
    def _take_back(self, message):
        match = (
            self.env["healthcare.match"]
            .sudo()
            .search(
                [
                    ("message_id", "=", message.id),
                    ("state", "not in", ("rejected", "superseded")),
                ],
                limit=1,
            )
        )
        bill = match.move_id
        if not match or not bill:
            raise UserError(self.env._("The bill of this message is not there."))
        touched = [Touched("healthcare.match", match.id)]
        touched.append(Touched("account.move", bill.id))
        if bill.state == "posted":
            touched.append(Touched("account.move", self._reverse(bill).id))
        else:
            bill.write({"healthcare_payment_hold": False})
            bill.button_cancel()
        match.write({"state": "superseded"})
        match._resolve(self.env._("The bill was undone."))
        return touched

    @api.model
    def _reverse(self, bill):
        if bill.payment_state not in ("not_paid", "blocked"):
            raise UserError(
                self.env._(
                    "%(bill)s is paid or being paid. Ask the supplier for a credit.",
                    bill=bill.display_name,
                )
            )
        return bill._reverse_moves(
            [
                {
                    "ref": self.env._("Undo of %(bill)s", bill=bill.name),
                    "date": bill.date,
                    "invoice_date": bill.invoice_date,
                }
            ],
            cancel=True,
        )
