"""The separators of an interchange, read from the ISA and from nothing else."""

import re
from dataclasses import dataclass
from itertools import islice

#: Widths of ISA01 to ISA16; only this segment of X12 has fixed widths.
ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
#: Longest element that an unpadded or overfilled ISA is still read with.
ISA_ELEMENT_MAX = 40
#: How many times the letters ISA may mislead before we give up.
CANDIDATES_MAX = 1000
#: ISA11 is the repetition separator from this version on; before it is ``U``.
FIRST_WITH_REPETITION = "00402"

_ISA = re.compile(r"ISA(?![A-Za-z0-9 \r\n])")
_HEADLESS = re.compile(r"\s*(?:GS|ST)([^A-Za-z0-9\s])")
_ENVELOPE_TAGS = r"(?:GS|TA1|IEA|ISA)"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """Separators as strings: one character each, a terminator may be longer.

    ``repetition`` is empty before 00402; ``component`` is empty when ISA16 is missing.
    """

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    terminator: str = "~"

    def facts(self):
        """The four separators as stored with a part."""
        return {
            "element": self.element,
            "component": self.component,
            "repetition": self.repetition,
            "terminator": self.terminator,
        }


@dataclass(frozen=True, slots=True)
class Header:
    """A recognised ISA: ``elements`` unstripped with the tag first, ``start`` of the
    ISA and ``end`` (the place of its terminator) in the text, ``wrong`` the numbers of
    elements whose width is not the one of the standard.
    """

    delimiters: Delimiters
    elements: tuple[str, ...]
    start: int
    end: int
    wrong: tuple[int, ...] = ()

    @property
    def fixed(self):
        """Whether the ISA has the 106 characters of the standard."""
        return not self.wrong

    def element(self, number):
        """``ISA06`` and so on, without the padding."""
        return self.elements[number].strip()


def find_header(text, position=0):
    """The next ISA at or after ``position``, or None.

    The three letters alone prove nothing (``NM1*IL*1*ISAAC``): what follows must have
    the shape of an ISA.
    """
    for match in islice(_ISA.finditer(text, position), CANDIDATES_MAX):
        header = read_header(text, match.start())
        if header is not None:
            return header
    return None


def read_header(text, start):
    """The ISA that starts at ``start``, or None if this is not one."""
    separator = text[start + 3 : start + 4]
    if not separator:
        return None
    fields = text[start : start + 16 * (ISA_ELEMENT_MAX + 1) + 40].split(separator, 16)
    if len(fields) < 17 or max(map(len, fields[:16])) > ISA_ELEMENT_MAX:
        return None
    wrong = tuple(
        number
        for number, width in enumerate(ISA_WIDTHS[:15], start=1)
        if len(fields[number]) != width
    )
    if wrong and not fields[12].strip().isdigit():
        return None
    tail = fields[16]
    component, terminator = _separators(tail, separator)
    if not _plausible(separator, component, terminator):
        return None
    elements = (*fields[:16], component)
    end = start + sum(map(len, fields[:16])) + 16 + len(component)
    delimiters = Delimiters(
        separator, component, _repetition(fields[11], fields[12]), terminator
    )
    if not component:
        wrong = (*wrong, 16)
    return Header(delimiters, elements, start, end, wrong)


def _separators(tail, separator):
    """Component separator and terminator from what follows the 16th separator."""
    component, rest = tail[:1], tail[1:]
    if not rest:
        return component, "~"
    if rest[0] in "\r\n" and _ends_lines(rest, component):
        return "", component  # ISA16 was left out: what stands there ends the segment
    match = re.match(rf"(.{{1,8}}?)\s*{_ENVELOPE_TAGS}{re.escape(separator)}", rest, 16)
    if match and _is_long(match[1]):
        return component, match[1]
    return component, rest[0]


def _ends_lines(rest, component):
    """Whether the line after the ISA ends with what stands in the place of ISA16."""
    line = rest.lstrip().splitlines()[:1]
    return bool(line) and len(line[0]) > 1 and line[0].rstrip().endswith(component)


def _is_long(candidate):
    """Whether this is a terminator of several characters, not empty segments."""
    visible = "".join(candidate.split())
    return (
        len(set(visible)) > 1
        and candidate[0] == visible[0]
        and not any(map(_is_word, visible))
    )


def _plausible(separator, component, terminator):
    """Three different separators, none of which is a letter or a digit."""
    given = [item for item in (separator, component, terminator) if item]
    return len(set(given)) == len(given) and not any(map(_is_word, given))


def _is_word(item):
    """ASCII letters and digits never separate; an umlaut may."""
    return item.isascii() and item.isalnum()


def _repetition(isa11, isa12):
    """ISA11 as separator; a letter there is the old standards identifier ``U``."""
    if isa12.strip() < FIRST_WITH_REPETITION or len(isa11) != 1:
        return ""
    # Python counts the information separators 1C to 1F among the blanks.
    return "" if isa11.isalnum() or isa11 in " \t\r\n" else isa11


def is_separator(item):
    """Whether a character may be written as a separator: no word, no blank."""
    return len(item) == 1 and not item.isalnum() and item not in " -.\t"


def guess_delimiters(text):
    """Separators of a text that starts with GS or ST instead of ISA, or None."""
    match = _HEADLESS.match(text)
    if not match:
        return None
    element = match[1]
    token = rf"[^{re.escape(element)}]*?"
    count = 7 if text[match.start() :].lstrip().startswith("GS") else 1
    body = re.compile(
        rf"\s*(?:GS|ST)(?:{re.escape(element)}{token}){{{count}}}"
        rf"{re.escape(element)}[A-Za-z0-9 ]*"
        rf"(?:{re.escape(element)}[A-Za-z0-9]+)?([^A-Za-z0-9])"
    ).match(text[:2000])
    if not body or body[1] == element:
        return None
    composite = re.search(
        rf"(?:SVC|SV1|SV2|CLM){re.escape(element)}[^{re.escape(element)}]*?"
        rf"([:><|^@{{`\\])",
        text[:200_000],
    )
    component = composite[1] if composite else ":"
    if component in (element, body[1]):
        component = ""
    return Delimiters(element, component, "", body[1])
