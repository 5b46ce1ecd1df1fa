"""The service characters of an interchange: from its UNA, else from its UNB."""

import re
from dataclasses import dataclass
from itertools import islice

from .splitting import find_end, split_segment

#: How many times the letters UNB may mislead before we give up.
CANDIDATES_MAX = 1000
#: A UNB longer than this is none.
HEADER_MAX = 2000

#: Blanks: not ``\\s``, for which the separators of level B (1C to 1F) are blanks too.
BLANK = r"[ \t\r\n]"
_SIGN = r"[^A-Za-z0-9]"
_START = re.compile(r"UNA|(?<![A-Za-z0-9])UNB(?=[^A-Za-z0-9])")
_ADVICES = (
    re.compile(rf"UNA({_SIGN}{{6}}){BLANK}*UNB", re.DOTALL),
    re.compile(rf"UNA({_SIGN}{{5}}){BLANK}*UNB", re.DOTALL),
)
_HEADLESS = re.compile(
    rf"{BLANK}*(?:UNA([^A-Za-z0-9]{{6}}){BLANK}*)?(?:UNG|UNH)([^A-Za-z0-9 \t\r\n])"
)


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The service characters, one character each.

    ``release`` is empty where the UNA has a blank; ``repetition`` is empty before
    syntax version 4. ``decimal`` is the mark that is written; on reading the other one
    is reported.
    """

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"

    def facts(self):
        """The characters as stored with a part."""
        return {
            "component": self.component,
            "element": self.element,
            "decimal": self.decimal,
            "release": self.release,
            "repetition": self.repetition,
            "terminator": self.terminator,
        }


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised UNB: its ``segment``, ``start`` of the UNA or UNB, ``begin`` of the
    UNB and ``end`` (the place of its terminator) in the text, ``codes`` of what should
    be reported.
    """

    delimiters: Delimiters
    segment: list
    start: int
    begin: int
    end: int
    codes: tuple[str, ...] = ()

    @property
    def una(self):
        """Whether a UNA stands before it."""
        return self.start != self.begin

    def element(self, number, component=1):
        """``UNB02`` and its components, empty when it is not there."""
        return part_of(self.segment, number, component)


def part_of(segment, number, component=1):
    """A component of a segment without blanks, empty when it is not there."""
    if len(segment) <= number or len(segment[number]) < component:
        return ""
    return segment[number][component - 1].strip()


def find_header(text, position=0):
    """The next UNA or UNB at or after ``position`` that begins an interchange, or None.

    The three letters alone prove nothing: what follows must have the shape of a header.
    """
    for match in islice(_START.finditer(text, position), CANDIDATES_MAX):
        header = _read_header(text, match.start())
        if header is not None:
            return header
    return None


def _read_header(text, start):
    if text.startswith("UNA", start):
        found = _advice(text, start)
        if found is None:
            return None
        delimiters, begin, codes = found
    else:
        begin, codes = start, ()
        delimiters = _from_unb(text, begin)
        if delimiters is None:
            return None
        if delimiters != Delimiters():
            codes = ("edifact.una.missing",)
    end = find_end(text, begin, begin + HEADER_MAX, delimiters)
    row = text[begin : begin + HEADER_MAX if end < 0 else end]
    if not row.startswith("UNB" + delimiters.element):
        return None
    segment = split_segment(row, delimiters)
    delimiters = _with_repetition(delimiters, segment, start != begin)
    return Header(delimiters, segment, start, begin, begin + len(row), codes)


def _advice(text, start):
    """``(delimiters, start of UNB, codes)`` of the UNA at ``start``, or None."""
    for pattern in _ADVICES:
        match = pattern.match(text, start)
        if match is None:
            continue
        signs, codes = match[1], ()
        if len(signs) == 6 and signs[5] in "\r\n" and signs[4] not in " *":
            signs = signs[:5]  # a UNA of five characters at the end of its line
        if len(signs) == 5:
            signs, codes = signs[:4] + " " + signs[4], ("edifact.una.length",)
        delimiters = delimiters_of(signs)
        if delimiters is None:
            return None
        return delimiters, text.index("UNB", start + 3), codes
    return None


def delimiters_of(signs):
    """The six characters of a UNA, or None when they cannot separate anything."""
    component, element, decimal, release, reserved, terminator = signs
    separators = (component, element, terminator)
    if len(set(separators)) < 3 or decimal in separators:
        return None
    mark = decimal if decimal in ".," else "."
    if release == mark or "-" in (release, *separators):
        # A release character is dropped: 12.50 would be read as 1250, and -5 as 5.
        return None
    if terminator == "\r":
        terminator = "\n"  # CR LF: the line feed ends it, the rest is stripped
    return Delimiters(
        component,
        element,
        mark,
        "" if release.isspace() or release in separators else release,
        "" if reserved.isspace() or reserved in (*separators, release) else reserved,
        terminator,
    )


def _with_repetition(delimiters, segment, una):
    """The repetition character counts from syntax version 4 on only.

    Other sets than those of ISO 9735 (``IATA``) use what their UNA says in any version.
    A blank in the UNA means none; ``*`` is the default where no UNA stands.
    """
    name, version = part_of(segment, 1), part_of(segment, 1, 2)
    if delimiters.repetition and version[:1] < "4" and name.upper().startswith("UNO"):
        return _replaced(delimiters, "")
    if not una and version[:1] == "4":
        taken = (delimiters.component, delimiters.element, delimiters.terminator)
        return _replaced(delimiters, "" if "*" in taken else "*")
    return delimiters


def _replaced(delimiters, repetition):
    return Delimiters(
        delimiters.component,
        delimiters.element,
        delimiters.decimal,
        delimiters.release,
        repetition,
        delimiters.terminator,
    )


def _from_unb(text, start):
    """The separators of a UNB without UNA: the standard ones, or those it shows."""
    head = text[start : start + HEADER_MAX]
    shape = re.match(
        r"UNB([^A-Za-z0-9 \r\n])[A-Za-z]{3,4}[A-Za-z0-9]?([^A-Za-z0-9 \r\n])", head
    )
    if shape is None or shape[1] == shape[2]:
        return None
    element, component = shape[1], shape[2]
    release = "?" if "?" not in (element, component) else ""
    return Delimiters(
        component, element, ".", release, "", _terminator(head, element, component)
    )


def _terminator(head, element, component):
    """What stands before the segment after the UNB."""
    following = re.search(
        rf"([^A-Za-z0-9]?)({BLANK}*)UN[HGZ](?={re.escape(element)})", head[3:]
    )
    if following is None:
        return "'"
    sign, blank = following[1], following[2]
    if sign and sign in " \t\r\n":
        sign, blank = "", sign + blank
    if sign and (sign not in (element, component) or not blank):
        return "'" if sign in (element, component) else sign
    return "\n" if "\n" in blank else "\r" if "\r" in blank else "'"


def guess_delimiters(text):
    """Separators of a text that starts with UNG or UNH instead of UNB, or None."""
    match = _HEADLESS.match(text)
    if match is None:
        return None
    if match[1]:
        return delimiters_of(match[1])
    if match[2] == "+":
        return Delimiters()
    component = re.search(r"[^A-Za-z0-9]", text[match.end() :][:40])
    if component is None:
        return None
    rest = text[match.end() : match.end() + 200]
    signs = re.findall(r"[A-Z]{5,6}([^A-Za-z0-9])[A-Z0-9]{1,3}\1", rest)
    if not signs or signs[0] == match[2]:
        return None
    return Delimiters(component=signs[0], element=match[2])
