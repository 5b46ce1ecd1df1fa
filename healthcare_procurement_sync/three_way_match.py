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
from .match_lines import LineMatcher
from .match_types import (
    AUTO_POST,
    FREIGHT_CODES,
    HOLD,
    REJECT,
    TAX_CODES,
    ZERO,
    MatchResult,
)
from .match_units import CENT, extension, money

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
        *_charges(invoice, policy),
        *_tax(invoice, policy, _rates(lines, order, policy)),
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
        return replace(row, billed_base=row.billed_base + more)
    return replace(
        row,
        billed_base=row.billed_base - more,
        credited_base=row.credited_base + more,
    )


# -- header --------------------------------------------------------------------------


def computed_total(invoice):
    """What the stated lines, charges, allowances and tax add up to."""
    goods = sum((extension(line) for line in invoice.lines), ZERO)
    charges = sum(_signed(charge) for charge in invoice.charges)
    return (goods + charges + (invoice.tax or ZERO)).quantize(CENT, ROUND_HALF_UP)


def _signed(charge):
    sign = {"C": 1, "A": -1}.get(charge.indicator, 0)
    return sign * charge.amount


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


# -- charges, tax, cap ---------------------------------------------------------------


def _charges(invoice, policy):
    freight, others = ZERO, {}
    for charge in invoice.charges:
        if charge.indicator != "C" or charge.code in TAX_CODES:
            continue
        if charge.code in FREIGHT_CODES and charge.code not in policy.allowed_charges:
            freight += charge.amount
        else:
            others[charge.code] = others.get(charge.code, ZERO) + charge.amount
    if freight:
        yield from _freight(freight, invoice, policy)
    for code, amount in others.items():
        if amount > policy.allowed_charges.get(code, ZERO):
            yield "CHARGE_UNAUTHORISED"


def _freight(amount, invoice, policy):
    if policy.freight_terms != "prepaid_add":
        yield "FREIGHT_UNAUTHORISED"
        return
    goods = sum((extension(line) for line in invoice.lines), ZERO)
    share = Fraction(goods) * Fraction(policy.freight_pct) / 100
    if Fraction(amount) > min(share, Fraction(policy.freight_cap)):
        yield "FREIGHT_OVER"


def _rates(lines, order, policy):
    """``{position: percent}`` of the order's own taxes, else of the policy.

    None for the policy's exemption: then any tax is unexpected.
    """
    ordered = {row.number: row for row in order.lines} if order else {}
    own = [ordered.get(line.order_line) for line in lines]
    if all(row is None or row.tax_rate is None for row in own):
        return None
    usual = ZERO if policy.tax_exempt else policy.tax_rate
    return [
        usual if row is None or row.tax_rate is None else row.tax_rate for row in own
    ]


def _tax(invoice, policy, rates):
    """The taxable base is goods less allowances; freight is not taxed here.

    An order that bears taxes decides; else the policy does.
    """
    stated = (invoice.tax or ZERO) + sum(
        (_signed(row) for row in invoice.charges if row.code in TAX_CODES), ZERO
    )
    if policy.tax_exempt and not any(rates or ()):
        if abs(stated) > policy.tax_tol:
            yield "TAX_UNEXPECTED"
        return
    base = sum((extension(line) for line in invoice.lines), ZERO) - sum(
        (row.amount for row in invoice.charges if row.indicator == "A"), ZERO
    )
    expected = money(_tax_of(invoice, base, policy, rates))
    if abs(stated - expected) > policy.tax_tol:
        yield "TAX_VARIANCE"


def _tax_of(invoice, base, policy, rates):
    if rates is None:
        return Fraction(base) * Fraction(policy.tax_rate) / 100
    amounts = [Fraction(extension(line)) for line in invoice.lines]
    goods = sum(amounts, Fraction(0))
    tax = sum(
        (
            amount * Fraction(rate) / 100
            for amount, rate in zip(amounts, rates, strict=True)
        ),
        Fraction(0),
    )
    # An allowance lowers the tax of all lines alike.
    return tax * Fraction(base) / goods if goods else Fraction(0)


def _header_cap(lines, policy):
    """Small accepted variances may not add up to a large one."""
    if sum((line.accepted for line in lines), ZERO) > policy.header_cap:
        yield "HEADER_TOLERANCE"
