"""One interchange while it is read: groups, sets, counts and control numbers."""

import re
from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import FATAL, NOTE, WARNING

from .faults import fault
from .functional_groups import FUNCTIONAL_GROUPS
from .scanner import Segments
from .tokenizer import count_segments, windows
from .values import read_date

#: More sets, groups and issues than this in one interchange are not believed: a small
#: file must not fill the memory.
PARTS_MAX = 20_000
TOO_MANY = "The interchange holds too many transaction sets or faults."


@dataclass(slots=True)
class Group:
    """A functional group in the making: the GS, its place, and its sets so far."""

    elements: tuple[str, ...]
    where: str
    sets: int = 0
    announced: str = ""
    numbers: set[str] = field(default_factory=set)

    def element(self, number):
        """``GS06`` and so on, empty when it is not there."""
        return _element(self.elements, number)

    def facts(self):
        """What a transaction set says about its group."""
        return {f"gs{n:02d}": self.element(n) for n in (1, 2, 3, 6, 8)}


NO_GROUP = dict.fromkeys(("gs01", "gs02", "gs03", "gs06", "gs08"))
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
HEADER_FACTS = (5, 6, 7, 8, 12, 13, 15)


class Interchange:
    """Collects the marks of one interchange into parts, issues and facts.

    ``header`` is None for a file without ISA. ``where`` paths count from one:
    ``ISA[1]/GS[1]/ST[2]``; levels that are missing in the file are left out.
    """

    def __init__(self, text, header, delimiters, ordinal):
        self.text = text
        self.header = header
        self.delimiters = delimiters
        self.where = f"ISA[{ordinal}]" if header else ""
        self.start = header.start if header else 0
        self.stop = len(text)
        self.parts, self.issues = [], []
        self.groups, self.bad_sets = [], []
        self.acknowledgments = 0
        self.trailer = None
        self.group = self.opened = None
        self._sets_outside = 0
        self._position = (self.start, 0)
        self._binary_faults = []
        self._header_facts = {
            f"isa{n:02d}": header.element(n) if header else None for n in HEADER_FACTS
        }
        for number in header.wrong if header else ():
            place = f"{self.where}/ISA-{number:02d}"
            self.issues.append(fault("x12.isa.width", place, WARNING))
        if header is not None:
            self._check_instant(header)
            if not {delimiters.element, delimiters.terminator}.isdisjoint(".-"):
                # 12.50 would be read as 12, and -5 as 5.
                self.issues.append(fault("x12.isa.separator", self.where, FATAL))

    def _check_instant(self, header):
        """ISA09 and ISA10, which a TA1 repeats."""
        if read_date(header.element(9)) is None:
            self.issues.append(fault("x12.isa.date", f"{self.where}/ISA-09", WARNING))
        if not _CLOCK.fullmatch(header.element(10)):
            self.issues.append(fault("x12.isa.time", f"{self.where}/ISA-10", WARNING))

    @property
    def binary(self):
        """Whether the interchange holds binary data, in which anything may stand."""
        tags = ("BIN" + self.delimiters.element, "BDS" + self.delimiters.element)
        return any(tag in self.text[self.start : self.stop] for tag in tags)

    def take(self, mark):
        """The next envelope segment of the text.

        :raises DecodeError: ``x12.too_many_sets``.
        """
        if len(self.parts) + len(self.groups) + len(self.issues) > PARTS_MAX:
            raise DecodeError("x12.too_many_sets", self.where, TOO_MANY)
        getattr(self, "_take_" + mark.tag.lower())(mark)

    def _take_bin(self, mark):
        self._binary_faults.append(mark.start)

    _take_bds = _take_bin

    def _take_ta1(self, mark):
        self.acknowledgments += 1
        tree = Segments(self.text, mark.start, mark.end, self.delimiters)
        where = f"{self.where}/TA1[{self.acknowledgments}]".lstrip("/")
        self.parts.append(Part("TA1", tree, where, facts=self._header_facts))

    def _take_gs(self, mark):
        self._close_set(mark.start, None)
        self._close_group(None)
        where = f"{self.where}/GS[{len(self.groups) + 1}]".lstrip("/")
        self.group = Group(mark.elements, where)
        self.groups.append(self.group)
        if self.header and self.header.element(12) != self.group.element(8)[:5]:
            self.issues.append(fault("x12.gs08.version", f"{where}/GS-08", NOTE))

    def _take_st(self, mark):
        self._close_set(mark.start, None)
        self.opened = mark

    def _take_se(self, mark):
        if self.opened is None:
            self.issues.append(fault("x12.se.unexpected", self.where))
        self._close_set(mark.start, mark)

    def _take_ge(self, mark):
        self._close_set(mark.start, None)
        if self.group is None:
            self.issues.append(fault("x12.ge.unexpected", self.where))
        self._close_group(mark)

    def _take_iea(self, mark):
        self._close_set(mark.start, None)
        self._close_group(None)
        self.trailer = mark

    def finish(self):
        """No more segments: close what is open and check the interchange trailer."""
        self._close_set(self.stop, None)
        self._close_group(None)
        if not self.header:
            return
        if self.trailer is None:
            self.issues.append(fault("x12.iea.missing", self.where))
            return
        if number_of(_element(self.trailer.elements, 1)) != len(self.groups):
            self.issues.append(fault("x12.iea01.count", f"{self.where}/IEA-01"))
        if _element(self.trailer.elements, 2) != self.header.element(13):
            self.issues.append(fault("x12.iea02.control", f"{self.where}/IEA-02"))

    def _close_group(self, trailer):
        group, self.group = self.group, None
        if group is None:
            return
        where = group.where
        if trailer is None:
            self.issues.append(fault("x12.ge.missing", where))
            return
        group.announced = _element(trailer.elements, 1)
        if number_of(group.announced) != group.sets:
            self.issues.append(fault("x12.ge01.count", f"{where}/GE-01"))
        if not same(_element(trailer.elements, 2), group.element(6)):
            self.issues.append(fault("x12.ge02.control", f"{where}/GE-02"))

    def _close_set(self, end, trailer):
        opened, self.opened = self.opened, None
        if opened is None:
            return
        body = opened.end + len(self.delimiters.terminator)
        tree = Segments(self.text, body, max(body, end), self.delimiters)
        counted = len(tree) + (1 if trailer is None else 2)
        number = _element(opened.elements, 2)
        where = self._place_of_set()
        issues = self._set_issues(opened, trailer, counted, where)
        facts = self._header_facts | (self.group.facts() if self.group else NO_GROUP)
        facts |= {
            "st01": _element(opened.elements, 1),
            "st02": number,
            "st03": _element(opened.elements, 3),
            "se01": _element(trailer.elements, 1) if trailer else None,
            "se02": _element(trailer.elements, 2) if trailer else None,
            "segments_counted": counted,
            "position": self._count_to(opened.start) + 1,
            "delimiters": self.delimiters.facts(),
        }
        version = facts["gs08"] or facts["st03"] or ""
        self.parts.append(
            Part(facts["st01"], tree, where, version, facts, tuple(issues))
        )

    def _place_of_set(self):
        if self.group is None:
            self._sets_outside += 1
            return f"{self.where}/ST[{self._sets_outside}]".lstrip("/")
        self.group.sets += 1
        return f"{self.group.where}/ST[{self.group.sets}]"

    def _set_issues(self, opened, trailer, counted, where):
        issues = [
            fault("x12.binary.length", f"{where}/BIN", WARNING)
            for place in self._binary_faults
            if place > opened.start
        ]
        self._binary_faults = []
        issues += self._group_issues(opened, where)
        number = _element(opened.elements, 2)
        if trailer is None:
            return [*issues, fault("x12.se.missing", where, FATAL)]
        stated = _element(trailer.elements, 1)
        wrong = []
        if number_of(stated) != counted:
            wrong.append(fault("x12.se01.count", f"{where}/SE-01"))
        if _element(trailer.elements, 2) != number:
            wrong.append(fault("x12.se02.control", f"{where}/SE-02"))
        if wrong:
            self.bad_sets.append([number, stated, counted])
        return issues + wrong

    def _group_issues(self, opened, where):
        if self.group is None:
            return [fault("x12.gs.missing", where, WARNING)] if self.header else []
        issues, group = [], self.group
        expected = FUNCTIONAL_GROUPS.get(_element(opened.elements, 1))
        if expected and group.element(1) != expected and group.sets == 1:
            issues.append(fault("x12.gs01.code", f"{group.where}/GS-01", WARNING))
        number = _element(opened.elements, 2)
        if number in group.numbers:
            issues.append(fault("x12.st02.duplicate", where, WARNING))
        group.numbers.add(number)
        return issues

    def _count_to(self, place):
        """Segments of this interchange before a place; asked in rising order."""
        start, count = self._position
        chunks = windows(self.text, start, place)
        count += count_segments(chunks, self.delimiters)
        self._position = (place, count)
        return count

    def facts(self):
        """What an envelope report shows about this interchange."""
        trailer = self.trailer.elements if self.trailer else ()
        return {
            "delimiters": self.delimiters.facts(),
            "isa": [element.strip() for element in self.header.elements],
            "isa11": self.header.elements[11],
            "isa_is_106_chars": self.header.fixed,
            "iea01": _element(trailer, 1) or None,
            "iea02": _element(trailer, 2) or None,
            "iea_ok": number_of(_element(trailer, 1)) == len(self.groups)
            and _element(trailer, 2) == self.header.element(13),
            "groups": [
                {
                    "gs01": group.element(1),
                    "gs06": group.element(6),
                    "gs08": group.element(8),
                    "sets": group.sets,
                    "ge01": group.announced,
                }
                for group in self.groups
            ],
            "sets": [part.code for part in self.parts if part.code != "TA1"],
            "bad_sets": self.bad_sets,
            "acknowledgments": self.acknowledgments,
            "segments": self._count_to(self.stop),
        }


def _element(elements, number):
    return elements[number] if len(elements) > number else ""


def number_of(text):
    """A count as integer; -1 for what is not a count."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def same(left, right):
    """Group control numbers are numbers: ``0042`` closes ``42``."""
    return left == right or number_of(left) == number_of(right) >= 0
