"""How the tables of this folder are written, and what they become.

A segment is a text of elements, from the first on, and of syntax notes behind ``;``::

    "N1": "M/ID2-3 O/AN1-60 O/ID1-2 O/AN2-80 O/ID2-2 O/ID2-3 ; R0203 P0304"

``M`` mandatory or ``O`` optional, the type (``AN ID R N0 N2 DT TM``, or ``@C003`` for a
composite of :data:`COMPOSITES`), shortest and longest length, ``=A,B`` the codes where
they are few and stable, ``+`` behind it for an element that may be repeated (5010).
``[O/ID2-2 O/AN1-48]*10`` stands ten times. Notes as in the standard: ``P`` all or none,
``R`` at least one, ``E`` one at most, ``C`` if the first then all, ``L`` if the first
then one of the others.

A transaction set is a text of lines in the order of the standard, indented by loop::

    BHT M 1
    +2000A M *
     HL/3=20 M 1
     PRV O 1
     +2010AA M 1
      NM1=85 M 1

``+`` opens a loop (its name, mandatory or optional, how often), the first line below is
what it begins with. ``NM1=85`` is an NM1 of which the first element is 85, ``/3`` means
the third; ``*`` is any number.
"""

import re
from dataclasses import dataclass, field

_ELEMENT = re.compile(
    r"(?P<usage>[MO])/(?:@(?P<composite>\w+)|(?P<type>AN|ID|R|N0|N2|DT|TM)"
    r"(?P<least>\d+)-(?P<most>\d+))(?:=(?P<codes>[\w,]+))?(?P<many>\+?)"
)
_REPEATED = re.compile(r"\[([^\]]+)\]\*(\d+)")
_LINE = re.compile(r"(\w+)(?:/(\d))?(?:=([\w,]+))? ([MO]) (\d+|\*)")
_LOOP = re.compile(r"\+(\w+) ([MO]) (\d+|\*)")
ANY = 10**9


@dataclass(frozen=True, slots=True)
class Element:
    """One element or component; ``components`` only of a composite."""

    mandatory: bool
    kind: str
    least: int = 0
    most: int = ANY
    codes: frozenset = frozenset()
    repeats: bool = False
    components: tuple = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """The elements of a segment and its ``notes``: letter and element numbers."""

    tag: str
    elements: tuple
    notes: tuple = ()


@dataclass(slots=True, eq=False)
class Node:
    """A line of a set: a segment at its place. ``loop`` is the one it stands in."""

    tag: str
    mandatory: bool
    most: int
    number: int = 0
    qualifiers: frozenset = frozenset()
    loop: "Loop | None" = None
    order: int = 0

    def fits(self, tag, segment):
        """Whether a segment may stand here as far as its qualifier goes."""
        if self.tag != tag:
            return False
        if not self.qualifiers:
            return True
        number = self.number
        return len(segment) > number and segment[number].strip() in self.qualifiers


@dataclass(slots=True, eq=False)
class Loop:
    """``items`` nodes and loops in order; the first is the node that begins it."""

    name: str
    mandatory: bool = True
    most: int = 1
    items: list = field(default_factory=list)
    loop: "Loop | None" = None
    order: int = 0

    @property
    def first(self):
        """The node that begins the loop."""
        return self.items[0]


def read_segment(tag, text, composites):
    """The :class:`Segment` of a line of a table."""
    body, _, notes = text.partition(";")
    return Segment(
        tag,
        tuple(_elements(body, composites)),
        tuple(_note(note) for note in notes.split()),
    )


def _elements(text, composites):
    text = _REPEATED.sub(lambda m: " ".join([m[1]] * int(m[2])), text)
    for word in text.split():
        match = _ELEMENT.fullmatch(word)
        if match is None:
            raise ValueError(word)
        components = ()
        if match["composite"]:
            components = tuple(_elements(composites[match["composite"]], composites))
        yield Element(
            match["usage"] == "M",
            match["type"] or "@",
            int(match["least"] or 0),
            int(match["most"] or ANY),
            frozenset((match["codes"] or "").split(",")) - {""},
            bool(match["many"]),
            components,
        )


def _note(word):
    numbers = tuple(int(word[at : at + 2]) for at in range(1, len(word), 2))
    return word[0], numbers


def read_set(text):
    """The outermost :class:`Loop` of a table of lines."""
    top = Loop("")
    stack = [(-1, top)]
    for line in filter(str.strip, text.splitlines()):
        depth = len(line) - len(line.lstrip())
        while stack[-1][0] >= depth:
            stack.pop()
        parent = stack[-1][1]
        item = _item(line.strip())
        item.loop, item.order = parent, len(parent.items)
        parent.items.append(item)
        if isinstance(item, Loop):
            stack.append((depth, item))
    return top


def _item(line):
    match = _LOOP.fullmatch(line)
    if match:
        return Loop(match[1], match[2] == "M", _count(match[3]))
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    codes = frozenset((match[3] or "").split(",")) - {""}
    return Node(match[1], match[4] == "M", _count(match[5]), int(match[2] or 1), codes)


def _count(text):
    return ANY if text == "*" else int(text)
