"""What surrounds the entries of an ACH file: counted, hashed and compared."""

from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .nacha_tables import (
    ADDENDA,
    BATCH,
    BATCH_END,
    ENTRY,
    FILE,
    FILE_END,
    LAYOUT,
    WIDTH,
    cut,
    direction,
    fault,
)

ISSUES_MAX = 1000
#: Addenda of one entry; CTX allows 9,999.
ADDENDA_MAX = 9_999
_FILE_FIELDS = tuple(LAYOUT[FILE])
_BATCH_FIELDS = tuple(LAYOUT[BATCH])
#: A hash is kept in ten digits.
_HASH = 10**10


@dataclass(slots=True)
class Batch:
    """The entries of one batch; in a stream they are not kept.

    An entry is a list of records: the entry detail and its addenda.
    """

    where: str
    facts: dict
    entries: list = field(default_factory=list)
    issues: list = field(default_factory=list)
    closed: bool = False

    def note(self, code, severity=ERROR, place=""):
        """An issue of this batch."""
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, f"{self.where}{place}", severity))


class Sums:
    """Counts, hash and totals of a batch or a file, in cents."""

    def __init__(self):
        self.count = self.hash = 0
        self.debits, self.credits = 0, 0

    def add(self, record):
        """An entry detail."""
        self.count += 1
        routing = record[3:11]
        if routing.isascii() and routing.isdigit():
            self.hash += int(routing)
        amount = cut(record, "amount")
        if amount.isascii() and amount.isdigit():
            if direction(cut(record, "transaction_code")) < 0:
                self.debits += int(amount)
            else:
                self.credits += int(amount)

    def faults(self, record):
        """Which of ``count``, ``hash`` and ``total`` a control record denies."""
        if _number(cut(record, "count")) != self.count:
            yield "count"
        if _number(cut(record, "hash")) != self.hash % _HASH:
            yield "hash"
        stated = (_number(cut(record, "debits")), _number(cut(record, "credits")))
        if stated != (self.debits, self.credits):
            yield "total"


class File:
    """Walks over the records of one file."""

    def __init__(self):
        self.issues = []
        self.facts = {}
        self.sums, self.batch_sums = Sums(), Sums()
        self.batch = None
        self.entry = None
        self.batches = 0
        self.closed = False

    def walk(self, lines):
        """Yield ``(batch, entry or None)``; see :meth:`.nacha.NachaCodec.iterate`."""
        for line, _offset in lines:
            take = self._TAKE.get(line[0])
            if take is None:
                self.note("nacha.record", self._place(), WARNING)
                continue
            if len(line.rstrip()) > WIDTH:
                self.note("nacha.width", self._place(), WARNING)
            yield from take(self, line[:WIDTH].ljust(WIDTH))
        yield from self._close_batch(None)
        if not self.closed:
            self.note("nacha.file.open", FILE)

    def note(self, code, where, severity=ERROR):
        """An issue around the batches."""
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, where, severity))

    def _place(self):
        return self.batch.where if self.batch is not None else FILE

    def _take_file(self, record):
        yield from self._close_batch(None)
        self.facts = {name: cut(record, name) for name in _FILE_FIELDS}

    def _take_batch(self, record):
        yield from self._close_batch(None)
        self.batches += 1
        blank = dict.fromkeys(_FILE_FIELDS, "")
        facts = blank | self.facts | {n: cut(record, n) for n in _BATCH_FIELDS}
        self.batch = Batch(f"5[{self.batches}]", facts)
        self.batch_sums = Sums()
        yield self.batch, None

    def _take_entry(self, record):
        if self.batch is None:
            self.note("nacha.place", FILE)
            return
        yield from self._flush()
        self.entry = [record]
        for sums in (self.sums, self.batch_sums):
            sums.add(record)

    def _take_addenda(self, record):
        if self.entry is None:
            self.note("nacha.place", self._place())
            return
        for sums in (self.sums, self.batch_sums):
            sums.count += 1
        if len(self.entry) <= ADDENDA_MAX:
            self.entry.append(record)
        yield from ()

    def _flush(self):
        entry, self.entry = self.entry, None
        if entry is not None:
            yield self.batch, entry

    def _take_batch_end(self, record):
        if self.batch is None:
            self.note("nacha.place", FILE)
            return
        yield from self._close_batch(record)

    def _close_batch(self, record):
        yield from self._flush()
        batch, self.batch = self.batch, None
        if batch is None:
            return
        batch.closed = True
        if record is None:
            batch.note("nacha.batch.open", FATAL)
        else:
            for what in self.batch_sums.faults(record):
                batch.note(f"nacha.batch.{what}", place="/8")
            number = cut(record, "batch_number")
            if _number(number) != _number(batch.facts["batch_number"]):
                batch.note("nacha.batch.number", WARNING, "/8/batch_number")
        yield batch, None

    def _take_file_end(self, record):
        yield from self._close_batch(None)
        if self.closed and not record.strip("9"):
            return  # lines of nines fill the last block
        self.closed = True
        for what in self.sums.faults(record):
            self.note(f"nacha.file.{what}", "9")
        if _number(cut(record, "batches")) != self.batches:
            self.note("nacha.file.batches", "9/batches")

    _TAKE = {
        FILE: _take_file,
        BATCH: _take_batch,
        ENTRY: _take_entry,
        ADDENDA: _take_addenda,
        BATCH_END: _take_batch_end,
        FILE_END: _take_file_end,
    }


def _number(text):
    """A count or total; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() else -1
