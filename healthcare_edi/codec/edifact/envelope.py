"""One interchange while it is read: groups, messages, counts and references."""

from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .delimiters import part_of
from .faults import fault
from .scanner import Segments
from .splitting import count_segments, windows
from .text import foreign_character

#: More messages, groups and issues than this in one interchange are not believed: a
#: small file must not fill the memory.
PARTS_MAX = 20_000
TOO_MANY = "The interchange holds too many messages or faults."

#: Facts of a part: name -> (element, component) of the segment.
UNB_FACTS = {
    "unb01": (1, 1),
    "unb01_2": (1, 2),
    "unb02": (2, 1),
    "unb02_2": (2, 2),
    "unb02_3": (2, 3),
    "unb03": (3, 1),
    "unb03_2": (3, 2),
    "unb03_3": (3, 3),
    "unb04": (4, 1),
    "unb04_2": (4, 2),
    "unb05": (5, 1),
    "unb07": (7, 1),
    "unb09": (9, 1),
    "unb11": (11, 1),
}
UNG_FACTS = {
    "ung01": (1, 1),
    "ung02": (2, 1),
    "ung02_2": (2, 2),
    "ung03": (3, 1),
    "ung03_2": (3, 2),
    "ung05": (5, 1),
}


@dataclass(slots=True)
class Group:
    """A group in the making: the UNG, its place, and its messages so far."""

    segment: list
    where: str
    messages: int = 0
    announced: str = ""
    types: set[str] = field(default_factory=set)


