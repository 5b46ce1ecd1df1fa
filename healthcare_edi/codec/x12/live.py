"""A file of any length as transaction sets, one after the other, in constant memory.

What :func:`.reader.read` does with a text, :class:`LiveFile` does with a stream: the
set is read while it passes, so a set of 100 MB needs no more room than one of 100 KB.
"""

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .envelope import (
    HEADER_FACTS,
    NO_GROUP,
    PARTS_MAX,
    TOO_MANY,
    Group,
    number_of,
    same,
)
from .faults import fault
from .stream import interchanges
from .tokenizer import raw_segments, split_row


class LiveFile:
    """Iterate it once: yields a :class:`Part` per transaction set and per TA1.

    ``part.tree`` must be read before the next part is asked for; what is left of it is
    passed over. Once it is read, ``part.tree.issues`` says what is wrong with its
    trailer; ``issues`` of the file holds what is wrong around the sets.
    """

    def __init__(self, stream, encoding="utf-8"):
        self._stream = stream
        self._encoding = encoding
        self.issues = []
        self.parts = 0

    def __iter__(self):
        """See the class.

        :raises DecodeError: ``x12.not_x12``, ``x12.too_many_sets``.
        """
        found = interchanges(self._stream, self._encoding)
        for ordinal, (header, chunks) in enumerate(found, 1):
            for part in _Walk(self.issues, header, chunks, ordinal):
                self.parts += 1
                if self.parts + len(self.issues) > PARTS_MAX:
                    raise DecodeError("x12.too_many_sets", part.where, TOO_MANY)
                yield part


class LiveSet:
    """The body of one transaction set, once. ``issues`` and ``counted`` (segments with
    ST and SE) are complete when it was read to its end.
    """

    def __init__(self, walk, number, where):
        self.delimiters = walk.delimiters
        self.issues = []
        self.counted = 1
        self._walk, self._number, self._where = walk, number, where

    def raw(self):
        """Lists of segments as texts, see :func:`.tokenizer.raw_segments`."""
        walk, self._walk = self._walk, None
        if walk is None:
            return
        for rows in walk.body():
            self.counted += len(rows) - rows.count("")
            yield rows
        self._close(walk.trailer)

    def __iter__(self):
        element = self.delimiters.element
        for rows in self.raw():
            for row in rows:
                if row:
                    yield split_row(row, element)

    def _close(self, trailer):
        """Compare the SE with what was read; None when there is none."""
        if trailer is None:
            self.issues.append(fault("x12.se.missing", self._where, FATAL))
            return
        self.counted += 1
        stated, number = (value.strip() for value in [*trailer[1:3], "", ""][:2])
        if number_of(stated) != self.counted:
            self.issues.append(fault("x12.se01.count", f"{self._where}/SE-01"))
        if number != self._number:
            self.issues.append(fault("x12.se02.control", f"{self._where}/SE-02"))


