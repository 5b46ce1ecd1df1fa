"""One account of a CAMT message: its head, its balances, and whether they agree."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    AccountBalance,
    BankStatement,
)
from odoo.addons.healthcare_integration_base.document.base import ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.camt import iterate
from ..codec.camt_tables import MESSAGES
from ..collector import paused
from .bank_values import read_day, read_instant
from .camt_reading import Entries

#: Bal/Tp/CdOrPrtry/Cd (ISO 20022 ExternalBalanceType) <-> AccountBalance.kind
BALANCES = {
    "OPBD": "opening_booked",
    "PRCD": "previous_closing",
    "CLBD": "closing_booked",
    "OPAV": "opening_available",
    "CLAV": "closing_available",
    "ITBD": "interim_booked",
    "ITAV": "interim_available",
    "FWAV": "forward_available",
    "XPCD": "expected",
    "INFO": "information",
}
#: CpyDplctInd of something that was sent before.
DUPLICATES = ("DUPL", "CODU")


def read_statement(part):
    """A part of the codec as :class:`ReadResult` with one :class:`BankStatement`."""
    statement = Statement(part)
    statement.read_head()
    tag = part.tree.tag[: statement.entries.cut] + "Ntry"
    with paused():
        rows = part.tree.iterchildren(tag)
        entries = [statement.entries.read(row) for row in rows]
    return statement.result(tuple(entries))


def stream_entries(stream):
    """Yield ``(Statement, BankEntry or None)`` of a file in constant memory.

    None stands at the beginning of each statement and, after its last entry, once more:
    then ``statement.result()`` knows whether the balances agree.

    :raises DecodeError: see :func:`..codec.camt.iterate`.
    """
    known, statement = None, None
    for part, element in iterate(stream):
        if part is not known:
            known, statement = part, Statement(part)
            statement.read_head()
        if element is None:
            yield statement, None
        else:
            yield statement, statement.entries.read(element)


class Statement:
    """The head of a statement and, through ``entries``, what its entries add up to."""

    def __init__(self, part):
        self.part = part
        self.entries = Entries(part)
        self.head = {}
        self.balances = []
        self.summary = None

    def read_head(self):
        """Everything beside the entries."""
        entries = self.entries
        fields = entries.fields(self.part.tree)
        self._account(fields.get("Acct"))
        for element in self.part.tree:
            if element.tag[entries.cut :] == "Bal":
                self._balance(element)
        self.summary = fields.get("TxsSummry")
        period = entries.fields(fields["FrToDt"]) if "FrToDt" in fields else {}
        pages = fields.get("StmtPgntn", fields.get("NtfctnPgntn"))
        pages = fields.get("RptPgntn") if pages is None else pages
        paging = {} if pages is None else entries.fields(pages)
        created = _text(fields.get("CreDtTm")) or self.part.facts.get("created", "")
        self.head |= {
            "statement_id": _text(fields.get("Id")),
            "statement_type": MESSAGES[self.part.code][2],
            "sequence": _text(fields.get("ElctrncSeqNb"))
            or _text(fields.get("LglSeqNb")),
            "page": _text(paging.get("PgNb")),
            "last_page": _text(paging.get("LastPgInd")) not in ("false", "0"),
            "duplicate": _text(fields.get("CpyDplctInd")) in DUPLICATES,
            "created_at": read_instant(created) if created else None,
            "statement_date": read_day(created) if created else None,
            "date_from": self._day(period, "Fr"),
            "date_to": self._day(period, "To"),
        }
        if not self.head["statement_id"]:
            entries.report("xml.missing", self.part.tree, ERROR)

    def _day(self, fields, name):
        element = fields.get(f"{name}Dt", fields.get(f"{name}DtTm"))
        found = read_day(_text(element)) if element is not None else None
        if element is not None and found is None:
            self.entries.report("xml.date", element, WARNING)
        return found

    def _account(self, element):
        entries = self.entries
        fields = {} if element is None else entries.fields(element)
        identity = fields.get("Id")
        number = scheme = ""
        if identity is not None and len(identity):
            chosen = identity[0]
            if chosen.tag[entries.cut :] == "IBAN":
                number, scheme = _text(chosen), "iban"
            else:
                number, scheme = _text(entries.fields(chosen).get("Id")), "account"
        if not number:
            entries.report("camt.account", self.part.tree, FATAL)
        entries.currency = _text(fields.get("Ccy"))
        self.head |= {
            "account": "".join(number.split()),
            "account_scheme": scheme,
            "servicer": self._servicer(fields.get("Svcr")),
        }

    def _servicer(self, element):
        """BIC or clearing number of the bank."""
        if element is None or not len(element):
            return ""
        fields = self.entries.fields(element[0])
        for name in ("BICFI", "BIC"):
            if name in fields:
                return _text(fields[name])
        member = fields.get("ClrSysMmbId")
        if member is None:
            return ""
        return _text(self.entries.fields(member).get("MmbId"))

    def _balance(self, element):
        entries = self.entries
        fields = entries.fields(element)
        entries.once(element, fields)
        amount, currency = entries.signed(element, fields)
        kind = next(iter(fields["Tp"].iter("{*}Cd")), None) if "Tp" in fields else None
        code = _text(kind)
        if not entries.currency:
            entries.currency = currency
        elif currency != entries.currency:
            entries.report("camt.currency", element, WARNING)
        if amount is not None:
            self.balances.append(
                AccountBalance(
                    kind=BALANCES.get(code, "other"),
                    amount=amount,
                    currency=currency,
                    day=entries.day(fields.get("Dt")),
                    code=code,
                    where=entries._place(element),
                )
            )

    def result(self, entries=()):
        """The statement, with the totals checked."""
        self._check_balances()
        self._check_summary()
        issues = tuple(self.entries.issues)
        if self.entries.issues.blocked:
            return ReadResult((), issues)
        document = BankStatement(
            entries=entries,
            balances=tuple(self.balances),
            currency=self.entries.currency,
            where=self.part.where,
            **self.head,
        )
        return ReadResult((document,), issues)

    def _check_balances(self):
        """Opening and booked entries make the closing, if all are in one currency."""
        found = {}
        for balance in self.balances:
            found.setdefault(balance.kind, balance)
        opening = found.get("opening_booked") or found.get("previous_closing")
        closing = found.get("closing_booked")
        if opening is None or closing is None or self.entries.foreign:
            return
        if not opening.currency == closing.currency == self.entries.currency:
            return
        if opening.amount + self.entries.booked != closing.amount:
            where = closing.where
            self.entries.report("camt.entries", self.part.tree, ERROR, where)

    def _check_summary(self):
        """``TxsSummry`` counts and sums the entries of all states."""
        if self.summary is None:
            return
        entries = self.entries
        fields = entries.fields(self.summary)
        counts, sums = entries.counts, entries.sums
        for name, count, total in (
            ("TtlNtries", sum(counts.values()), sums[False] - sums[True]),
            ("TtlCdtNtries", counts[False], sums[False]),
            ("TtlDbtNtries", counts[True], -sums[True]),
        ):
            if name in fields:
                self._compare(fields[name], count, total)

    def _compare(self, element, count, total):
        entries = self.entries
        fields = entries.fields(element)
        stated = _text(fields.get("NbOfNtries"))
        if stated and (not stated.isdecimal() or int(stated[:15]) != count):
            entries.report("camt.summary.count", element)
        if "Sum" in fields and not entries.foreign:
            amount = entries.amount(fields["Sum"])
            if amount is not None and amount != Decimal(total):
                entries.report("camt.summary.sum", element)


def _text(element):
    return "" if element is None else (element.text or "").strip()
