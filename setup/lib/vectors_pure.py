"""Vectors that need no database: the product's own pure rules, run as they are.

A group, or a case, whose rule the product does not have yet fails and says so.
"""

import importlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

from . import ground

PROCUREMENT = "odoo.addons.healthcare_procurement_sync"
BASE = "odoo.addons.healthcare_integration_base"
MISSING = ["not supported yet"]


class NotSupportedError(Exception):
    """The product has no rule for this case yet."""


def run(vector):
    """The errors of one vector; an empty list when it passes."""
    ground.register()
    check = CHECKS.get(vector["group"])
    if check is None:
        return list(MISSING)
    try:
        return check(vector)
    except NotSupportedError:
        return list(MISSING)
    except Exception as error:  # a vector that is not what its group has
        return [f"{type(error).__name__}: {error}"]


def _rule(module, name, addon=PROCUREMENT):
    """A function of the product.

    :raises NotSupportedError: there is none
    """
    try:
        return getattr(importlib.import_module(f"{addon}.{module}"), name)
    except (ModuleNotFoundError, AttributeError):
        raise NotSupportedError from None


def _compare(found, expected):
    """Differences between two dicts, for the names that are expected."""
    return [
        f"{name}: {found.get(name)} instead of {value}"
        for name, value in expected.items()
        if not _same(found.get(name), value)
    ]


def _same(found, expected):
    if isinstance(found, Decimal) and expected is not None:
        return found == Decimal(str(expected))
    return found == expected


def _identifier(vector):
    """Numbers of things and places: valid or not, or how they are written."""
    kind, expected = vector["kind"], vector["expect"]
    refused = _rule("identifiers", "IdentifierError", BASE)
    readers = _rule("identifiers", "READERS", BASE) | {
        "hibc": _rule("hibc", "parse", BASE),
        "udi": _rule("udi", "parse", BASE),
    }
    if kind not in readers:
        raise NotSupportedError
    try:
        found = readers[kind](vector["value"])
    except refused:
        found = None
    if isinstance(expected, bool):
        found = found is not None
    return [] if found == expected else [f"{found} instead of {expected}"]


def _normalisation(vector):
    if vector["kind"] != "invoice_number":
        raise NotSupportedError
    normalise = _rule("invoice_number", "normalise_invoice_number")
    return _compare({"value": normalise(vector["value"])}, {"value": vector["expect"]})


def _acknowledged(vector):
    """One line as the acknowledgment rules settle it."""
    expected = vector["expect"]
    ordered = Decimal(vector["ordered"])
    if "price_var_pct" in expected:
        return _acknowledged_price(vector, ordered, expected)
    header = vector.get("header")
    if header:
        rule = _rule("acknowledgment_codes", "HEADER_CODES")[header]
        if rule.lines != "reject_all":
            raise NotSupportedError
        found = {
            "line_state": "rejected",
            "cancelled": ordered,
            "exception": rule.finding,
        }
        return _compare(found, expected)
    settle, status = (_rule("acknowledgment_rules", n) for n in ("settle", "Status"))
    rows = [
        status(ack["code"], Decimal(ack["qty"]) if "qty" in ack else None)
        for ack in vector["acks"]
    ]
    stated = vector.get("convention") == "qty_is_backordered"
    answer = settle(ordered, rows, stated)
    found = {
        "line_state": answer.state,
        "confirmed": answer.confirmed,
        "backordered": answer.backordered,
        "cancelled": answer.cancelled,
        "exception": answer.findings[0] if answer.findings else None,
    }
    return _compare(found, expected)


def _acknowledged_price(vector, ordered, expected):
    """A line acknowledged at another price, under the file's tolerances."""
    settle, tolerance, policy = (
        _rule("acknowledgment_rules", "settle_price"),
        _rule("match_types", "Tolerance"),
        _rule("match_types", "Policy"),
    )
    limits = vector.get("defaults", {}).get("price_tol")
    rules = policy()
    if limits:
        rules = policy(
            price_tol=tolerance(**{k: Decimal(v) for k, v in limits.items()})
        )
    agreed = Fraction(vector["po_price"])
    stated = Fraction(vector["acks"][0]["price"])
    answer = settle(stated, agreed, ordered, rules)
    found = {
        "line_state": "accepted" if answer.accepted else "price_changed",
        "price_var_pct": answer.pct,
        "exception": None if answer.accepted else "PRICE_CHANGE",
    }
    return _compare(found, expected)


def _unit(vector):
    """Packs to base units, exactly."""
    convert = _rule("match_units", "base_quantity")
    found = convert(Decimal(vector["qty"]), Decimal(vector["factor"]))
    same = found == Fraction(vector["expect_base"])
    return [] if same else [f"{float(found)} instead of {vector['expect_base']}"]


def _price_selection(vector):
    """Contract prices by date, priority and quantity break."""
    select, price = (
        _rule("contract_price", name) for name in ("select_price", "ContractPrice")
    )
    rows = [
        price(Fraction(row["price"]), minimum=Fraction(row["min"]))
        for row in vector.get("tiers", ())
    ] + [
        price(
            Fraction(row["price"]),
            row["priority"],
            start=_day(row.get("start")),
            end=_day(row.get("end")),
        )
        for row in vector.get("contracts", ())
    ]
    day = _day(vector.get("date")) or date(2026, 1, 1)
    chosen = select(rows, Fraction(vector.get("qty", "1")), day)
    expected = vector["expect"]
    found = None if chosen is None else chosen.price
    same = found is None if expected is None else found == Fraction(expected)
    return [] if same else [f"{found} instead of {expected}"]


def _day(text):
    return date.fromisoformat(text) if text else None


CHECKS = {
    "identifiers": _identifier,
    "normalisation": _normalisation,
    "ack_lines": _acknowledged,
    "uom": _unit,
    "price_selection": _price_selection,
}