class _Walk:
    """One interchange: rows of the file, cut into sets where an ST stands."""

    def __init__(self, issues, header, chunks, ordinal):
        self.issues = issues
        self.delimiters = header.delimiters
        self.where = f"ISA[{ordinal}]"
        self.trailer = None
        self._group, self._groups, self._outside = None, 0, 0
        self._acknowledgments = 0
        self._facts = {f"isa{n:02d}": header.element(n) for n in HEADER_FACTS}
        tags = ("SE", "ST", "GS", "GE", "IEA", "ISA")
        self._stops = tuple(tag + self.delimiters.element for tag in tags)
        self._watch = _Watch(chunks, self._stops)
        self._lists = raw_segments(self._watch, self.delimiters)
        self._rows = iter(())

    def __iter__(self):
        closed = False
        while (row := self._next()) is not None:
            elements = [value.strip() for value in row.split(self.delimiters.element)]
            if elements[0] == "ST":
                part = self._open(elements)
                yield part
                for _ in part.tree.raw():  # what nobody read
                    pass
            elif elements[0] == "TA1":
                self._acknowledgments += 1
                where = f"{self.where}/TA1[{self._acknowledgments}]"
                yield Part("TA1", [elements], where, facts=self._facts)
            elif elements[0] == "GS":
                self._open_group(elements)
            elif elements[0] == "GE":
                self._close_group(elements)
            elif elements[0] == "IEA":
                closed = True
                self._finish(elements)
        if not closed:
            self.issues.append(fault("x12.iea.missing", self.where))

    def _next(self):
        """The next segment, None at the end of the interchange."""
        while True:
            for row in self._rows:
                if row:
                    return row
            rows = next(self._lists, None)
            if rows is None:
                return None
            self._rows = iter(rows)

    def body(self):
        """Lists of rows up to the SE, or up to what shows that it is missing."""
        self.trailer = None
        rows, hot = list(self._rows), True
        while rows is not None:
            end = self._end(rows) if hot else None
            if end is not None:
                if rows[end].startswith(self._stops[0]):
                    self.trailer = rows[end].split(self.delimiters.element)
                    self._rows = iter(rows[end + 1 :])
                else:
                    self._rows = iter(rows[end:])
                if end:
                    yield rows[:end]
                return
            yield rows
            rows = next(self._lists, None)
            hot = self._watch.hot
        self._rows = iter(())

    def _end(self, rows):
        stops = self._stops
        found = (at for at, row in enumerate(rows) if row.startswith(stops))
        return next(found, None)

    def _open(self, elements):
        code, number, third = [*elements[1:4], "", "", ""][:3]
        if self._group is None:
            self._outside += 1
            where = f"{self.where}/ST[{self._outside}]"
            self.issues.append(fault("x12.gs.missing", where, WARNING))
        else:
            self._group.sets += 1
            where = f"{self._group.where}/ST[{self._group.sets}]"
        facts = self._facts | (self._group.facts() if self._group else NO_GROUP)
        facts |= {"st01": code, "st02": number, "st03": third}
        facts["delimiters"] = self.delimiters.facts()
        version = facts["gs08"] or third
        return Part(code, LiveSet(self, number, where), where, version, facts)

    def _open_group(self, elements):
        if self._group is not None:
            self.issues.append(fault("x12.ge.missing", self._group.where))
        self._groups += 1
        self._group = Group(tuple(elements), f"{self.where}/GS[{self._groups}]")

    def _close_group(self, elements):
        group, self._group = self._group, None
        if group is None:
            self.issues.append(fault("x12.ge.unexpected", self.where))
            return
        stated, number = [*elements[1:3], "", ""][:2]
        if number_of(stated) != group.sets:
            self.issues.append(fault("x12.ge01.count", f"{group.where}/GE-01"))
        if not same(number, group.element(6)):
            self.issues.append(fault("x12.ge02.control", f"{group.where}/GE-02"))

    def _finish(self, elements):
        if self._group is not None:
            self.issues.append(fault("x12.ge.missing", self._group.where))
            self._group = None
        stated, number = [*elements[1:3], "", ""][:2]
        if number_of(stated) != self._groups:
            self.issues.append(fault("x12.iea01.count", f"{self.where}/IEA-01"))
        if number != self._facts["isa13"]:
            self.issues.append(fault("x12.iea02.control", f"{self.where}/IEA-02"))


class _Watch:
    """Chunks, and ``hot``: whether a trailer or header may stand in what came of them.

    A search in the text costs a tenth of a look at each of its segments. A segment may
    begin in one chunk and end in the next, so a find heats both.
    """

    def __init__(self, chunks, stops):
        self._chunks = chunks
        self._stops = stops
        self.hot = False

    def __iter__(self):
        tail, last = "", False
        for chunk in self._chunks:
            text = tail + chunk
            found = any(stop in text for stop in self._stops)
            self.hot = found or last
            last, tail = found, chunk[-3:]
            yield chunk
        self.hot = True
