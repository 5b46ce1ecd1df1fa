"""One pattern per segment that says at once: nothing is wrong with this one.

A pattern accepts only what :mod:`.elements` finds no fault in; it may refuse what is
right but unusual, then the long way decides. Nine segments of ten are settled by one
match.
"""

import re
from functools import lru_cache

from .elements import FORMATS
from .guide import segment_guides

_DATE = (
    r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
)
#: Segments of which a file has few different ones, and each many times.
FEW = frozenset({"DTM", "DTP", "LQ", "PRV"})
SEEN_MAX = 1000
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?"


@lru_cache(maxsize=64)
def shapes(release, delimiters):
    """``{tag: function}``: whether the text of a segment is surely without fault."""
    found = {}
    for tag, guide in segment_guides(release).items():
        if not any(sign in tag for sign in delimiters.element):
            shape = re.compile(_pattern(guide, delimiters)).fullmatch
            found[tag] = Seen(shape).__getitem__ if tag in FEW else shape
    return found


class Seen(dict):
    """Segments that a pattern let pass: to find one again is a third of the price.

    A pattern lets no long text pass, so their room is bounded by their number.
    """

    def __init__(self, shape):
        super().__init__()
        self._shape = shape

    def __missing__(self, row):
        found = self._shape(row)
        if found is not None:
            if len(self) >= SEEN_MAX:
                self.clear()
            self[row] = True
        return found


def _pattern(guide, delimiters):
    separator = re.escape(delimiters.element)
    firm, barred = _by_notes(guide.notes)
    if guide.tag in FORMATS:
        kind, number = FORMATS[guide.tag]
        dated = {kind: "D8", number: _DATE}
        firm |= {kind, number}
    else:
        dated = {}
    text, forced = "", False
    for number in range(len(guide.elements), 0, -1):
        element = guide.elements[number - 1]
        if number in firm & barred and not element.mandatory:
            # What stands from here on is for the long way.
            text = "(?!)" if any(e.mandatory for e in guide.elements[number:]) else ""
            continue
        value = dated.get(number) or _value(element, delimiters)
        if number in barred:
            value = ""
        elif not (element.mandatory or number in firm):
            value = _perhaps(value)
        text = f"{separator}{value}{text}"
        forced = forced or element.mandatory or _always(guide, number)
        if not (forced or _accompanies(guide, number)):
            text = f"(?:{text}|)"
    return re.escape(guide.tag) + text


def _perhaps(value):
    """A value that may be empty. A branch is half the price of a repeated group, and
    no repetition of one sign costs anything.
    """
    if value.endswith("]{1,1}"):
        return value.removesuffix("{1,1}") + "?"
    simple = re.fullmatch(r"(\[(?:[^\]\\]|\\.)*\])\{1,([0-9]+)\}", value)
    return f"{simple[1]}{{0,{simple[2]}}}" if simple else f"(?:{value}|)"


def _always(guide, number):
    """Whether a segment must have this element, whatever else it has."""
    if guide.tag in FORMATS and number == FORMATS[guide.tag][1]:
        return True
    return any(kind == "R" and number == numbers[0] for kind, numbers in guide.notes)


def _accompanies(guide, number):
    """Whether a segment that has an earlier element must go on up to this one."""
    return any(
        min(numbers) < number <= max(numbers)
        for kind, numbers in guide.notes
        if kind == "P" or _leads(kind, numbers)
    )


def _leads(kind, numbers):
    """Whether the element of a C note stands before those that it asks for."""
    return kind == "C" and min(numbers) == numbers[0]


def _by_notes(notes):
    """Elements that must be given where a segment reaches them, or must be empty."""
    firm, barred = set(), set()
    for kind, numbers in notes:
        if kind == "P" or _leads(kind, numbers):  # all given: more than C asks for
            firm |= set(numbers)
        elif kind == "R":
            firm.add(numbers[0])
        elif kind == "E":
            barred |= set(numbers[1:])
        else:
            barred.add(numbers[0])
    return firm, barred


def _value(element, delimiters):
    if element.kind == "@":
        return _composite(element, delimiters)
    if element.codes:
        return "(?:" + "|".join(sorted(element.codes)) + ")"
    return _plain(element, delimiters)


def _composite(element, delimiters):
    """The components of a composite; the mandatory ones and what follows them."""
    if not delimiters.component:
        return _any(1, 1, delimiters)
    separator, text = re.escape(delimiters.component), ""
    for number in range(len(element.components), 0, -1):
        component = element.components[number - 1]
        value = _plain(component, delimiters)
        if not component.mandatory:
            value = _perhaps(value)
        lead = separator if number > 1 else ""
        text = f"{lead}{value}{text}"
        if number > 1 and not component.mandatory:
            text = f"(?:{text}|)"
    return text


def _plain(element, delimiters):
    least, most = element.least, element.most
    if element.kind == "R":
        whole = min(most, 12)
        if whole <= 4:
            return rf"-?[0-9]{{{least},{whole}}}"
        return rf"-?[0-9]{{{least},{whole - 4}}}(?:\.[0-9]{{1,4}}|)"
    if element.kind in ("N0", "N2"):
        return rf"-?[0-9]{{{least},{most}}}"
    if element.kind == "DT":
        return _DATE
    if element.kind == "TM":
        return _TIME
    if element.codes:
        return "(?:" + "|".join(sorted(element.codes)) + ")"
    return _any(least, most, delimiters)


def _any(least, most, delimiters):
    signs = delimiters.element + delimiters.component + delimiters.repetition
    kept = "".join(
        re.escape(chr(code)) for code in range(32, 127) if chr(code) not in signs
    )
    return rf"[{kept}]{{{least},{most}}}"
