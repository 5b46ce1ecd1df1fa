"""What of an invoice is not paid when a difference is claimed back. Pure."""

from fractions import Fraction

from .match_charges import expected_tax, freight_limit, stated_tax, sums
from .match_types import ZERO
from .match_units import money

PRICE = frozenset({"PRICE_HIGH", "UOM_MISMATCH"})
QUANTITY = frozenset(
    {"RECEIPT_MISSING", "RECEIPT_SHORT", "OVER_SHIPMENT", "QTY_OVER_ORDER"}
)
NOT_ORDERED = frozenset({"ITEM_NOT_ON_PO", "SUBSTITUTE_UNAPPROVED", "UOM_UNMAPPED"})
HEADER = {
    "FREIGHT_UNAUTHORISED": lambda invoice, policy, _rates: sums(invoice, policy)[0],
    "FREIGHT_OVER": lambda invoice, policy, _rates: money(
        Fraction(sums(invoice, policy)[0]) - freight_limit(invoice, policy)
    ),
    "CHARGE_UNAUTHORISED": lambda invoice, policy, _rates: sum(
        (
            max(amount - policy.allowed_charges.get(code, ZERO), ZERO)
            for code, amount in sums(invoice, policy)[1].items()
        ),
        ZERO,
    ),
}
TAX = frozenset({"TAX_UNEXPECTED", "TAX_VARIANCE"})


def disputed_line(line, codes):
    """Money of one :class:`LineResult` that the categories ``codes`` are about.

    What is too much is not paid at all; what is too dear is paid at the agreed price.
    """
    found = set(line.categories) & set(codes)
    if found & NOT_ORDERED:
        return line.extension
    amount = ZERO
    if found & QUANTITY:
        amount += line.over_amount or ZERO
    if "CONTRACT_VARIANCE" in found:
        amount += max(line.price_var_contract or ZERO, ZERO)
    elif found & PRICE:
        amount += max(line.price_var_po or ZERO, ZERO)
    return min(amount, line.extension)


def beyond(categories, invoice, policy, rates):
    """``{category: money}`` for the categories of charges and taxes among these; a tax
    that is too low is as far off as one that is too high."""
    found = {}
    for code in categories:
        amount = disputed_header(code, invoice, policy, rates)
        if code in TAX:
            amount = abs(stated_tax(invoice) - expected_tax(invoice, policy, rates))
        if amount:
            found[code] = amount
    return found


def disputed_header(code, invoice, policy, rates):
    """Money of a charge or tax beyond what was agreed; 0 for other categories."""
    if code in TAX:
        return max(stated_tax(invoice) - expected_tax(invoice, policy, rates), ZERO)
    rule = HEADER.get(code)
    return rule(invoice, policy, rates) if rule else ZERO
