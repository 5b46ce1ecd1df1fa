"""The match of a supplier's invoice against order, receipts and contract. Pure.

Order of evaluation: supplier, duplicate, arithmetic, order, then per line item, unit,
quantity and price, then charges, tax and the cap over all accepted variances. The first
hit does not stop: every category is collected and the worst decides.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP
from fractions import Fraction

from .invoice_number import normalise_invoice_number
from .match_charges import charges, rates, signed, tax
from .match_lines import LineMatcher
from .match_types import AUTO_POST, HOLD, REJECT, ZERO, MatchResult
from .match_units import CENT, extension

DUPLICATE_DAYS = timedelta(days=366)
DEAD_STATES = frozenset({"rejected", "void", "cancel", "cancelled", "superseded"})


def match(invoice, order, policy, priors=(), claims=()):
    """Compare one invoice or credit with everything we know.

    :param Order order: None when the order is unknown.
    :param priors: earlier documents of the company (:class:`PriorInvoice`).
    :param claims: open claims on lines of the order (:class:`Claim`).
    :return: :class:`MatchResult`; never raises for what a supplier may send.
    """
    matcher = LineMatcher(invoice, order, policy, claims)
    lines = [matcher.line(row) for row in invoice.lines] if order else []
    total = computed_total(invoice)
    found = [
        *_supplier(invoice),
        *_duplicates(invoice, priors, policy),
        *_arithmetic(invoice, total, policy),
        *_order(invoice, order),
        *(code for line in lines for code in line.categories),
        *charges(invoice, policy),
        *tax(invoice, policy, rates(lines, order, policy)),
        *_header_cap(lines, policy),
    ]
    categories = tuple(dict.fromkeys(found))
    info = tuple(dict.fromkeys(code for line in lines for code in line.info))
    return MatchResult(
        _outcome(categories, policy), categories, info, tuple(lines), total
    )


def _outcome(categories, policy):
    fatal = {"DUPLICATE", "TOTAL_MISMATCH"}
    if policy.no_po_action == REJECT:
        fatal.add("PO_NOT_FOUND")
    if fatal & set(categories):
        return REJECT
    return HOLD if categories else AUTO_POST


def waive(result, codes, policy):
    """The result when people have accepted these categories; the rest still counts."""
    taken = tuple(code for code in result.categories if code in codes)
    if not taken:
        return result
    left = tuple(code for code in result.categories if code not in codes)
    return replace(
        result, outcome=_outcome(left, policy), categories=left, waived=taken
    )


def booked(order, result, document_type):
    """The order after a document took effect; for the next document of a set.

    :return: :class:`Order` with the billed and credited quantities of ``result`` added.
    """
    taken = {}
    for line in result.lines:
        taken[line.order_line] = taken.get(line.order_line, ZERO) + (
            line.inv_base or ZERO
        )
    credit = document_type == "credit"
    return replace(
        order,
        lines=tuple(_booked(row, taken.get(row.number), credit) for row in order.lines),
    )


def _booked(row, quantity, credit):
    if not quantity:
        return row
    more = Fraction(quantity)
    if not credit:
        return replace(row, billed_base=Fraction(row.billed_base) + more)
    return replace(
        row,
        billed_base=Fraction(row.billed_base) - more,
        credited_base=Fraction(row.credited_base) + more,
    )


# -- header --------------------------------------------------------------------------


def computed_total(invoice):
    """What the stated lines, charges, allowances and tax add up to."""
    goods = sum((extension(line) for line in invoice.lines), ZERO)
    more = sum(signed(charge) for charge in invoice.charges)
    return (goods + more + (invoice.tax or ZERO)).quantize(CENT, ROUND_HALF_UP)


def _supplier(invoice):
    if invoice.supplier_blocked:
        yield "SUPPLIER_BLOCKED"
    if invoice.bank_changed:
        yield "BANK_CHANGE"


def _duplicates(invoice, priors, policy):
    """Rejected and void copies do not block the corrected document."""
    for prior in priors:
        same = (prior.supplier, prior.document_type) == (
            invoice.supplier,
            invoice.document_type,
        )
        if same and prior.state not in DEAD_STATES:
            yield from _duplicate(invoice, prior, policy)


def _duplicate(invoice, prior, policy):
    total = computed_total(invoice) if invoice.total is None else invoice.total
    same_amount = abs(prior.total - total) <= CENT
    apart = abs(prior.date - invoice.date)
    if _number(prior) == _number(invoice):
        if apart <= DUPLICATE_DAYS:
            yield "DUPLICATE" if same_amount else "POSSIBLE_DUPLICATE"
    elif same_amount and prior.order and prior.order in _orders(invoice):
        if apart <= timedelta(days=policy.dup_window_days):
            yield "POSSIBLE_DUPLICATE"


def _orders(invoice):
    return invoice.orders or (invoice.order,)


def _number(document):
    return normalise_invoice_number(document.number)


def _arithmetic(invoice, total, policy):
    allowed = policy.rounding_per_line * max(len(invoice.lines), 1)
    if invoice.total is not None and abs(invoice.total - total) > allowed:
        yield "TOTAL_MISMATCH"


def _order(invoice, order):
    if order is None:
        yield "PO_NOT_FOUND"
        return
    if order.state != "purchase":
        yield "PO_CLOSED"
    if invoice.currency and invoice.currency != order.currency:
        yield "CURRENCY_MISMATCH"


def _header_cap(lines, policy):
    """Small accepted variances may not add up to a large one."""
    if sum((line.accepted for line in lines), ZERO) > policy.header_cap:
        yield "HEADER_TOLERANCE"
