"""Receipt events of a warehouse, pharmacy or dock."""

from collections import defaultdict

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal
from ..receipt_line import PreparedLine
from ..receipt_request import BACK, Receipt


class HealthcareHandlerGoodsReceipt(models.AbstractModel):
    """Books what a site received. Checks come before validation: Odoo itself accepts
    any quantity and adds unordered items to the order."""

    _name = "healthcare.handler.goods_receipt"
    _inherit = ["healthcare.handler.procurement", "healthcare.receipt.preparer"]
    _description = "Goods receipt handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.site}:{document.receipt_number}"

    @api.model
    def _subject(self, document):
        return f"order:{document.order_number}"

    @api.model
    def _reference(self, document):
        return document.receipt_number

    @api.model
    def _apply(self, incoming):
        return self._in_slices(incoming, self._apply_slice)

    @api.model
    def _apply_slice(self, incoming):
        orders = self._orders(
            incoming, lambda document: [document.order_number], of_supplier=False
        )
        catalogue = self._catalogue(incoming, orders, _items, _codes)
        facts = self.env["healthcare.match.facts"]
        lines = self.env["purchase.order"].union(*orders.values()).order_line
        context = (
            self._known(incoming),
            self._policies(orders.values()),
            facts._moved(lines),
        )
        receipts = [
            self._receipt(row, orders, catalogue[row.connection], *context)
            for row in incoming
        ]
        going = [receipt for receipt in receipts if not receipt.outcome]
        self._remember_held([receipt for receipt in receipts if receipt.held])
        self._take_all_back([row for row in going if row.document.event in BACK])
        self._validate([row for row in going if row.document.event not in BACK])
        return [receipt.outcome or self._ending(receipt) for receipt in receipts]

    @api.model
    def _ending(self, receipt):
        if receipt.document.event in BACK:
            return self._outcome_back(receipt)
        return self._outcome(receipt)

    @api.model
    def _known(self, incoming):
        rows = self.env["healthcare.receipt.event"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("name", "in", [row.document.receipt_number for row in incoming]),
            ]
        )
        return {(row.site or "", row.name): row for row in rows}

    @api.model
    def _receipt(self, row, orders, catalogue, known, policies, moved):
        """Checked lines of one event, or its outcome when there is nothing to book."""
        document = row.document
        order = orders.get((row.connection.id, document.order_number))
        receipt = Receipt(row, document, order, self._fingerprint(document))
        receipt.outcome = self._early(receipt, known)
        if receipt.outcome:
            return receipt
        missing = self._missing_unit(document.lines, order, *catalogue)
        if missing:
            receipt.outcome = self._unknown_unit(row.connection, *missing, order)
            return receipt
        receipt.mapped = self._rows_of(document.lines, *catalogue)
        if document.event in BACK:
            receipt.lines = self._prepare_lines(
                document.lines, order, *catalogue, receipt.findings
            )
            return receipt
        receipt.picking = self._open_receipt(order)
        sound = self._sorted_out(receipt, catalogue)
        lines = self._prepare_lines(sound, order, *catalogue, receipt.findings)
        lines = self._without_recalled(lines, receipt)
        policy = policies[order.partner_id.commercial_partner_id.id]
        receipt.lines = self._within_order(lines, receipt, policy, moved)
        if not receipt.picking:
            receipt.outcome = self._nothing_open(receipt)
        elif not receipt.lines:
            receipt.outcome = self._nothing_booked(receipt)
        return receipt

    @api.model
    def _early(self, receipt, known):
        document = receipt.document
        event = known.get((document.site, document.receipt_number))
        if event:
            picking = event.picking_id
            touched = (
                (Touched("stock.picking", picking.id, "linked"),) if picking else ()
            )
            if event.fingerprint == receipt.fingerprint:
                return Outcome.duplicate("receipt.duplicate", touched)
            return Outcome("conflict", "receipt.conflict", "", touched=touched)
        if not receipt.order:
            return self._unknown_order(document.order_number)
        return None

    @api.model
    def _nothing_booked(self, receipt):
        """All of it stands on the dock: a question, and the event is known."""
        if receipt.held:
            return self._answer(
                [Touched("purchase.order", receipt.order.id, "linked")],
                receipt.findings,
                "receipt.exceptions",
            )
        return Outcome.rejected(
            "receipt.nothing_to_book", "", findings=receipt.findings
        )

    @api.model
    def _nothing_open(self, receipt):
        order = receipt.order
        if receipt.held:
            touched = [Touched("purchase.order", order.id, "linked")]
            return Outcome.rejected(
                "receipt.nothing_open", "", findings=receipt.findings, touched=touched
            )
        findings = receipt.findings or [
            self._finding(
                "RECEIPT_OVER",
                self.env._(
                    "%(order)s: goods came, but nothing is open to receive.",
                    order=order.name,
                ),
                order,
            )
        ]
        return Outcome.rejected("receipt.nothing_open", "", findings=findings)

    @api.model
    def _within_order(self, lines, receipt, policy, moved):
        """Cut each order line to what is open; the surplus is a question."""
        by_line = defaultdict(list)
        for line in lines:
            by_line[line.order_line].append(line)
        kept = []
        for order_line, rows in by_line.items():
            left = self._open_quantity(order_line, policy, moved)
            for line in rows:
                factor = as_decimal(line.unit._healthcare_factor(line.product.uom_id))
                wanted = line.quantity * factor
                if wanted > left:
                    self._keep(
                        receipt,
                        "over",
                        line.where,
                        line.product,
                        line.product.uom_id,
                        wanted - max(left, 0),
                        order_line=order_line,
                        lot=line.lot,
                        expiry=line.expiry,
                    )
                if left <= 0:
                    continue
                kept.append(self._cut(line, min(wanted, left), wanted))
                left -= min(wanted, left)
        return kept

    @api.model
    def _cut(self, line, allowed, wanted):
        if allowed == wanted:
            return line
        return PreparedLine(
            line.order_line,
            line.product,
            line.product.uom_id,
            allowed,
            line.lot,
            line.expiry,
            line.sscc,
            line.where,
        )

    @api.model
    def _outcome(self, receipt):
        picking, order = receipt.picking, receipt.order
        touched = [
            Touched(
                "stock.picking",
                picking.id,
                "updated",
                mapping_line_ids=receipt.mapped,
            ),
            Touched("purchase.order", order.id, "linked"),
        ]
        touched += [
            Touched("stock.move.line", line.id, "created")
            for line in picking.move_line_ids
        ]
        return self._answer(
            touched,
            receipt.findings,
            "receipt.exceptions",
            [f"receipt:{order.name}"],
        )


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [line.uom for line in document.lines]
