"""What the match of a supplier's invoice looks at and answers: plain values, no Odoo.

Quantities called ``*_base`` are in base units of the item (each, millilitre). A price
is per stated unit and per ``basis``. Money is in the currency of the document.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)

AUTO_POST = "auto_post"
HOLD = "hold"
REJECT = "reject"

FREIGHT_CODES = frozenset({"D200", "D230", "D240", "D260", "D270", "G821", "G830"})
"""X12 element 1300: transport and its surcharges; the freight terms decide on them."""

TAX_CODES = frozenset({"H740", "H750"})
"""X12 element 1300: taxes that a supplier states as a charge."""

BASIS = {"": 1, "PE": 1, "UM": 1, "PD": 12, "HP": 100, "TP": 1000}
"""X12 element 639: how many stated units a price is for."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Inclusive: within when ``amount <= floor``, or ``pct`` and ``cap`` both hold.

    Both limits bind: a percentage alone lets 120.00 on a 12,000.00 implant pass, a cap
    alone lets 50 % on gloves pass.
    """

    pct: Decimal = ZERO
    cap: Decimal = ZERO
    floor: Decimal = ZERO

    def allows(self, amount, pct):
        """Whether a variance of ``amount`` money and ``pct`` percent is accepted.

        ``pct`` None: the percentage is not defined (nothing to compare with).
        """
        if amount <= self.floor:
            return True
        return pct is not None and pct <= self.pct and amount <= self.cap


@dataclass(frozen=True, slots=True)
class Policy:
    """The tolerances of one supplier, as they are at the moment of the match.

    Percentages as ``2.0`` for two percent; money in the document's currency;
    ``rounding_per_line`` is what a total may differ by for each line.
    """

    match_policy: str = "3way"
    """``3way`` order, receipt and bill; ``2way`` order and bill; ``contract`` the price
    of the contract instead of the order's, without a receipt."""
    price_tol: Tolerance = Tolerance(Decimal("2.0"), Decimal("50.00"), Decimal("1.00"))
    price_low_pct: Decimal = Decimal("25.0")
    qty_tol: Tolerance = Tolerance()
    over_receipt_tol_pct: Decimal = ZERO
    header_cap: Decimal = Decimal("100.00")
    freight_terms: str = "prepaid_add"
    freight_pct: Decimal = Decimal("10.0")
    freight_cap: Decimal = Decimal("150.00")
    allowed_charges: dict = field(default_factory=dict)
    tax_exempt: bool = True
    tax_rate: Decimal = ZERO
    tax_tol: Decimal = Decimal("0.05")
    rounding_per_line: Decimal = Decimal("0.01")
    dup_window_days: int = 3
    no_po_action: str = HOLD
    contract_action: str = HOLD


@dataclass(frozen=True, slots=True)
class Substitute:
    """Another item the supplier offered; ``base_ratio`` ordered units in one of it."""

    item: str
    state: str = "pending"
    base_ratio: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """What we know about one order line.

    ``received_base`` gross, ``returned_base`` what went back, ``billed_base`` posted
    bills less posted credits, held bills excluded (a draft counts nothing). ``packs``
    known pack sizes; ``contract_price`` effective on the order date, per stated unit.
    ``zero_tolerance`` for controlled drugs, implants and serialised goods. ``rules``
    the tolerances of the item's class, None when the supplier's count. ``tax_rate`` in
    percent by the order's own taxes, None when the order names none.
    """

    number: str
    item: str
    quantity: Decimal
    factor: Decimal
    price: Decimal
    received_base: Decimal = ZERO
    returned_base: Decimal = ZERO
    billed_base: Decimal = ZERO
    credited_base: Decimal = ZERO
    packs: tuple[Decimal, ...] = ()
    contract_price: Decimal | None = None
    substitutes: tuple[Substitute, ...] = ()
    match_policy: str = ""
    zero_tolerance: bool = False
    basis: str = ""
    rules: Policy | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The purchase order an invoice names; ``state`` ``purchase`` when it is open."""

    name: str
    state: str = "purchase"
    currency: str = "USD"
    lines: tuple[OrderedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BilledLine:
    """``factor`` base units in the stated unit, None when the unit is not mapped."""

    number: str
    item: str
    quantity: Decimal
    factor: Decimal | None
    price: Decimal
    order_line: str = ""
    basis: str = ""
    kind: str = "goods"


@dataclass(frozen=True, slots=True)
class Charge:
    """An allowance (``A``) or a charge (``C``) with its X12 element 1300 code."""

    indicator: str
    code: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """The supplier's document; ``supplier`` names the group of merged suppliers."""

    number: str
    supplier: str
    date: date
    lines: tuple[BilledLine, ...]
    order: str = ""
    currency: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    charges: tuple[Charge, ...] = ()
    document_type: str = "invoice"
    supplier_blocked: bool = False
    bank_changed: bool = False
    orders: tuple[str, ...] = ()
    """Every order that the lines name, where it is more than one."""


@dataclass(frozen=True, slots=True)
class PriorInvoice:
    """An earlier document of the same company that may be the same invoice."""

    number: str
    supplier: str
    date: date
    total: Decimal
    order: str = ""
    state: str = "posted"
    document_type: str = "invoice"


@dataclass(frozen=True, slots=True)
class Claim:
    """A price claim against the supplier that a credit may settle."""

    order_line: str
    amount: Decimal
    state: str = "open"


@dataclass(slots=True)
class LineResult:
    """Findings of one billed line; amounts rounded to cents, None when not computed.

    ``order_line`` is the number of the order line it was compared with.
    """

    number: str
    order_line: str = ""
    categories: list = field(default_factory=list)
    info: list = field(default_factory=list)
    inv_base: Decimal | None = None
    payable_base: Decimal | None = None
    over_amount: Decimal | None = None
    price_var_po: Decimal | None = None
    price_var_po_pct: Decimal | None = None
    price_var_contract: Decimal | None = None
    accepted: Decimal = ZERO
    extension: Decimal = ZERO
    ordered_base: Decimal = ZERO
    received_base: Decimal = ZERO
    billed_base: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class MatchResult:
    """``outcome`` auto_post, hold or reject; every category that was found."""

    outcome: str
    categories: tuple[str, ...]
    info: tuple[str, ...]
    lines: tuple[LineResult, ...]
    computed_total: Decimal
    waived: tuple[str, ...] = ()


def strict(policy):
    """The same policy without any price or quantity tolerance."""
    return replace(policy, price_tol=Tolerance(), qty_tol=Tolerance())
