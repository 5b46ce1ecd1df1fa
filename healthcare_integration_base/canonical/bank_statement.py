"""BankStatement: what a bank says about one account (CAMT, BAI2, NACHA)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class PaymentTrace:
    """What joins a payment to its remittance: the X12 TRN segment of an 835, which the
    payer's bank carries along in the addenda of the payment.

    ``trace_number`` TRN02, ``payer_trace_id`` TRN03 (``1`` and the payer's tax number),
    ``supplement`` TRN04.
    """

    trace_number: str
    payer_trace_id: str = ""
    supplement: str = ""


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """``amount`` is signed, below zero when the account is overdrawn.

    ``kind`` opening_booked, closing_booked, opening_available, closing_available,
    interim_booked, interim_available, forward_available, expected, information or
    other; ``code`` the format's own (``OPBD``, ``010``). ``day`` at the bank.
    """

    kind: str
    amount: Decimal
    currency: str = ""
    day: date | None = None
    code: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class BankReferences:
    """How a payment is called by those who handle it; any of them may be empty.

    ``bank`` the account servicer's, ``customer`` ours, ``end_to_end`` the payer's (CAMT
    EndToEndId), ``instruction``, ``transaction`` the clearing's (NACHA trace number),
    ``check_number``, ``mandate``, ``batch``, ``remittance`` a creditor reference.
    ``words`` pieces of free text that hold a digit: free text itself may name people
    and is not kept.
    """

    bank: str = ""
    customer: str = ""
    end_to_end: str = ""
    instruction: str = ""
    transaction: str = ""
    check_number: str = ""
    mandate: str = ""
    batch: str = ""
    remittance: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One payment inside an entry, with its own ``amount`` (signed) and ``currency``.

    They may differ from the entry's: a payment in another currency, a batch. None when
    not stated; the books follow the entry. ``counterparty`` the other side if it is an
    organisation, else empty; ``counterparty_account`` its last four characters.
    """

    amount: Decimal | None = None
    currency: str = ""
    references: BankReferences = BankReferences()
    trace: PaymentTrace | None = None
    counterparty: Party = Party()
    counterparty_account: str = ""
    return_reason: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Availability:
    """``amount`` (signed) can be used ``days`` bank days after the entry's date."""

    days: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One movement: ``amount`` is signed, above zero what comes in, in ``currency``.

    ``status`` booked, pending, future or information; ``reversal`` when it takes an
    earlier entry back (its sign is already turned). ``code`` the bank's transaction
    code (``PMNT/RCDT/ESCT``, BAI2 ``142``, NACHA ``22``), ``own_code`` the bank's
    proprietary one. Dates at the bank. ``amount`` is None where a format does not tell
    the direction: such an entry is never booked.
    """

    amount: Decimal | None
    status: str = "booked"
    currency: str = ""
    reversal: bool = False
    booking_date: date | None = None
    value_date: date | None = None
    code: str = ""
    own_code: str = ""
    references: BankReferences = BankReferences()
    trace: PaymentTrace | None = None
    details: tuple[EntryDetail, ...] = ()
    availability: tuple[Availability, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class BankStatement(CanonicalDocument):
    """One account in one message.

    ``statement_type`` statement (a closed day or period), interim (the day so far) or
    notification (single movements without balances). ``account`` the number at the
    bank, ``account_scheme`` iban or account, ``servicer`` the bank (BIC or routing
    number). ``sequence`` the bank's running number, empty when it has none. ``page``
    and ``last_page`` where one statement comes in several messages; it is only whole
    with all of them. ``duplicate`` when the bank says it sent it before.
    """

    KIND = "bank_statement"
    SCHEMA_VERSION = 1

    statement_id: str
    account: str
    entries: tuple[BankEntry, ...] = ()
    balances: tuple[AccountBalance, ...] = ()
    statement_type: str = "statement"
    account_scheme: str = ""
    currency: str = ""
    servicer: str = ""
    sequence: str = ""
    page: str = ""
    last_page: bool = True
    duplicate: bool = False
    statement_date: date | None = None
    created_at: datetime | None = None
    date_from: date | None = None
    date_to: date | None = None
    where: str = ""

    def balance(self, kind):
        """The first balance of a kind, or None."""
        return next((item for item in self.balances if item.kind == kind), None)
