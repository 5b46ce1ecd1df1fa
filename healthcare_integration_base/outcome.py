"""What a handler answers for one document: plain values, no Odoo.

A handler *returns* everything it foresaw. It raises only for what nobody foresaw; the
engine then rolls back and halves the batch until the culprit stands alone.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

DONE = "done"
PARTLY = "partly"
DUPLICATE = "duplicate"
CONFLICT = "conflict"
REJECTED = "rejected"
WAITING = "waiting"
RETRY = "retry"
TO_APPROVE = "to_approve"
SKIPPED = "skipped"
OUTCOME_STATES = (
    DONE,
    PARTLY,
    DUPLICATE,
    CONFLICT,
    REJECTED,
    WAITING,
    RETRY,
    TO_APPROVE,
    SKIPPED,
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One record that a document created, changed or was linked to (lineage).

    ``where`` is the place in the payload (``ST[1]/CLP[3]``), ``amount`` what the place
    contributed in the company's currency, ``mapping_line_ids`` the rows of mappings
    that translated a code of it.
    """

    model: str
    res_id: int
    action: str = "updated"
    where: str = ""
    amount: Decimal | None = None
    mapping_line_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A question that a person must answer: becomes a ``healthcare.exception``.

    ``type_code`` upper case (``PRICE_HIGH``); ``summary`` in plain words without values
    of a protected class; ``model``/``res_id`` the business record it stands on;
    ``amount`` at risk in ``currency`` (ISO 4217); ``deadline`` the date of the company
    after which it is lost; ``probability`` 0 to 1 that it is lost when nobody acts
    (None: what the exception type says); ``why`` what makes it so, in plain words.
    """

    type_code: str
    summary: str
    model: str = ""
    res_id: int = 0
    amount: Decimal | None = None
    currency: str = ""
    deadline: date | None = None
    where: str = ""
    user_id: int = 0
    probability: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state a document ends in, with code, place and everything it touched."""

    state: str
    code: str = ""
    where: str = ""
    text: str = ""
    touched: tuple[Touched, ...] = ()
    findings: tuple[Finding, ...] = ()
    dependency: str = ""
    retry_after: float | None = None
    stake: Decimal | None = None
    """What waits with the document, in the company's currency."""
    arrived: tuple[str, ...] = field(default=())
    """Dependency keys that this document satisfied; waiting messages resume."""
    first_id: int = 0
    """Of a duplicate: the message that took effect, when the handler knows it. Else the
    engine finds the one that created what was touched."""

    def __post_init__(self):
        if self.state not in OUTCOME_STATES:
            raise ValueError(f"unknown outcome state {self.state}")

    @classmethod
    def done(cls, touched=(), findings=(), arrived=(), **more):
        """Everything in the document took effect."""
        return cls(
            DONE,
            touched=tuple(touched),
            findings=tuple(findings),
            arrived=tuple(arrived),
            **more,
        )

    @classmethod
    def partly(cls, code, touched=(), findings=(), **more):
        """Some lines took effect, the others stand as findings."""
        return cls(
            PARTLY, code, touched=tuple(touched), findings=tuple(findings), **more
        )

    @classmethod
    def rejected(cls, code, where="", text="", findings=(), **more):
        """The partner's fault: nothing took effect."""
        return cls(REJECTED, code, where, text, findings=tuple(findings), **more)

    @classmethod
    def waiting(cls, code, dependency, where="", text="", stake=None):
        """Resume when ``dependency`` (``order:PO00012``) arrives."""
        return cls(WAITING, code, where, text, dependency=dependency, stake=stake)

    @classmethod
    def duplicate(cls, code="duplicate", touched=(), first_id=0):
        """The same content was applied before: nothing is done, the first is linked."""
        return cls(DUPLICATE, code, touched=tuple(touched), first_id=first_id)
