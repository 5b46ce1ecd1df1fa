"""Who has to approve what, and what an approval covers: plain rules, no Odoo.

Amounts are Decimals in the company's currency, before tax.
"""

from dataclasses import dataclass, field
from decimal import Decimal

RISE_SHARE = Decimal("0.05")
RISE_AMOUNT = Decimal(250)
"""What was approved may become dearer by 5 % or by 250, whichever is more."""

LINE_CONDITIONS = {
    "off_contract": lambda line, rule: not line.on_contract,
    "capital": lambda line, rule: line.unit_price >= rule.capital_from,
    "clinical": lambda line, rule: line.clinical,
}
"""Conditions that single lines meet; the band is held against those lines only."""
WHOLE_CONDITIONS = ("new_supplier", "sole_source", "urgent", "budget")
"""Conditions that a document meets as a whole."""

URGENT_REASONS = [
    ("stock_out", "Out of stock, care is affected"),
    ("patient", "For one patient"),
    ("recall", "Replaces recalled goods"),
    ("breakdown", "Equipment is down"),
    ("demand", "Unexpected demand"),
    ("late", "The regular delivery is late"),
    ("other", "Another reason"),
]
"""Why something cannot wait."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the matrix: from ``amount_from`` up to, not including, ``amount_to``
    (None: no end). Empty sets mean every category, every facility."""

    id: int
    level: int = 1
    amount_from: Decimal = Decimal(0)
    amount_to: Decimal | None = None
    category_ids: frozenset = frozenset()
    facility_ids: frozenset = frozenset()
    condition: str = ""
    capital_from: Decimal = Decimal(5000)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a request; ``category_ids`` its category and all above it.

    ``clinical`` for implants and controlled drugs.
    """

    amount: Decimal
    unit_price: Decimal = Decimal(0)
    category_ids: frozenset = frozenset()
    on_contract: bool = True
    clinical: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the matrix looks at; ``facility_ids`` the facility and all above it."""

    lines: tuple = ()
    facility_ids: frozenset = frozenset()
    traits: frozenset = frozenset()

    @property
    def total(self):
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Basis:
    """What people said yes to. ``contracts`` pairs ``(item, contract)``."""

    total: Decimal
    supplier: int = 0
    ship_to: tuple = ()
    currency: int = 0
    items: frozenset = frozenset()
    contracts: frozenset = frozenset()
    rules: frozenset = field(default=frozenset())


def applies(rule, facts):
    """Whether ``rule`` wants a decision about ``facts``."""
    if rule.facility_ids and not rule.facility_ids & facts.facility_ids:
        return False
    if rule.condition in WHOLE_CONDITIONS and rule.condition not in facts.traits:
        return False
    lines = [line for line in facts.lines if _concerns(rule, line)]
    if not lines:
        return False
    amount = sum((line.amount for line in lines), Decimal(0))
    below = rule.amount_to is None or amount < rule.amount_to
    return rule.amount_from <= amount and below


def _concerns(rule, line):
    if rule.category_ids and not rule.category_ids & line.category_ids:
        return False
    condition = LINE_CONDITIONS.get(rule.condition)
    return condition is None or condition(line, rule)


def needed(rules, facts):
    """The rules that want a decision, in the order in which they are asked."""
    wanted = [rule for rule in rules if applies(rule, facts)]
    return sorted(wanted, key=lambda rule: (rule.level, rule.id))


def allowance(total):
    """The total up to which an approval of ``total`` holds."""
    return total + max(total * RISE_SHARE, RISE_AMOUNT)


def material_changes(approved, now):
    """Codes of what an approval does not cover: total, supplier, ship_to, currency,
    item, contract. An item that is left out, or a lower total, is covered."""
    found = []
    if now.total > allowance(approved.total):
        found.append("total")
    for name in ("supplier", "ship_to", "currency"):
        if getattr(approved, name) != getattr(now, name):
            found.append(name)
    if now.items - approved.items:
        found.append("item")
    known = {item for item, _contract in approved.contracts}
    fresh = now.contracts - approved.contracts
    if any(item in known for item, _contract in fresh):
        found.append("contract")
    return tuple(found)


def covers(approved, now, rules):
    """Whether what was approved covers ``now`` under these needed rules."""
    if not rules:
        return True
    if approved is None or material_changes(approved, now):
        return False
    return {rule.id for rule in rules} <= approved.rules


def to_plain(basis):
    """JSON-ready form of a :class:`Basis`."""
    return {
        "total": str(basis.total),
        "supplier": basis.supplier,
        "ship_to": list(basis.ship_to),
        "currency": basis.currency,
        "items": sorted(basis.items),
        "contracts": sorted([list(pair) for pair in basis.contracts]),
        "rules": sorted(basis.rules),
    }


def from_plain(data):
    """The :class:`Basis` of its JSON form; None for nothing."""
    if not data:
        return None
    return Basis(
        total=Decimal(data["total"]),
        supplier=data["supplier"],
        ship_to=tuple(data["ship_to"]),
        currency=data["currency"],
        items=frozenset(data["items"]),
        contracts=frozenset(tuple(pair) for pair in data["contracts"]),
        rules=frozenset(data["rules"]),
    )
