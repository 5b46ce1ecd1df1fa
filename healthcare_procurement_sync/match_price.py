"""The price of one billed line against order and contract."""

from fractions import Fraction
from itertools import permutations

from .match_units import base_price, basis, money

RATIO_MARGIN = Fraction(5, 100)
"""A price within 5 % of a pack ratio is an error of the unit, not of the price."""


def compare_price(inv, price, ordered, policy, result):
    """Note variances in ``result``: ``price`` per base unit, ``inv`` base units."""
    agreed = base_price(ordered)
    result.price_var_po = money((price - agreed) * inv)
    if agreed:
        result.price_var_po_pct = money((price - agreed) / agreed * 100)
    reference = agreed
    if (ordered.match_policy or policy.match_policy) == "contract" and (
        ordered.contract_price is None
    ):
        result.categories.append("NO_CONTRACT_PRICE")
    if ordered.contract_price is not None:
        reference = _contract(ordered)
        result.price_var_contract = money((price - reference) * inv)
        if reference != agreed:
            result.info.append("PO_PRICE_DIFFERS")
    if _is_pack_error(price, agreed, ordered):
        result.categories.append("UOM_MISMATCH")
        return
    _compare(inv, price, reference, ordered, policy, result)


def _compare(inv, price, reference, ordered, policy, result):
    amount = money((price - reference) * inv)
    pct = (price - reference) / reference * 100 if reference else None
    if price > reference and amount:
        if policy.price_tol.allows(amount, pct):
            result.info.append("PRICE_VARIANCE_WITHIN_TOL")
            result.accepted += amount
        else:
            _too_high(price, ordered, policy, amount, result)
    elif pct is not None and -pct > policy.price_low_pct:
        result.categories.append("PRICE_LOW")


def _too_high(price, ordered, policy, amount, result):
    """Above the contract is the contract's question, else the order's.

    ``pay_and_claim`` pays what was ordered and claims the difference to the contract;
    it never covers a price above the order.
    """
    if ordered.contract_price is None:
        result.categories.append("PRICE_HIGH")
    elif policy.contract_action == "pay_and_claim" and price <= base_price(ordered):
        result.info.append("CLAIM_OPENED")
    else:
        result.categories.append("CONTRACT_VARIANCE")


def _contract(ordered):
    return (
        Fraction(ordered.contract_price)
        / basis(ordered.basis)
        / Fraction(ordered.factor)
    )


def _is_pack_error(price, agreed, ordered):
    if not agreed or price <= 0:
        return False
    ratio = price / agreed
    return any(
        abs(ratio / known - 1) <= RATIO_MARGIN for known in _pack_ratios(ordered)
    )


def _pack_ratios(ordered):
    """Each known pack, its inverse and the ratios between packs; never one."""
    packs = {Fraction(1), Fraction(ordered.factor), *map(Fraction, ordered.packs)}
    ratios = {larger / smaller for larger, smaller in permutations(packs, 2) if smaller}
    return {ratio for ratio in ratios if abs(ratio - 1) > RATIO_MARGIN}
