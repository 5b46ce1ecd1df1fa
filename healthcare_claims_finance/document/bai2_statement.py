"""BAI2 account <-> BankStatement. Guide: the codes that mean something to us."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    AccountBalance,
    BankStatement,
)
from odoo.addons.healthcare_integration_base.document.base import Document, ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from ..codec.bai2_tables import DEFAULT_CURRENCY, exponent, fault
from ..collector import paused
from .bai2_reading import Fields, read_bai_day, read_bai_instant
from .bai2_transaction import read_transaction
from .bai2_write_statement import write_statement
from .bank_issues import Issues

#: Status type codes of record 03 -> AccountBalance.kind; other codes below 100 are
#: averages, floats and positions.
BALANCES = {
    "010": "opening_booked",
    "015": "closing_booked",
    "030": "interim_booked",
    "040": "opening_available",
    "045": "closing_available",
    "060": "interim_available",
}
#: 02-07, the as-of-date modifier: same-day groups are statements only when final.
INTERIM = ("1", "3")
#: Groups that take something back or try something out.
NOT_BOOKED = ("2", "4")
#: Summary codes: all credits, all debits.
TOTALS = {"100": 1, "400": -1}


class Bai2Statement(Document):
    """One account on one day."""

    code = "bai2_statement"
    kind = "bank_statement"
    codec = "bai2"
    reads = "statement"

    def read(self, part):
        """One :class:`BankStatement` per account."""
        reading = Bai2Reading(part.tree)
        with paused():
            entries = [reading.take(record) for record in part.tree.records]
        return reading.result(tuple(entry for entry in entries if entry is not None))

    def write(self, document):
        """A :class:`BankStatement` as account, as a bank would send it."""
        return write_statement(document)


def stream_entries(codec, stream):
    """Yield ``(Bai2Reading, BankEntry or None)`` of a file in constant memory.

    None stands at the beginning of each account and after its last entry.
    """
    known = reading = None
    for account, record in codec.iterate(stream):
        if account is not known:
            known, reading = account, Bai2Reading(account)
        entry = reading.take(record) if record is not None else None
        if record is None or entry is not None:
            yield reading, entry


class Bai2Reading:
    """Reads the records of one account and sums what its control totals need."""

    def __init__(self, account):
        self.account = account
        self.facts = account.facts
        self.where = account.where
        self.issues = Issues(fault, account.where)
        self.currency = self.facts.get("currency") or DEFAULT_CURRENCY
        self.number = ""
        self.exponent = exponent(self.currency)
        self.balances = []
        self.summaries = {}
        self.control = 0  # of all amounts, in the smallest unit; None once unreadable
        self.transactions = 0
        self.counts = {1: 0, -1: 0}
        self.sums = {1: 0, -1: 0}
        self.day = self._day()
        self._check_group()

    def report(self, code, place, severity=ERROR):
        """Note an issue below this account."""
        self.issues.note(code, place, severity)

    def take(self, record):
        """A record of the account: a :class:`BankEntry` for a 16, else None."""
        if record.tag == "03":
            self._take_account(record)
            return None
        self.transactions += 1
        place = f"/16[{self.transactions}]"
        return read_transaction(self, Fields(self, record, place))

    def _day(self):
        text = self.facts.get("as_of_date", "")
        found = read_bai_day(text)
        if found is None:
            self.report("bai2.date", "", WARNING if text else NOTE)
        return found

    def _check_group(self):
        status = self.facts.get("group_status")
        if status in NOT_BOOKED:
            self.report("bai2.group.status", "", FATAL)
        elif status == "3":
            self.report("bai2.group.correction", "", WARNING)

    def _take_account(self, record):
        fields = Fields(self, record, "")
        self.number = fields.next()
        if not self.number:
            self.report("bai2.account.missing", "/03-01", FATAL)
        self.currency = fields.next() or self.currency
        self.exponent = exponent(self.currency)
        while fields.left():
            code, at = fields.next().rjust(3, "0"), fields.position
            amount, count = fields.units(), fields.next()
            fields.funds(amount)
            if amount is None:
                continue
            self._take_summary(code, amount, count, f"/03-{at:02d}")

    def _take_summary(self, code, amount, count, place):
        if code in TOTALS:
            self.summaries[TOTALS[code]] = (amount, count, place)
        elif _is_status(code):
            self.balances.append(
                AccountBalance(
                    kind=BALANCES.get(code, "other"),
                    amount=self.money(amount),
                    currency=self.currency,
                    day=self.day,
                    code=code,
                    where=f"{self.where}{place}",
                )
            )

    def money(self, units):
        """An amount in the smallest unit as Decimal of the account's currency."""
        return units.scaleb(-self.exponent)

    def counted(self, units):
        """Add an amount, as it is written, to the control total."""
        if units is None or self.control is None:
            self.control = None
        else:
            self.control += units

    def result(self, entries=()):
        """The statement, with counts and totals checked."""
        self._check_control()
        self._check_summaries()
        self._check_balances()
        if self.issues.blocked:
            return ReadResult((), tuple(self.issues))
        facts = self.facts
        place = self.where.replace("02[", "").replace("03[", "").replace("]", "")
        document = BankStatement(
            statement_id="-".join(
                filter(None, (facts["file_date"], facts["file_id"], place))
            ),
            account=self.number,
            entries=entries,
            balances=tuple(self.balances),
            statement_type="interim" if self.interim else "statement",
            account_scheme="account",
            currency=self.currency,
            servicer=facts["originator"],
            statement_date=self.day,
            created_at=read_bai_instant(facts["file_date"], facts["file_time"]),
            date_from=self.day,
            date_to=self.day,
            where=self.where,
        )
        return ReadResult((document,), tuple(self.issues))

    @property
    def interim(self):
        """Whether the day goes on: what is said now is said again."""
        return self.facts.get("modifier") in INTERIM

    def _check_control(self):
        stated = self.facts.get("total", "")
        if not self.account.trailer or self.control is None:
            return
        if not stated:
            self.report("bai2.account.total.missing", "/49-01", NOTE)
        elif not _same(stated, self.control):
            self.report("bai2.account.total", "/49-01")

    def _check_summaries(self):
        for sign, (amount, count, place) in self.summaries.items():
            counted, same = self.counts[sign], abs(self.sums[sign]) == abs(amount)
            if count.isdecimal() and int(count[:12]) == counted:
                if counted and not same:
                    self.report("bai2.summary.sum", place)
            elif count or not same:
                self.report("bai2.summary.count", place, WARNING)

    def _check_balances(self):
        """Opening and movements make the closing; summaries count where they stand."""
        found = {row.kind: row for row in reversed(self.balances)}
        opening, closing = found.get("opening_booked"), found.get("closing_booked")
        if opening is None or closing is None or self.interim:
            return
        change = sum(self.sums.values())
        if len(self.summaries) == len(TOTALS):
            change = sum(
                sign * abs(amount) for sign, (amount, *_rest) in self.summaries.items()
            )
        if opening.amount + self.money(Decimal(change)) != closing.amount:
            self.report("bai2.entries", closing.where.removeprefix(self.where))


def _is_status(code):
    """Whether a summary code of record 03 is what an account holds, not what moved."""
    if not (code.isascii() and code.isdigit()):
        return True  # a bank's own
    number = int(code[:4])
    return number < 100 or 900 <= number <= 919 or number in (701, 703, 705, 707, 709)


def _same(text, total):
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 25):
        return False
    return (-int(digits) if text[0] == "-" else int(digits)) == total
