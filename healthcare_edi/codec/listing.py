"""An interchange of any syntax as rows of segments, each with its place."""

import io
import re
from itertools import islice
from typing import NamedTuple

from .edifact import stream as edifact
from .hl7 import reader as hl7
from .x12 import stream as x12

OPENING = {"x12": ("ISA", "GS", "ST"), "edifact": ("UNB", "UNG", "UNH")}
CLOSING = {
    **{"SE": "ST", "GE": "GS", "IEA": "ISA"},
    **{"UNT": "UNH", "UNE": "UNG", "UNZ": "UNB"},
}
SERVICE = frozenset(
    (*OPENING["x12"], *OPENING["edifact"], *CLOSING, "MSH", "BHS", "FHS")
)
SECRET = {"ISA": (2, 4), "UNB": (6,), "MSH": (8,), "BHS": (8,), "FHS": (8,)}
"""Elements of service segments that hold passwords."""
_STEP = re.compile(r"([A-Z0-9]{2,3})\[([0-9]+)\]")
_ELEMENT = re.compile(r"([A-Z][A-Z0-9]{1,2})-([0-9]+)")


class Row(NamedTuple):
    """One segment: ``elements`` as strings with the tag first, ``place`` of its set,
    ``number`` among the segments of its tag there, ``depth`` 0 to 3.
    """

    place: str
    tag: str
    number: int
    elements: tuple[str, ...]
    separator: str
    depth: int

    @property
    def where(self):
        """Its place as a person reads it."""
        if self.tag in SERVICE:
            own = self.tag in CLOSING
            return f"{self.place}/{self.tag}" if own else self.place
        return f"{self.place}/{self.tag}[{self.number}]"

    @property
    def key(self):
        """What an issue names it by."""
        return (self.place, self.tag, self.number)


def rows(codec, payload, limit):
    """Yield at most ``limit`` :class:`Row` of a payload, in order.

    :raises DecodeError: the bytes are not this syntax.
    """
    reader = {"x12": _x12, "edifact": _edifact, "hl7": _hl7}[codec]
    return islice(reader(io.BytesIO(payload)), limit)


def _x12(stream):
    found = (
        (tuple(segment), delimiters.element)
        for delimiters, segment in x12.iterate(stream)
    )
    return _placed(found, OPENING["x12"])


def _edifact(stream):
    found = (
        (_flat(segment, delimiters), delimiters.element)
        for delimiters, segment in edifact.iterate(stream)
    )
    return _placed(found, OPENING["edifact"])


def _flat(segment, delimiters):
    tag, *elements = segment
    joined = []
    for element in elements:
        occurrences = [element, *getattr(element, "more", ())]
        joined.append(
            (delimiters.repetition or " ").join(
                delimiters.component.join(row) for row in occurrences
            )
        )
    return (tag, *joined)


def _hl7(stream):
    for part in hl7.iterate(stream):
        counts = {}
        separator = part.tree.delimiters.field
        for segment in part.tree:
            tag, *elements = segment
            if tag == "MSH":
                elements = elements[1:]
            counts[tag] = counts.get(tag, 0) + 1
            depth = 0 if tag == "MSH" else 1
            yield Row(part.where, tag, counts[tag], (tag, *elements), separator, depth)


def _placed(segments, opening):
    """Rows with places: how many of each level were opened, how many of each tag."""
    path, opened, counts = [], {}, {}
    for elements, separator in segments:
        tag = elements[0]
        if tag in opening:
            level = opening.index(tag)
            path = [step for step in path if opening.index(step[0]) < level]
            parent = _place(path)
            opened[parent, tag] = opened.get((parent, tag), 0) + 1
            path.append((tag, opened[parent, tag]))
            counts = {}
        close = CLOSING.get(tag)
        if close:
            level = opening.index(close)
            path = [step for step in path if opening.index(step[0]) <= level]
        counts[tag] = number = 1 if close else counts.get(tag, 0) + 1
        depth = len(path) - 1 if tag in opening or close else len(path)
        yield Row(_place(path), tag, number, elements, separator, max(depth, 0))


def _place(path):
    return "/".join(f"{tag}[{number}]" for tag, number in path)


def key_of(where, codec):
    """``(key, element number)`` of the segment that an issue's place names."""
    envelope, segment, element = [], None, None
    levels = OPENING.get(codec, ("FHS", "BHS", "MSH"))
    for step in where.split("/"):
        match = _STEP.fullmatch(step)
        if match and match[1] in levels:
            envelope.append(step)
        elif match:
            segment = (match[1], int(match[2]))
        else:
            match = _ELEMENT.match(step)
            element = (match[1], int(match[2])) if match else element
    place = "/".join(envelope)
    if element and (segment is None or segment[0] != element[0]):
        return (place, element[0], 1), element[1]
    if segment:
        return (place, *segment), element[1] if element else None
    tag = _STEP.fullmatch(envelope[-1])[1] if envelope else ""
    return (place, tag, 1), None
