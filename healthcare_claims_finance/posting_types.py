"""Plain values of the posting engine: what goes in, what comes out. Amounts Decimal.

All amounts are in the company's currency. A row's ``amount`` is signed: positive is a
debit, negative a credit. Keys of claims and partners are opaque (record ids in Odoo).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Policy:
    """The company's choices; limits in the company's currency, ``None``: no limit.

    ``recognition`` gross, gross_allowance, net or on_remittance; ``underpayment``
    hold_open or accept; ``bundled`` hold_open or accept (up to ``bundled_auto_max``).
    """

    recognition: str = "gross"
    underpayment: str = "hold_open"
    tolerance_amount: Decimal = Decimal("1.00")
    tolerance_rate: Decimal = Decimal("0.01")
    allow_partial: bool = False
    bundled: str = "hold_open"
    bundled_auto_max: Decimal | None = None
    approval_writeoff: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One posting: ``claim``, ``component`` and ``ordinal`` say what it stands for."""

    role: str
    amount: Decimal
    partner: Any = None
    claim: Any = None
    component: str = ""
    ordinal: int = 0
    where: str = ""
    reference: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Something a person must decide. ``kind`` as claims people call it.

    denial, noncovered_patient, underpayment, overpayment_review, credit_balance,
    cob_review, adjustment_capped, unmatched_claim, unmatched_reversal,
    charge_mismatch, unidentified_takeback, plb_review, out_of_balance_claim,
    predetermination_paid.
    """

    kind: str
    amount: Decimal
    claim: Any = None
    claim_number: str = ""
    code: str = ""
    remarks: tuple[str, ...] = ()
    line: str = ""
    ordinal: int = 0
    reference: str = ""
    expected: Decimal | None = None
    allowed: Decimal | None = None
    statement_hold: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One equation that does not hold. ``level`` service, claim or transaction."""

    rule: str
    level: str
    claim_number: str = ""
    line: int = 0
    difference: Decimal = ZERO
    where: str = ""

    @property
    def notation(self):
        """``service:<claim>:<line>``, ``claim:<claim>`` or ``transaction``."""
        parts = [self.level, self.claim_number, str(self.line or "")]
        return ":".join(part for part in parts if part)


@dataclass(slots=True)
class PostedClaim:
    """An earlier claim payment of the same payer that we posted, with its rows."""

    key: Any
    claim_number: str
    payer_claim_number: str
    charge: Decimal
    paid: Decimal
    rows: tuple[Row, ...] = ()
    lines: frozenset = frozenset()
    signature: str = ""
    reversed: bool = False


@dataclass(slots=True)
class ClaimAccount:
    """One of our claims as one payer sees it; the engine moves ``open`` as it posts.

    ``open`` what the payer still owes by the ledger; ``estimate`` the allowance still
    to be released; ``gross_up`` what a net recognition left out; ``expected`` what the
    contract allows; ``virtual`` nothing was recognised (policy on_remittance).
    """

    claim: Any
    payer: Any
    patient: Any
    charge: Decimal
    open: Decimal
    expected: Decimal | None = None
    next_payer: Any = None
    adjudicated: bool = False
    estimate: Decimal = ZERO
    gross_up: Decimal = ZERO
    virtual: bool = False
    posted: list = field(default_factory=list)


@dataclass(slots=True)
class ClaimResult:
    """What became of one CLP loop.

    ``state`` posted, reversed, suspended, informational, duplicate or excluded;
    ``classes`` sums by class of adjustment, ``held`` what stays open on purpose;
    ``reverses`` the key of the earlier payment that a reversal takes back.
    """

    ordinal: int
    state: str
    rows: list = field(default_factory=list)
    cases: list = field(default_factory=list)
    classes: dict = field(default_factory=dict)
    adjustments: list = field(default_factory=list)
    reverses: Any = None


@dataclass(slots=True)
class Posting:
    """The answer for one transaction set.

    ``result`` posted, posted_partial, no_financial_effect, quarantined or to_approve.
    """

    result: str
    rows: list = field(default_factory=list)
    cases: list = field(default_factory=list)
    checks: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    claims: list = field(default_factory=list)

    @property
    def errors(self):
        """The failed checks in short notation, each once, in file order."""
        return list(dict.fromkeys(check.notation for check in self.checks))
