"""The rules of one billed line: item, unit, quantity, price. Pure and exact.

Prices per base unit and shares are fractions: a case of 144 has no finite decimal.
Rounding happens once, when an amount becomes money.
"""

from decimal import Decimal
from fractions import Fraction

from .match_price import compare_price
from .match_types import ZERO, LineResult, strict
from .match_units import (
    CENT,
    EPSILON,
    base_price,
    base_quantity,
    extension,
    money,
)


class LineMatcher:
    """Compares the billed lines of one invoice with its order, in document order.

    Keeps what earlier lines of the same document took, so that two lines billing the
    same order line do not both use its open quantity, nor its open claims.
    """

    def __init__(self, invoice, order, policy, claims):
        self.invoice = invoice
        self.order = order
        self.policy = policy
        self.claims = claims
        self.taken = {}
        self.settled = {}

    def line(self, billed):
        """:class:`LineResult` of one billed line."""
        result = LineResult(billed.number, extension=extension(billed))
        ordered = self._item(billed, result)
        if ordered is None:
            return result
        result.order_line = ordered.number
        result.ordered_base = _decimal(self._ordered(ordered))
        result.received_base = _decimal(self._received(ordered))
        result.billed_base = _decimal(self._billed(ordered))
        policy = self._rules(ordered)
        if billed.kind == "price_adjustment":
            self._claim(billed, ordered, result)
        elif billed.factor is None or not ordered.factor:
            result.categories.append("UOM_UNMAPPED")
        else:
            self._goods(billed, ordered, policy, result)
        return result

    def _rules(self, ordered):
        """The tolerances of the item's class, else the supplier's."""
        policy = ordered.rules or self.policy
        return strict(policy) if ordered.zero_tolerance else policy

    def _goods(self, billed, ordered, policy, result):
        """A negative line of an invoice gives back, one of a credit bills."""
        inv = self._quantity(billed, ordered, result)
        credit = self.invoice.document_type == "credit"
        if inv < 0:
            inv, credit = -inv, not credit
        if credit:
            self._credit(inv, ordered, result)
        else:
            self._invoiced(inv, billed, ordered, policy, result)

    def _quantity(self, billed, ordered, result):
        ratio = _ratio(billed, ordered)
        inv = base_quantity(billed.quantity, billed.factor) * ratio
        result.inv_base = _decimal(inv)
        return inv

    # -- item ------------------------------------------------------------------------

    def _item(self, billed, result):
        """The order line by its number, else by its item; None with a category."""
        lines = self.order.lines
        by_number = [row for row in lines if row.number == billed.order_line]
        for row in by_number if billed.order_line else ():
            if row.item == billed.item:
                return row
            substitute = _substitute(billed, row)
            if substitute:
                return self._accept(substitute, row, result)
        by_item = [row for row in lines if row.item == billed.item]
        if by_item:
            return self._most_open(by_item)
        for row in lines:
            substitute = _substitute(billed, row)
            if substitute:
                return self._accept(substitute, row, result)
        result.categories.append("ITEM_NOT_ON_PO")
        return None

    def _accept(self, substitute, row, result):
        if substitute.state != "accepted":
            result.categories.append("SUBSTITUTE_UNAPPROVED")
        return row

    def _most_open(self, rows):
        """Of several lines of one item the first that still has something to bill."""
        for row in rows:
            if self._payable(row, self._rules(row)) > 0:
                return row
        return rows[0]

    # -- quantity --------------------------------------------------------------------

    def _ordered(self, row):
        return base_quantity(row.quantity, row.factor)

    def _received(self, row):
        return Fraction(row.received_base) - Fraction(row.returned_base)

    def _billed(self, row):
        return Fraction(row.billed_base) + self.taken.get(row.number, Fraction(0))

    def _is_two_way(self, row, policy):
        return (row.match_policy or policy.match_policy) in ("2way", "contract")

    def _limit(self, row, policy):
        """Ordered quantity that may be billed, with what over-receipt allows."""
        if self._is_two_way(row, policy):
            return self._ordered(row)
        more = Fraction(policy.over_receipt_tol_pct) / 100
        return self._ordered(row) * (1 + more)

    def _payable(self, row, policy):
        limit = self._limit(row, policy)
        if not self._is_two_way(row, policy):
            limit = min(self._received(row), limit)
        return max(limit - self._billed(row), Fraction(0))

    def _invoiced(self, inv, billed, ordered, policy, result):
        price = base_price(billed, _ratio(billed, ordered))
        payable = self._payable(ordered, policy)
        result.payable_base = _decimal(payable)
        over = inv - payable
        if over > EPSILON * max(inv, payable):
            self._over(over, inv, price, ordered, policy, result)
        else:
            result.over_amount = ZERO.quantize(CENT)
        # Prices in different currencies cannot be compared.
        if self.invoice.currency in ("", self.order.currency):
            compare_price(inv, price, ordered, policy, result)
        self._take(ordered, inv)

    def _over(self, over, inv, price, ordered, policy, result):
        amount = money(over * price)
        result.over_amount = amount
        payable = inv - over
        pct = over / payable * 100 if payable > 0 else None
        if policy.qty_tol.allows(amount, pct):
            result.info.append("QTY_VARIANCE_WITHIN_TOL")
            result.accepted += amount
        else:
            result.categories.append(self._over_category(inv, ordered, policy))

    def _over_category(self, inv, ordered, policy):
        total = self._billed(ordered) + inv
        received = self._received(ordered)
        if total > self._limit(ordered, policy) * (1 + EPSILON):
            arrived = received >= total * (1 - EPSILON)
            two_way = self._is_two_way(ordered, policy)
            return "OVER_SHIPMENT" if arrived and not two_way else "QTY_OVER_ORDER"
        return "RECEIPT_SHORT" if received > 0 else "RECEIPT_MISSING"

    def _take(self, ordered, quantity):
        self.taken[ordered.number] = (
            self.taken.get(ordered.number, Fraction(0)) + quantity
        )

    # -- credits ---------------------------------------------------------------------

    def _credit(self, inv, ordered, result):
        """A credit needs a recorded return and cannot exceed what was billed."""
        margin = 1 + EPSILON
        billed = self._billed(ordered)
        returned = (
            Fraction(ordered.returned_base)
            - Fraction(ordered.credited_base)
            + min(self.taken.get(ordered.number, Fraction(0)), Fraction(0))
        )
        result.payable_base = _decimal(max(min(billed, returned), Fraction(0)))
        if inv > max(billed, Fraction(0)) * margin:
            result.categories.append("CREDIT_EXCEEDS_BILLED")
        elif inv > max(returned, Fraction(0)) * margin:
            result.categories.append("CREDIT_NO_RETURN")
        self._take(ordered, -inv)

    def _claim(self, billed, ordered, result):
        """A price adjustment settles an open claim on the line, up to its amount."""
        if self.invoice.document_type != "credit":
            result.categories.append("CHARGE_UNAUTHORISED")
            return
        open_amount = sum(
            (
                claim.amount
                for claim in self.claims
                if claim.order_line == ordered.number and claim.state == "open"
            ),
            ZERO,
        ) - self.settled.get(ordered.number, ZERO)
        amount = extension(billed)
        if open_amount > 0 and amount <= open_amount + CENT:
            result.info.append("CLAIM_SETTLED")
            self.settled[ordered.number] = (
                self.settled.get(ordered.number, ZERO) + amount
            )
        else:
            result.categories.append("CREDIT_NO_CLAIM")


# -- small things --------------------------------------------------------------------


def _substitute(billed, row):
    for substitute in row.substitutes:
        if substitute.item == billed.item:
            return substitute
    return None


def _ratio(billed, row):
    """Ordered base units in one base unit of what was billed."""
    if billed.item == row.item:
        return Fraction(1)
    substitute = _substitute(billed, row)
    return Fraction(substitute.base_ratio) if substitute else Fraction(1)


def _decimal(value):
    return Decimal(value.numerator) / Decimal(value.denominator)
