"""What surrounds the accounts of a BAI2 file: counted, summed and compared."""

from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.issue import (
    ERROR,
    FATAL,
    NOTE,
    WARNING,
)

from .bai2_tables import (
    ACCOUNT,
    ACCOUNT_END,
    FILE,
    FILE_END,
    GROUP_END,
    GROUP_HEAD,
    TRANSACTION,
    fault,
)

ISSUES_MAX = 1000
_FILE_FIELDS = ("sender", "receiver", "file_date", "file_time", "file_id")
_GROUP_FIELDS = (
    "group_receiver",
    "originator",
    "group_status",
    "as_of_date",
    "as_of_time",
    "currency",
    "modifier",
)
#: Odd lines that change nothing.
_HARMLESS = ("bai2.slash", "bai2.line")


@dataclass(slots=True)
class Account:
    """The records of one account; in a stream they are not kept."""

    where: str
    facts: dict
    records: list = field(default_factory=list)
    issues: list = field(default_factory=list)
    lines: int = 0
    closed: bool = False
    trailer: bool = False
    version: str = ""

    def note(self, code, severity=ERROR, place=""):
        """An issue of this account."""
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, f"{self.where}{place}", severity))

    def part(self):
        """What a document reads."""
        return Part(
            "statement", self, self.where, self.version, self.facts, tuple(self.issues)
        )


class File:
    """Walks over the records of one file (or several behind each other)."""

    def __init__(self):
        self.issues = []
        self.facts = {}
        self.version = ""
        self.account = None
        self.total = 0  # of the groups, as stated; None once one states none
        self.lines = 0
        self.groups = 0
        self.opened = False
        self.group = None

    def walk(self, records):
        """Yield ``(account, record or None)``; see :meth:`.bai2.Bai2Codec.iterate`."""
        for record in records:
            self.lines += record.lines
            if self.group is not None:
                self.group["lines"] += record.lines
            for code in record.codes:
                place = self._place()
                self.note(code, place, NOTE if code in _HARMLESS else WARNING)
            take = self._TAKE.get(record.tag)
            if take:
                yield from take(self, record)
            elif record.tag:
                self.note("bai2.place", self._place(), WARNING)
        yield from self._close_account(None)
        self._close_group(None)
        if self.opened:
            self.note("bai2.file.open", FILE)

    def note(self, code, where, severity=ERROR):
        """An issue around the accounts."""
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, where, severity))

    def _place(self):
        if self.account is not None:
            return self.account.where
        return self.group["where"] if self.group is not None else FILE

    def _take_file(self, record):
        yield from self._close_account(None)
        self._close_group(None)
        if self.opened:
            self.note("bai2.file.open", FILE)
        values = record.fields()
        self.facts = dict(zip(_FILE_FIELDS, values, strict=False))
        self.version = values[7] if len(values) > 7 else ""
        self.opened, self.total, self.lines = True, 0, record.lines
        self.groups = 0

    def _take_group(self, record):
        yield from self._close_account(None)
        self._close_group(None)
        if not self.opened and not self.groups:
            self.note("bai2.file.missing", FILE)
        self.groups += 1
        facts = dict(zip(_GROUP_FIELDS, record.fields(), strict=False))
        self.group = {
            "where": f"02[{self.groups}]",
            "facts": facts,
            "lines": record.lines,
            "accounts": 0,
            "total": 0,
        }

    def _take_account(self, record):
        yield from self._close_account(None)
        if self.group is None:
            self._take_group_without_header()
        group = self.group
        group["accounts"] += 1
        blank = dict.fromkeys((*_FILE_FIELDS, *_GROUP_FIELDS, "total", "records"), "")
        facts = {**blank, **self.facts, **group["facts"]}
        where = f"{group['where']}/03[{group['accounts']}]"
        self.account = Account(where, facts, lines=record.lines, version=self.version)
        yield self.account, None
        yield self.account, record

    def _take_group_without_header(self):
        for _ in self._take_group(_NO_GROUP):
            pass  # there is no account to be closed
        self.note("bai2.place", self.group["where"])

    def _take_transaction(self, record):
        if self.account is None:
            self.note("bai2.place", self._place())
            return
        self.account.lines += record.lines
        yield self.account, record

    def _take_account_end(self, record):
        if self.account is None:
            self.note("bai2.place", self._place())
            return
        yield from self._close_account(record)

    def _close_account(self, record):
        account, self.account = self.account, None
        if account is None:
            return
        account.closed = True
        if record is None:
            account.note("bai2.account.open", FATAL)
        else:
            total, count = _stated(record, 2)
            account.trailer = True
            account.lines += record.lines
            account.facts |= {"total": total, "records": count}
            if _number(count) != account.lines:
                account.note("bai2.account.count", place="/49-02")
            self.group["total"] = _plus(self.group["total"], total)
        yield account, None

    def _take_group_end(self, record):
        yield from self._close_account(None)
        if self.group is None:
            self.note("bai2.place", FILE)
            return
        self._close_group(record)

    def _close_group(self, record):
        group, self.group = self.group, None
        if group is None:
            return
        where = group["where"]
        if record is None:
            self.note("bai2.group.open", where)
            self.total = None
            return
        total, accounts, count = _stated(record, 3)
        if _number(count) != group["lines"]:
            self.note("bai2.group.count", f"{where}/98-03")
        if _number(accounts) != group["accounts"]:
            self.note("bai2.group.accounts", f"{where}/98-02")
        if group["total"] is not None and _amount(total) != group["total"]:
            self.note("bai2.group.total", f"{where}/98-01")
        self.total = _plus(self.total, total)

    def _take_file_end(self, record):
        yield from self._close_account(None)
        self._close_group(None)
        total, groups, count = _stated(record, 3)
        if _number(count) != self.lines:
            self.note("bai2.file.count", "99/99-03")
        if _number(groups) != self.groups:
            self.note("bai2.file.groups", "99/99-02")
        if self.total is not None and _amount(total) != self.total:
            self.note("bai2.file.total", "99/99-01")
        self.opened = False

    _TAKE = {
        FILE: _take_file,
        GROUP_HEAD: _take_group,
        ACCOUNT: _take_account,
        TRANSACTION: _take_transaction,
        ACCOUNT_END: _take_account_end,
        GROUP_END: _take_group_end,
        FILE_END: _take_file_end,
    }


class _NoGroup:
    """Stands for a group header that the file does not have."""

    lines = 0

    @staticmethod
    def fields():
        return []


_NO_GROUP = _NoGroup()


def _stated(record, number):
    """The first values of a trailer, empty ones where it is shorter."""
    return (*record.fields(), *[""] * number)[:number]


def _number(text):
    """A count; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _amount(text):
    """A control total in the smallest unit; None for what is none."""
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 25):
        return None
    return -int(digits) if text.startswith("-") else int(digits)


def _plus(total, text):
    """A running total, None once an amount was not stated."""
    amount = _amount(text)
    return None if total is None or amount is None else total + amount
