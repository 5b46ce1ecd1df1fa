"""Freight, other charges and tax of an invoice: what is allowed, what is not. Pure."""

from decimal import ROUND_HALF_UP
from fractions import Fraction

from .match_types import FREIGHT_CODES, TAX_CODES, ZERO
from .match_units import CENT, extension, money


def signed(charge):
    """A charge as it changes the total; what is for information only counts nothing."""
    return {"C": 1, "A": -1}.get(charge.indicator, 0) * charge.amount


def sums(invoice, policy):
    """``(freight, {code: amount})`` of what the supplier charges besides the goods.

    A freight code on the supplier's own list of charges is a charge like the others.
    """
    freight, others = ZERO, {}
    for charge in invoice.charges:
        if charge.indicator != "C" or charge.code in TAX_CODES:
            continue
        if charge.code in FREIGHT_CODES and charge.code not in policy.allowed_charges:
            freight += charge.amount
        else:
            others[charge.code] = others.get(charge.code, ZERO) + charge.amount
    return freight, others


def charges(invoice, policy):
    """The categories of freight and charges that were not agreed."""
    freight, others = sums(invoice, policy)
    if freight:
        yield from _freight(freight, invoice, policy)
    for code, amount in others.items():
        if amount > policy.allowed_charges.get(code, ZERO):
            yield "CHARGE_UNAUTHORISED"


def _freight(amount, invoice, policy):
    if policy.freight_terms != "prepaid_add":
        yield "FREIGHT_UNAUTHORISED"
    elif Fraction(amount) > freight_limit(invoice, policy):
        yield "FREIGHT_OVER"


def freight_limit(invoice, policy):
    """What freight may cost at most: a share of the goods, and never above the cap."""
    goods = sum((extension(line) for line in invoice.lines), ZERO)
    share = Fraction(goods) * Fraction(policy.freight_pct) / 100
    return min(share, Fraction(policy.freight_cap))


# -- tax -----------------------------------------------------------------------------


def rates(lines, order, policy):
    """Percent per billed line: the order's own taxes, else the policy's rate.

    None when no line of the order bears a tax: then the policy alone decides.
    """
    ordered = {row.number: row for row in order.lines} if order else {}
    own = [ordered.get(line.order_line) for line in lines]
    if all(row is None or row.tax_rate is None for row in own):
        return None
    usual = ZERO if policy.tax_exempt else policy.tax_rate
    return [
        usual if row is None or row.tax_rate is None else row.tax_rate for row in own
    ]


def stated_tax(invoice):
    """The tax on the invoice, also where it stands as a charge."""
    return (invoice.tax or ZERO) + sum(
        (signed(row) for row in invoice.charges if row.code in TAX_CODES), ZERO
    )


def expected_tax(invoice, policy, percents):
    """The tax in cents: on goods less allowances; freight is not taxed here."""
    if percents is None and policy.tax_exempt:
        return ZERO
    amounts = [Fraction(extension(line)) for line in invoice.lines]
    goods = sum(amounts, Fraction(0))
    base = goods - sum(
        (Fraction(row.amount) for row in invoice.charges if row.indicator == "A"),
        Fraction(0),
    )
    if percents is None:
        exact = base * Fraction(policy.tax_rate) / 100
        return _cents(exact)
    tax_of_goods = sum(
        (a * Fraction(r) / 100 for a, r in zip(amounts, percents, strict=True)),
        Fraction(0),
    )
    # An allowance lowers the tax of all lines alike.
    return _cents(tax_of_goods * base / goods if goods else Fraction(0))


def _cents(value):
    return money(value).quantize(CENT, ROUND_HALF_UP)


def tax(invoice, policy, percents):
    """The category of a tax that is not what it should be."""
    stated = stated_tax(invoice)
    expected = expected_tax(invoice, policy, percents)
    if abs(stated - expected) <= policy.tax_tol:
        return
    unexpected = policy.tax_exempt and not any(percents or ())
    yield "TAX_UNEXPECTED" if unexpected else "TAX_VARIANCE"
