"""What comes in about a change of an order: an answer to ours, or a wish."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal, as_fraction, basis
from ..order_change_rules import (
    ACCEPTED,
    CHANGED,
    REJECTED,
    Terms,
    state_of,
    verdict,
)


class HealthcareHandlerOrderChange(models.AbstractModel):
    """An answer settles the open change of its order, line by line."""

    _inherit = "healthcare.handler.order_change"

    @api.model
    def _apply(self, incoming):
        orders = self._orders(incoming, lambda document: [document.order_number])
        catalogue = self._catalogue(incoming, orders, _items, _codes)
        known = self._known_changes(orders)
        policies = self._policies(orders.values())
        return [
            self._one(row, orders, catalogue[row.connection], known, policies)
            for row in incoming
        ]

    @api.model
    def _known_changes(self, orders):
        """All changes of these orders, one query; ``{order id: changes}``."""
        changes = self.env["healthcare.order.change"].search(
            [("order_id", "in", [order.id for order in orders.values()])]
        )
        return changes.grouped(lambda row: row.order_id.id)

    @api.model
    def _one(self, row, orders, catalogue, known, policies):
        document = row.document
        order = orders.get((row.connection.id, document.order_number))
        if not order:
            return self._unknown_order(document.order_number, document.where)
        if document.initiator != "supplier":
            return Outcome.rejected(
                "change.not_a_supplier",
                document.where,
                self.env._("Only the supplier's side of a change can come in here."),
            )
        wrong = self.env["healthcare.authority"]._wrong_side(row.connection, "order")
        if wrong:
            return Outcome.rejected("authority.wrong_side", document.where, wrong)
        fingerprint = self._fingerprint(document)
        changes = known.get(order.id, self.env["healthcare.order.change"])
        if fingerprint in changes.mapped("fingerprint"):
            touched = (Touched("purchase.order", order.id, "linked"),)
            return Outcome.duplicate("change.duplicate", touched)
        mine = self._answered(changes, document)
        if mine:
            return self._settle_ours(row, mine, catalogue, fingerprint)
        policy = policies[order.partner_id.commercial_partner_id.id]
        return self._proposal(row, order, catalogue, fingerprint, policy)

    @api.model
    def _answered(self, changes, document):
        """The open change of ours that the document answers; empty: it is his own."""
        number = (document.change_number or "").lstrip("0")
        if not document.status:
            return changes.browse()
        return changes.filtered(
            lambda row: (
                row.initiator == "buyer"
                and row.state == "sent"
                and number in ("", str(row.number))
            )
        )[:1]

    # -- an answer to ours -------------------------------------------------------------

    @api.model
    def _settle_ours(self, row, change, catalogue, fingerprint):
        document = row.document
        named = self._named(change, document, catalogue, row.connection)
        if isinstance(named, Outcome):
            return named
        for line in change.line_ids.filtered(lambda one: one.answer == "pending"):
            self._answer_line(line, document, named.get(line))
        change.fingerprint = fingerprint
        state = state_of(change.line_ids.mapped("answer"))
        findings = self._take_up(change, state)
        if state != "sent":
            change._settle(state, document.reason)
        self._close_asked(change)
        touched = self._touched(change)
        return self._answer(touched, findings, "change.not_as_asked")

    @api.model
    def _named(self, change, document, catalogue, connection):
        """``{change line: (document line, Terms)}``; an outcome while a unit is not
        known."""
        products, units = catalogue
        by_number = {line.number: line for line in change.line_ids if line.number}
        found = {}
        for stated in document.lines:
            line = by_number.get(stated.number)
            if not line:
                product = products.get(stated.item)
                same = change.line_ids.filtered(
                    lambda one, item=product: item and one.product_id == item
                )
                line = same if len(same) == 1 else None
            if not line:
                continue
            terms = self._stated(stated, line, units)
            if terms is None:
                order = change.order_id
                code = stated.uom or next(
                    (status.uom for status in stated.statuses if status.uom), ""
                )
                return self._unknown_unit(connection, code, stated.where, order)
            found[line] = (stated, terms)
        return found

    @api.model
    def _stated(self, stated, line, units):
        """:class:`Terms` of a document line in the unit of the order line."""
        lookup = self.env["healthcare.item.lookup"]
        target = line.uom_id

        def factor(code):
            unit = lookup._unit(code, line.product_id, units, line.order_line_id)
            return unit._healthcare_factor(target) if unit else None

        quantity, code = stated.quantity, stated.uom
        counted = [row for row in stated.statuses if row.quantity is not None]
        if counted:
            quantity = sum(row.quantity for row in counted)
            code = counted[0].uom or stated.uom
        days = [row.scheduled_date for row in stated.statuses if row.scheduled_date]
        day = max(days, default=stated.needed_by)
        if quantity is None and stated.price is None:
            return Terms(None, None, day)
        ratio = factor(code) if code else 1
        if ratio is None:
            return None
        price = stated.price
        if price is not None:
            per = as_fraction(price) / basis(stated.price_basis)
            price = as_decimal(per / (factor(stated.uom) or ratio if stated.uom else 1))
        if quantity is not None:
            quantity = as_decimal(as_fraction(quantity) * ratio)
        return Terms(quantity, price, day)

    @api.model
    def _answer_line(self, line, document, named):
        stated, terms = named or (None, Terms())
        found = verdict(
            document.status,
            stated and stated.action,
            [row.code for row in stated.statuses] if stated else (),
            line._terms("after"),
            terms,
        )
        values = {"answer": found}
        if found == CHANGED:
            values |= {
                "quantity_offered": float(
                    line.quantity_after if terms.quantity is None else terms.quantity
                ),
                "price_offered": float(
                    line.price_after if terms.price is None else terms.price
                ),
                "date_offered": terms.day or line.date_after,
            }
        line.write(values)

    @api.model
    def _take_up(self, change, state):
        """Write what was accepted into the order; findings for the rest."""
        findings, order = [], change.order_id
        for line in change.line_ids:
            if line.answer == ACCEPTED:
                findings += self._accept_line(line)
            elif line.answer == REJECTED and line.stopped and change.kind == "change":
                line._apply_terms("before")
        rejected = change.line_ids.filtered(lambda one: one.answer == REJECTED)
        offered = change.line_ids.filtered(lambda one: one.answer == CHANGED)
        if rejected:
            code = "CANCEL_REJECTED" if change.kind == "cancel" else "CHANGE_REJECTED"
            findings.append(self._change_finding(code, change, rejected))
        if offered:
            findings.append(self._change_finding("CHANGE_COUNTERED", change, offered))
        if state == "accepted" and change.kind == "cancel":
            order._message_log(
                body=self.env._("The supplier confirmed the cancellation.")
            )
        return findings

    @api.model
    def _accept_line(self, line):
        """Findings; the line is written when nothing happened to it meanwhile."""
        if line.change_id.kind == "cancel":
            return []
        faults = [] if line.stopped else line._faults()
        if not faults:
            line._apply_terms("after")
            return []
        return [
            self._finding(
                "CHANGE_FORBIDDEN",
                " ".join(faults),
                line.change_id.order_id,
                where=f"line {line.number}",
                user_id=line.change_id.requested_by_id.id or 0,
            )
        ]

    @api.model
    def _change_finding(self, code, change, lines):
        words = {
            "CHANGE_REJECTED": self.env._("the supplier does not accept"),
            "CHANGE_COUNTERED": self.env._("the supplier offers other terms for"),
            "CANCEL_REJECTED": self.env._("the supplier does not cancel"),
            "SUPPLIER_CHANGE": self.env._("the supplier wants to change"),
        }
        amount = abs(as_decimal(lines._difference()))
        return self._finding(
            code,
            self.env._(
                "%(change)s: %(what)s line %(lines)s (%(terms)s).",
                change=change.name,
                what=words[code],
                lines=", ".join(filter(None, lines.mapped("number"))),
                terms="; ".join(lines.mapped("what")),
            ),
            change.order_id,
            amount=amount.quantize(as_decimal(as_fraction("0.01"))),
            currency=change.currency_id.name,
            where=f"change {change.initiator} {change.number}",
            user_id=change.order_id.user_id.id or 0,
        )

    @api.model
    def _close_asked(self, change):
        self.env["healthcare.exception"]._resolve_for(
            change.order_id,
            ["CHANGE_OVERDUE"],
            self.env._("The supplier has answered."),
            where=f"change {change.initiator} {change.number}",
        )

    @api.model
    def _touched(self, change):
        touched = [
            Touched("purchase.order", change.order_id.id, "updated"),
            Touched("healthcare.order.change", change.id, "updated"),
        ]
        touched += [
            Touched("purchase.order.line", line.order_line_id.id, "updated")
            for line in change.line_ids
            if line.order_line_id and line.answer == ACCEPTED
        ]
        return touched


def _items(document):
    for line in document.lines:
        yield line.item


def _codes(document):
    for line in document.lines:
        yield line.uom
        for status in line.statuses:
            yield status.uom