class Interchange:
    """Collects the marks of one interchange into parts, issues and facts.

    ``header`` is None for a file without UNB. ``where`` paths count from one:
    ``UNB[1]/UNG[1]/UNH[2]``; levels that are missing in the file are left out.
    """

    def __init__(self, text, header, delimiters, ordinal):
        self.text = text
        self.header = header
        self.delimiters = delimiters
        self.where = f"UNB[{ordinal}]" if header else ""
        self.start = header.start if header else 0
        self.stop = len(text)
        self.parts, self.issues = [], []
        self.groups, self.bad_messages = [], []
        self.trailer = None
        self.group = self.opened = None
        self.outside = 0
        self.package = False
        self.references = set()
        self._covered = header.end if header else 0
        self._position = (header.begin if header else 0, 0)
        segment = header.segment if header else []
        self._facts = _facts(UNB_FACTS, segment)
        self._foreign = foreign_character(self._facts["unb01"].upper(), delimiters)
        self._check_header()

    def _check_header(self):
        if self.header is None:
            return
        for code in self.header.codes:
            self.issues.append(fault(code, self.where, WARNING))
        facts = self._facts
        for number in ("02", "03"):
            if not facts[f"unb{number}"]:
                place = f"{self.where}/UNB-{number}"
                self.issues.append(fault("edifact.unb.party", place, WARNING))
        if not facts["unb05"]:
            self.issues.append(fault("edifact.unb05.missing", f"{self.where}/UNB-05"))

    def take(self, mark):
        """The next service segment of the text.

        :raises DecodeError: ``edifact.too_many_messages``.
        """
        if len(self.parts) + len(self.groups) + len(self.issues) > PARTS_MAX:
            raise DecodeError("edifact.too_many_messages", self.where, TOO_MANY)
        if self.package and mark.tag not in ("UNP", "UNZ"):
            return  # inside of an object, whose data may look like anything
        if self.opened is None and not self.package:
            self._check_gap(mark.after)
        getattr(self, "_take_" + mark.tag.lower())(mark)
        self._covered = mark.end

    def _check_gap(self, stop):
        """Nothing but blanks may stand between a trailer and the next header."""
        gap = self.text[self._covered : stop].strip(
            self.delimiters.terminator + " \t\r\n"
        )
        if gap:
            self.issues.append(fault("edifact.outside", self.where))

    def _take_ung(self, mark):
        self._close_message(mark.after, None)
        self._close_group(None)
        where = f"{self.where}/UNG[{len(self.groups) + 1}]".lstrip("/")
        self.group = Group(mark.segment, where)
        self.groups.append(self.group)

    def _take_unh(self, mark):
        self._close_message(mark.after, None)
        self.opened = mark

    def _take_unt(self, mark):
        if self.opened is None:
            self.issues.append(fault("edifact.unt.unexpected", self.where))
        self._close_message(mark.after, mark)

    def _take_une(self, mark):
        self._close_message(mark.after, None)
        if self.group is None:
            self.issues.append(fault("edifact.une.unexpected", self.where))
        self._close_group(mark)

    def _take_uno(self, mark):
        self._close_message(mark.after, None)
        self.issues.append(fault("edifact.object", self.where))
        self.package = True

    def _take_unp(self, mark):
        self._close_message(mark.after, None)
        self.package = False

    def _take_unz(self, mark):
        self._close_message(mark.after, None)
        self._close_group(None)
        self.trailer = mark

    def finish(self):
        """No more segments: close what is open and check the interchange trailer."""
        self._close_message(self.stop, None)
        self._close_group(None)
        if not self.header:
            return
        if self.groups and self.outside:
            self.issues.append(fault("edifact.mixed", self.where, WARNING))
        if not self.parts:
            self.issues.append(fault("edifact.unb.empty", self.where, WARNING))
        if self.trailer is None:
            self.issues.append(fault("edifact.unz.missing", self.where))
            return
        if not self._count_is_right():
            self.issues.append(fault("edifact.unz01.count", f"{self.where}/UNZ-01"))
        if part_of(self.trailer.segment, 2) != self._facts["unb05"]:
            self.issues.append(fault("edifact.unz02.control", f"{self.where}/UNZ-02"))

    def _count_is_right(self):
        """UNZ01 counts the groups if there are any, else the messages."""
        stated = _number(part_of(self.trailer.segment, 1))
        return stated == (len(self.groups) + self.outside)

    def _close_group(self, trailer):
        group, self.group = self.group, None
        if group is None:
            return
        if trailer is None:
            self.issues.append(fault("edifact.une.missing", group.where))
            return
        group.announced = part_of(trailer.segment, 1)
        if _number(group.announced) != group.messages:
            self.issues.append(fault("edifact.une01.count", f"{group.where}/UNE-01"))
        if part_of(trailer.segment, 2) != part_of(group.segment, 5):
            self.issues.append(fault("edifact.une02.control", f"{group.where}/UNE-02"))
        if group.types - {part_of(group.segment, 1)}:
            place = f"{group.where}/UNG-01"
            self.issues.append(fault("edifact.ung01.type", place, WARNING))

    def _close_message(self, end, trailer):
        opened, self.opened = self.opened, None
        if opened is None:
            return
        body = opened.end + len(self.delimiters.terminator)
        tree = Segments(self.text, body, max(body, end), self.delimiters)
        counted = len(tree) + (1 if trailer is None else 2)
        kind = part_of(opened.segment, 2)
        where = self._place_of_message(kind)
        issues = self._issues(opened, trailer, counted, where, max(body, end))
        group = self.group.segment if self.group else []
        facts = self._facts | _facts(UNG_FACTS, group, None if not group else "")
        identifier = opened.segment[2] if len(opened.segment) > 2 else []
        version = ":".join(identifier[1:5]).rstrip(":")
        facts |= {
            "unh01": part_of(opened.segment, 1),
            "unh02": kind,
            "unh03": part_of(opened.segment, 3),
            "version": version,
            "unt01": part_of(trailer.segment, 1) if trailer else None,
            "unt02": part_of(trailer.segment, 2) if trailer else None,
            "segments_counted": counted,
            "position": self._count_to(opened.start) + 1,
            "delimiters": self.delimiters.facts(),
        }
        self.parts.append(Part(kind, tree, where, version, facts, tuple(issues)))

    def _place_of_message(self, kind):
        if self.group is None:
            self.outside += 1
            return f"{self.where}/UNH[{self.outside}]".lstrip("/")
        self.group.messages += 1
        self.group.types.add(kind)
        return f"{self.group.where}/UNH[{self.group.messages}]"

    def _issues(self, opened, trailer, counted, where, end):
        issues = []
        reference = part_of(opened.segment, 1)
        key = (reference, self.group.where if self.group else "")
        if not reference:
            issues.append(fault("edifact.unh01.missing", f"{where}/UNH-01", WARNING))
        elif key in self.references:
            issues.append(fault("edifact.unh.duplicate", where, WARNING))
        self.references.add(key)
        if not part_of(opened.segment, 2):
            issues.append(fault("edifact.unh02.missing", f"{where}/UNH-02"))
        if self._foreign.search(self.text, opened.start, end):
            issues.append(fault("edifact.character", where, WARNING))
        if trailer is None:
            return [*issues, fault("edifact.unt.missing", where, FATAL)]
        stated = part_of(trailer.segment, 1)
        wrong = []
        if _number(stated) != counted:
            wrong.append(fault("edifact.unt01.count", f"{where}/UNT-01", ERROR))
        if part_of(trailer.segment, 2) != reference:
            wrong.append(fault("edifact.unt02.control", f"{where}/UNT-02", ERROR))
        if wrong:
            self.bad_messages.append([reference, stated, counted])
        return issues + wrong

    def _count_to(self, place):
        """Segments of this interchange before a place; asked in rising order."""
        start, count = self._position
        count += count_segments(windows(self.text, start, place), self.delimiters)
        self._position = (place, count)
        return count

    def facts(self):
        """What an envelope report shows about this interchange."""
        trailer = self.trailer.segment if self.trailer else []
        return self._facts | {
            "delimiters": self.delimiters.facts(),
            "una": self.header.una,
            "unz01": part_of(trailer, 1) or None,
            "unz02": part_of(trailer, 2) or None,
            "unz_ok": self.trailer is not None
            and self._count_is_right()
            and part_of(trailer, 2) == self._facts["unb05"],
            "groups": [
                {
                    "ung01": part_of(group.segment, 1),
                    "ung05": part_of(group.segment, 5),
                    "messages": group.messages,
                    "une01": group.announced,
                }
                for group in self.groups
            ],
            "messages": [part.code for part in self.parts],
            "bad_messages": self.bad_messages,
            "segments": self._count_to(self.stop),
        }


def _facts(names, segment, missing=""):
    if missing is None:
        return dict.fromkeys(names)
    return {name: part_of(segment, *place) for name, place in names.items()}


def _number(text):
    """A count as integer; -1 for what is not a count."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1
