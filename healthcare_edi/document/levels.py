"""Documents of hierarchical levels: who answers (20), who asks (21), for whom (19, 22,
23). What a level belongs to is said by HL02 alone, never by the order of the levels.
"""

from datetime import datetime, time, timezone

from odoo.addons.healthcare_integration_base.canonical import Party
from odoo.addons.healthcare_integration_base.issue import ERROR, WARNING

from .hierarchy import Hierarchy
from .reading import Reading, text
from .vocabulary import party_qualifier, read_party
from .writing import words

SOURCE, RECEIVER, PROVIDER = "20", "21", "19"
SUBSCRIBER, DEPENDENT, PATIENT = "22", "23", "PT"
#: How many digits a time of day may have (element 337); parts of a second are left out.
CLOCKS = (4, 6, 7, 8)


class LevelReading(Reading):
    """One set of levels. A document gives ``parents``: for each HL03 of its guide the
    HL03 that may stand above it, an empty one for none.
    """

    parents = {}

    def __init__(self, part):
        super().__init__(part)
        self.levels = Hierarchy(self)

    def gather(self):
        """Take every segment of the set and link the levels."""
        for segment in self.segments():
            self.levels.take(segment)
        self.levels.link()
        for level in self.levels.levels:
            self._check(level)
        if not self.levels.levels:
            self.missing("HL")

    def _check(self, level):
        allowed = self.parents.get(level.code)
        if allowed is None:
            self.report("x12.hl.code", ["HL"], 3, WARNING, level.where)
        elif level.above is None:
            if "" not in allowed and not level.parent:
                self.report("x12.hl.parent", ["HL"], None, WARNING, level.where)
        elif level.above.code not in allowed:
            self.report("x12.hl.level", ["HL"], 2, WARNING, level.where)

    def header(self):
        """``reference`` and ``created_at`` of the BHT, and its purpose (BHT02)."""
        rows = [row for row in self.levels.head if row[1][0] == "BHT"]
        if not rows:
            self.missing("BHT", ERROR)
            return {"reference": "", "created_at": None}, ""
        where, segment = rows[0]
        return {
            "reference": self.mandatory(segment, 3, WARNING, where),
            "created_at": read_instant(self, segment, 4, 5, where),
        }, text(segment, 2)

    def groups(self):
        """``(source, receiver, levels)`` for every receiver, in the order of the file.

        A source that no receiver belongs to is a group of its own. What belongs to
        nobody goes to the receiver of the set if there is only one, else it is a group
        of its own. Source and receiver are levels or None.
        """
        found, sources = {}, set()
        for level in self.levels.levels:
            source, receiver = above(level, SOURCE), above(level, RECEIVER)
            if level is source:
                continue
            sources.add(id(source))
            key = (id(source), id(receiver))
            found.setdefault(key, (source, receiver, []))[2].append(level)
        lonely = [
            (level, None, [])
            for level in self.levels.levels
            if level.code == SOURCE and id(level) not in sources
        ]
        return [*self._adopted(list(found.values())), *lonely]

    def _adopted(self, groups):
        """The groups; what belongs to nobody with the only receiver, in file order."""
        known = [group for group in groups if group[1] is not None]
        if len(known) != 1 or len(groups) == 1:
            return groups
        source, receiver, _levels = known[0]
        if any(group[0] not in (None, source) for group in groups):
            return groups
        ours = {id(level) for group in groups for level in group[2]}
        levels = [level for level in self.levels.levels if id(level) in ours]
        return [(source, receiver, levels)]

    def saying(self, documents, fields, tag):
        """The result: documents with something in one of ``fields``.

        If there is none, ``tag`` is reported as missing and the first one is kept.
        """
        said = [
            document
            for document in documents
            if any(getattr(document, field) for field in fields)
        ]
        if not said:
            self.missing(tag, ERROR)
        return self.result(*(said or documents[:1]))

    def period(self, segment, where):
        """First and last day of a DTP (D8, RD8 or DT); None for what is not stated."""
        first, _, last = text(segment, 3).partition("-")
        if text(segment, 2) == "DT":
            first = first[:8]
        day = self.date([*segment[:3], first], 3, place=where)
        if not last or last == first:
            return day, day
        return day, self.date([*segment[:3], last], 3, place=where)


def above(level, code):
    """The nearest level of this kind on the way up, beginning with ``level``."""
    for found in level.ancestors():
        if found.code == code:
            return found
    return None


def read_instant(reading, segment, day_number, clock_number, place=None):
    """A date and a time of day as instant in UTC; None without a time."""
    day = reading.date(segment, day_number, place=place)
    clock = text(segment, clock_number)
    if day is None or not clock:
        return None
    try:
        if len(clock) not in CLOCKS or not (clock.isascii() and clock.isdigit()):
            raise ValueError
        moment = time(int(clock[:2]), int(clock[2:4]), int(clock[4:6] or 0))
    except ValueError:
        reading.report("x12.date", segment, clock_number, WARNING, place)
        return None
    return datetime.combine(day, moment, timezone.utc)


def write_instant(instant):
    """Date and time of day of an instant in UTC, as the two elements of a BHT."""
    if instant is None:
        return None, ""
    instant = instant.astimezone(timezone.utc)
    return instant.date(), instant.strftime("%H%M%S" if instant.second else "%H%M")


def read_organisation(segment):
    """An NM1 as party; of a person only the number."""
    party = read_party(segment, 3, 8, 9)
    if text(segment, 2) != "2":
        return Party(party.identifier, party.scheme)
    return party


def party_of(level, roles):
    """The first NM1 of these roles in a level, and its role; empty ones without."""
    for _where, segment in level.segments if level else ():
        if segment[0] == "NM1" and text(segment, 1) in roles:
            return read_organisation(segment), text(segment, 1)
    return Party(), ""


def write_name(writing, role, party, default="92"):
    """The NM1 of a party; without a name it may be a person."""
    qualifier = party_qualifier(party)
    writing.add(
        "NM1",
        role,
        "2" if party.name else "1",
        words(party.name, 60),
        *[""] * 4,
        default if party.identifier and not party.scheme else qualifier,
        party.identifier,
    )


class LevelWriting:
    """Numbers the levels of a set in the making."""

    def __init__(self, writing):
        self.writing = writing
        self._count = 0

    def open(self, code, parent="", children=None):
        """Add an HL; ``children`` says whether levels follow below, None leaves out.

        :return: its number, the ``parent`` of those levels.
        """
        self._count += 1
        flag = "" if children is None else str(int(bool(children)))
        self.writing.add("HL", str(self._count), parent, code, flag)
        return str(self._count)
