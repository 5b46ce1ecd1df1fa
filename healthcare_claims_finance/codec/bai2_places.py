"""Places in a BAI2 file (``02[1]/03[2]/16[5]/16-02``) and what of it may be shown."""

import re

from .bai2_records import lines_of, records
from .bai2_tables import ACCOUNT, CONTINUATION, GROUP_HEAD, TAGS

_STEP = re.compile(r"(01|02|03|16|49|98|99)(?:\[([0-9]{1,9})\])?")
_FIELD = re.compile(r"(01|02|03|16|49|98|99)-([0-9]{1,3})")
_HARMLESS = re.compile(r"[+-]?[0-9]{1,15}|[A-Z]{3}|[0-9ZSVD]|")
#: Fields of the first line of a record that hold codes and amounts.
_PLAIN = {"03": (2, 99), "16": (1, 3), "49": (1, 2), "98": (1, 3), "99": (1, 3)}


def find(text, where):
    """``(start, end)`` of the record or field at a place; None without it."""
    steps = where.split("/")
    wanted = [
        (match[1], int(match[2] or 1)) for match in map(_STEP.fullmatch, steps) if match
    ]
    if not wanted:
        return None
    record = _record(records(lines_of(text)), wanted)
    if record is None:
        return None
    field = _FIELD.fullmatch(steps[-1])
    if field and field[1] == record.tag:
        return _field(text, record, int(field[2])) or (record.start, record.end)
    return record.start, record.end


def _record(found, wanted):
    """Follow the steps; every step counts its records within the step before it."""
    level, count, known = 0, 0, None
    for record in found:
        tag, number = wanted[level]
        if level and record.tag in _ABOVE.get(tag, ()):
            return known
        if record.tag != tag:
            continue
        count += 1
        if count == number:
            known, count = record, 0
            level += 1
            if level == len(wanted):
                return record
    return known


#: Records that end the search for a tag: what they belong to is over.
_ABOVE = {
    "03": (GROUP_HEAD, "98"),
    "16": (ACCOUNT, "49", GROUP_HEAD),
    "49": (GROUP_HEAD, "98", ACCOUNT),
    "98": (GROUP_HEAD,),
}


def _field(text, record, number):
    """Where field ``number`` (the tag is 0) stands; a field may be on any line."""
    position = record.start
    for line in text[record.start : record.end].splitlines(keepends=True):
        bare = line.strip().rstrip("/")
        values = bare.split(",")
        if values[0].strip() in TAGS:
            del values[0]
            position_of = line.find(",") + 1
        else:
            position_of = 0
        for value in values:
            number -= 1
            if not number:
                start = position + position_of
                return start, start + len(value)
            position_of += len(value) + 1
        position += len(line)
    return None


def veil(text, mask):
    """A record without what may name somebody: codes and amounts stay."""
    return "\n".join(_veiled(line, mask) for line in text.splitlines())


def _veiled(line, mask):
    tag, separator, rest = line.partition(",")
    if not separator:
        return line if _HARMLESS.fullmatch(line.strip()) else mask(line)
    first, last = _PLAIN.get(tag.strip(), (0, 0))
    shown = [
        value
        if tag.strip() != CONTINUATION
        and first <= number <= last
        and _HARMLESS.fullmatch(value.strip("/ "))
        else mask(value)
        for number, value in enumerate(rest.split(","), start=1)
    ]
    return ",".join([tag, *shown])
