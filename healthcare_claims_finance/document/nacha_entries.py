"""ACH batch <-> BankStatement: what a payer's bank sent, with the trace of its 835."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    BankEntry,
    BankReferences,
    BankStatement,
    EntryDetail,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document, ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from ..codec.nacha_tables import (
    CHANGE,
    INTERNATIONAL,
    PAYMENT,
    RETURN,
    cut,
    direction,
    fault,
    moves_money,
)
from ..reassociation import understood
from .bai2_reading import read_bai_day, read_bai_instant
from .bank_issues import Issues
from .nacha_write_batch import write_batch

#: Weights of the nine digits of a routing number; the sum is a multiple of ten.
WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)


class NachaEntries(Document):
    """The entries of one batch as notification, one for each account of ours.

    The originator of a batch is always an organisation; the individual's name of an
    entry is ours or a patient's and is not kept.
    """

    code = "nacha_entries"
    kind = "bank_statement"
    codec = "nacha"
    reads = "batch"

    def writes(self, document):
        """Notifications of one originator."""
        return document.statement_type == "notification"

    def read(self, part):
        """A :class:`BankStatement` per account, usually one."""
        reading = BatchReading(part.tree)
        for entry in part.tree.entries:
            reading.take(entry)
        return reading.result()

    def write(self, document):
        """A :class:`BankStatement` as batch of CCD entries with addenda."""
        return write_batch(document)


class BatchReading:
    """Reads the entries of one batch."""

    def __init__(self, batch):
        self.batch = batch
        self.facts = batch.facts
        self.issues = Issues(fault, batch.where)
        self.number = 0
        self.accounts = {}
        self.day = read_bai_day(self.facts["effective_date"])
        if self.day is None:
            self.report("nacha.date", "/effective_date", WARNING)
        self.originator = Party(
            self.facts["company_id"],
            "ach_company" if self.facts["company_id"] else "",
            self.facts["company_name"],
        )

    def report(self, code, place, severity=ERROR):
        """Note an issue below this batch."""
        self.issues.note(code, place, severity)

    def take(self, records):
        """An entry with its addenda becomes a :class:`BankEntry` of its account."""
        self.number += 1
        place = f"/6[{self.number}]"
        head, addenda = records[0], records[1:]
        account = cut(head, "account")
        if not account:
            self.report("nacha.account", f"{place}/account", FATAL)
        self._check_routing(head, place)
        entry = self._entry(head, addenda, place)
        rows = self.accounts.setdefault((account, cut(head, "receiving_bank")), [])
        rows.append(entry)
        return entry

    def _entry(self, head, addenda, place):
        code = cut(head, "transaction_code")
        sign, cents = direction(code), cut(head, "amount")
        amount = None
        if not (cents.isascii() and cents.isdigit()):
            self.report("nacha.amount", f"{place}/amount", FATAL)
        elif not sign:
            self.report("nacha.code", f"{place}/transaction_code")
        else:
            amount = Decimal(cents).scaleb(-2) * sign
        detail = self._detail(head, addenda, amount, place)
        return BankEntry(
            amount=amount,
            status="booked" if moves_money(code) else "information",
            currency="USD",
            value_date=self.day,
            code=code,
            own_code=self.facts["standard_class"],
            references=BankReferences(batch=self.facts["batch_number"]),
            trace=detail.trace,
            details=(detail,),
            where=f"{self.batch.where}{place}",
        )

    def _detail(self, head, addenda, amount, place):
        texts, reason = [], ""
        for number, record in enumerate(addenda, 1):
            kind = cut(record, "addenda_type")
            if kind == PAYMENT:
                texts.append(record[3:83])
            elif kind in (RETURN, CHANGE):
                reason = record[3:6].strip()
            elif kind not in INTERNATIONAL:
                self.report("nacha.record", f"{place}/7[{number}]", WARNING)
        self._check_addenda(head, addenda, place)
        # Blanks at the end of an addenda part words; a full one goes on in the next.
        trace, words = understood("".join(texts))
        if texts and trace is None and not reason:
            self.report("nacha.trace", f"{place}/7", NOTE)
        return EntryDetail(
            amount=amount,
            currency="USD",
            references=BankReferences(
                customer=cut(head, "individual_id"),
                transaction=cut(head, "trace"),
                words=words,
            ),
            trace=trace,
            counterparty=self.originator,
            return_reason=reason,
            where=f"{self.batch.where}{place}",
        )

    def _check_addenda(self, head, addenda, place):
        announced = cut(head, "addenda_indicator") == "1"
        if announced != bool(addenda):
            self.report("nacha.addenda", f"{place}/addenda_indicator", WARNING)

    def _check_routing(self, head, place):
        routing = cut(head, "receiving_bank")
        if not (routing.isascii() and routing.isdigit() and len(routing) == 9):
            self.report("nacha.check_digit", f"{place}/receiving_bank", WARNING)
        elif sum(int(n) * w for n, w in zip(routing, WEIGHTS, strict=True)) % 10:
            self.report("nacha.check_digit", f"{place}/receiving_bank", WARNING)

    def result(self):
        """The statements of the batch, none when something fatal stands."""
        if self.issues.blocked:
            return ReadResult((), tuple(self.issues))
        facts = self.facts
        created = read_bai_instant(facts["file_date"], facts["file_time"])
        name = "-".join((facts["file_date"], facts["file_id"], facts["batch_number"]))
        documents = tuple(
            BankStatement(
                statement_id=name,
                account=account,
                entries=tuple(entries),
                statement_type="notification",
                account_scheme="account",
                currency="USD",
                servicer=bank,
                statement_date=self.day,
                created_at=created,
                where=self.batch.where,
            )
            for (account, bank), entries in self.accounts.items()
        )
        return ReadResult(documents, tuple(self.issues))


def stream_entries(codec, stream):
    """Yield ``(BatchReading, BankEntry or None)`` of a file in constant memory."""
    known = reading = None
    for batch, records in codec.iterate(stream):
        if batch is not known:
            known, reading = batch, BatchReading(batch)
        yield reading, reading.take(records) if records is not None else None
        reading.accounts.clear()
