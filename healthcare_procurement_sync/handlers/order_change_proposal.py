"""What a supplier wants to change of his own accord: within limits it is taken, else a
buyer decides."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..acknowledgment_rules import settle_price
from ..match_units import as_fraction

REJECTING = ("DI", "RC")


class HealthcareHandlerOrderChange(models.AbstractModel):
    _inherit = "healthcare.handler.order_change"

    @api.model
    def _proposal(self, row, order, catalogue, fingerprint, policy):
        document = row.document
        early = self._no_proposal(order, document)
        if early:
            return early
        values, missing = self._proposed(order, document, catalogue)
        if isinstance(missing, tuple):
            return self._unknown_unit(row.connection, *missing, order)
        if missing:
            return Outcome.rejected(
                "change.line_unknown",
                missing.where,
                self.env._("A line of the change is not on the order."),
            )
        if not values:
            return Outcome("skipped", "change.nothing", document.where)
        kind = "cancel" if document.purpose == "cancel" else "change"
        change = order._healthcare_new_change(
            values,
            "supplier",
            kind,
            reason=document.reason[:256],
            supplier_number=document.change_number,
            fingerprint=fingerprint,
            sent_at=self.env.cr.now(),
        )
        if kind == "change" and self._is_harmless(change, policy):
            change._decide(True, self.env._("Within the limits of this supplier."))
            return Outcome.done(self._touched(change))
        finding = self._change_finding("SUPPLIER_CHANGE", change, change.line_ids)
        touched = [
            Touched("purchase.order", order.id, "linked"),
            Touched("healthcare.order.change", change.id, "created"),
        ]
        return Outcome.partly("change.to_decide", touched, (finding,))

    @api.model
    def _no_proposal(self, order, document):
        """What is answered without a change; None to go on."""
        if order.state == "cancel" and document.purpose == "cancel":
            return Outcome("skipped", "change.cancelled_already", document.where)
        if order.state != "purchase":
            return Outcome("skipped", "change.order_not_open", document.where)
        if document.status and not document.lines and document.purpose != "cancel":
            # An answer, but nothing of ours is open: it came twice, or too late.
            summary = self.env._(
                "%(order)s: the supplier answers a change that we did not ask for.",
                order=order.name,
            )
            finding = self._finding("CHANGE_UNKNOWN", summary, order)
            return Outcome.partly(
                "change.unknown",
                (Touched("purchase.order", order.id, "linked"),),
                (finding,),
            )
        return None

    @api.model
    def _proposed(self, order, document, catalogue):
        """``(values of change lines, what is missing)``: a document line that is not
        on the order, or ``(unit code, place)``."""
        products, units = catalogue
        lines = self.env["healthcare.order.change.line"]
        if document.purpose == "cancel":
            open_lines = order.order_line.filtered("product_id")
            return [lines._values(line, quantity=0.0) for line in open_lines], None
        found = []
        for stated in document.lines:
            line, _product = self._match_line(_Named(stated), order, products)
            if not line:
                return [], stated
            shape = lines.new({"uom_id": line.product_uom_id.id})
            shape.product_id, shape.order_line_id = line.product_id, line
            terms = self._stated(stated, shape, units)
            if terms is None:
                return [], (stated.uom, stated.where)
            quantity = terms.quantity
            if stated.action in REJECTING or "ID" in [
                status.code for status in stated.statuses
            ]:
                quantity = 0
            values = lines._values(
                line,
                None if quantity is None else float(quantity),
                None if terms.price is None else float(terms.price),
                terms.day,
            )
            if values["action"] != "NC":
                found.append(values)
        return found, None

    @api.model
    def _is_harmless(self, change, policy):
        """Same quantities, no dearer than tolerance and contract allow, not later than
        the supplier may promise; nothing received or billed is touched."""
        acknowledgments = self.env["healthcare.handler.order_acknowledgment"]
        for line in change.line_ids:
            if line.quantity_after != line.quantity_before or line._faults():
                return False
            before, after = line.date_before, line.date_after
            if before and after and (after - before).days > policy.slip_days:
                return False
            if line.price_after != line.price_before:
                found = settle_price(
                    as_fraction(line.price_after),
                    as_fraction(line.price_before),
                    as_fraction(line.quantity_before),
                    policy._rules(),
                    acknowledgments._contract_price(line.order_line_id),
                )
                if not found.accepted:
                    return False
        return True


class _Named:
    """A changed line with the names that the shared look-up expects."""

    __slots__ = ("item", "line_number")

    def __init__(self, line):
        self.item = line.item
        self.line_number = line.number
