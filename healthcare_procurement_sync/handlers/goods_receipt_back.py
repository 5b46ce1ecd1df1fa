"""Receipts that a site takes back, and goods that it returns to the supplier."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal, as_fraction


class HealthcareHandlerGoodsReceipt(models.AbstractModel):
    """Both are Odoo's return of a receipt, with refund: received falls. A reversal
    opens the order again, since the goods never came."""

    _inherit = "healthcare.handler.goods_receipt"

    @api.model
    def _take_all_back(self, receipts):
        """One by one: a return that Odoo refuses stands alone."""
        for receipt in receipts:
            try:
                with self.env.cr.savepoint():
                    self._book_back(receipt)
            except UserError as error:
                self.env.invalidate_all()
                self._refuse_back(receipt, str(error))

    @api.model
    def _book_back(self, receipt):
        document = receipt.document
        wanted = self._wanted_back(receipt)
        done = self._receipts_back(receipt)
        backs = self.env["stock.picking"]
        for picking in done:
            taken = self._share(picking, wanted)
            if taken:
                backs |= self._return_of(picking, taken)
        left = [base for base in wanted.values() if base and base > 0]
        if not backs or left:
            raise UserError(
                self.env._("The goods were not received here, or not that many.")
            )
        for back in backs:
            back.date_done = self._naive(document.received_at)
        if document.event == "reverse":
            receipt.order.sudo()._create_picking()
        receipt.picking = backs[0]
        self._remember([receipt])
        receipt.order._message_log(body=self._back_words(receipt, backs))

    @api.model
    def _back_words(self, receipt, backs):
        words = (
            self.env._("%(site)s took receipt %(number)s back: %(transfers)s. %(why)s")
            if receipt.document.event == "reverse"
            else self.env._(
                "%(site)s returned goods to the supplier (%(number)s): %(transfers)s. "
                "%(why)s"
            )
        )
        return words % {
            "site": receipt.document.site or self.env._("A site"),
            "number": receipt.document.reverses or receipt.document.receipt_number,
            "transfers": ", ".join(backs.mapped("name")),
            "why": receipt.document.reason,
        }

    @api.model
    def _wanted_back(self, receipt):
        """``{(order line, lot): base units}``; a reversal without lines is empty and
        means everything."""
        wanted = defaultdict(lambda: 0)
        for line in receipt.lines:
            factor = line.unit._healthcare_factor(line.product.uom_id)
            wanted[(line.order_line, line.lot)] += as_fraction(line.quantity) * factor
        return wanted

    @api.model
    def _receipts_back(self, receipt):
        """The done transfers that the goods can come from, the named one or the last
        first."""
        document, order = receipt.document, receipt.order
        done = order.picking_ids.filtered(
            lambda row: row.state == "done" and row.location_id.usage == "supplier"
        ).sorted("id", reverse=True)
        if not document.reverses:
            return done
        event = self.env["healthcare.receipt.event"].search(
            [
                ("company_id", "=", order.company_id.id),
                ("name", "=", document.reverses),
                ("site", "=", document.site or False),
            ],
            limit=1,
        )
        return event.picking_id & done

    @api.model
    def _share(self, picking, wanted):
        """``{move: base units}`` that this transfer gives back; reduces ``wanted``."""
        taken = {}
        for move in picking.move_ids.filtered(lambda row: row.state == "done"):
            room = as_fraction(move.quantity) * move.product_uom._healthcare_factor(
                move.product_id.uom_id
            ) - self._already_back(move)
            if not wanted and room > 0:
                taken[move] = room
                continue
            for key, base in wanted.items():
                if key[0] != move.purchase_line_id or base <= 0 or room <= 0:
                    continue
                part = min(base, room)
                wanted[key] -= part
                room -= part
                taken[move] = taken.get(move, 0) + part
        return taken

    @api.model
    def _already_back(self, move):
        backs = move.returned_move_ids.filtered(lambda row: row.state == "done")
        return sum(
            as_fraction(row.quantity)
            * row.product_uom._healthcare_factor(row.product_id.uom_id)
            for row in backs
        )

    @api.model
    def _return_of(self, picking, taken):
        """The validated return of some moves of a receipt.

        :raises UserError: the goods are not in stock any more.
        """
        wizard = (
            self.env["stock.return.picking"].sudo().create({"picking_id": picking.id})
        )
        for row in wizard.product_return_moves:
            base = taken.get(row.move_id, 0)
            unit = row.move_id.product_uom
            factor = row.move_id.product_id.uom_id._healthcare_factor(unit)
            row.quantity = float(as_decimal(base * factor)) if base else 0.0
        back = (
            self.env["stock.picking"]
            .sudo()
            .browse(wizard.action_create_returns()["res_id"])
        )
        back.action_assign()
        for move in back.move_ids:
            if float_compare(move.quantity, move.product_uom_qty, precision_digits=4):
                raise UserError(self.env._("The goods are not in stock any more."))
        back.move_ids.picked = True
        back.with_context(skip_backorder=True, skip_expired=True).button_validate()
        if back.state != "done":
            raise UserError(self.env._("The return could not be completed."))
        return back

    @api.model
    def _refuse_back(self, receipt, why):
        code = "RETURN_UNKNOWN"
        receipt.outcome = Outcome.rejected(
            "receipt.nothing_to_return",
            "",
            self.env._("The goods that went back were not received here."),
            findings=[
                self._finding(
                    code,
                    self.env._(
                        "%(order)s: goods went back that cannot be returned in stock. "
                        "%(why)s",
                        order=receipt.order.name,
                        why=why,
                    ),
                    receipt.order,
                    where=receipt.document.receipt_number,
                )
            ],
        )

    @api.model
    def _outcome_back(self, receipt):
        touched = [
            Touched("stock.picking", receipt.picking.id, "created"),
            Touched("purchase.order", receipt.order.id, "updated"),
        ]
        return self._answer(touched, receipt.findings, "receipt.exceptions")
