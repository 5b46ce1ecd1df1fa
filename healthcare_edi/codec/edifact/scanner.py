"""The service segments of a text with their places, without splitting the rest.

A pattern search finds UNA, UNB, UNG, UNH, UNT, UNE, UNZ, UNO and UNP; the bodies of the
messages stay slices of the text and are split when somebody reads them.
"""

import re
from dataclasses import dataclass

from .delimiters import BLANK
from .splitting import (
    count_segments,
    find_end,
    is_released_at,
    split_segment,
    tokenize,
    windows,
)

_TAGS = "UNB|UNG|UNH|UNT|UNE|UNZ|UNO|UNP"
#: Characters of a service segment that are looked at.
SERVICE_MAX = 2000


@dataclass(frozen=True, slots=True)
class Mark:
    """A service segment: its split ``segment``, ``start`` and ``end`` (the place of its
    terminator) in the text, ``after`` the end of the segment before it.
    """

    tag: str
    segment: list
    start: int
    end: int
    after: int


class Segments:
    """The body of one message: iterate it as often as you like.

    Yields segments as :func:`.splitting.tokenize` does. Holds the text of the file and
    two places in it, no list of segments.
    """

    __slots__ = ("_end", "_start", "_text", "delimiters")

    def __init__(self, text, start, end, delimiters):
        self._text = text
        self._start = start
        self._end = end
        self.delimiters = delimiters

    @property
    def span(self):
        """``(text, start, end)``: the text of the file and where the body stands."""
        return self._text, self._start, self._end

    def __iter__(self):
        return tokenize(windows(self._text, self._start, self._end), self.delimiters)

    def __len__(self):
        chunks = windows(self._text, self._start, self._end)
        return count_segments(chunks, self.delimiters)


def scan(text, position, delimiters, inclusive=False):
    """Yield the :class:`Mark` rows after the terminator at ``position``.

    ``inclusive`` starts with the segment at ``position`` itself (a file without UNB).
    The tag ``UNA`` marks the advice of another interchange; it has no segment.
    """
    terminator = delimiters.terminator
    # Not the terminator itself, even if it is a line break: else a run of empty lines
    # would be looked through again from each of its lines.
    blank = BLANK + "*"
    if terminator in "\r\n":
        blank = rf"(?:(?!{re.escape(terminator)}){BLANK})*"
    element = re.escape(delimiters.element)
    ends = rf"(?={element}|{re.escape(terminator)})"
    header = rf"(UNA)(?=.{{5,6}}{BLANK}*UNB)|(UNB)(?=[^A-Za-z0-9])"
    lead = rf"{blank}(?:({_TAGS}){ends}|{header})"
    if inclusive:
        first = re.compile(lead, re.DOTALL).match(text, position)
        if first:
            mark = _mark(text, first, delimiters, position)
            yield mark
            position = mark.end
    pattern = re.compile(re.escape(terminator) + lead, re.DOTALL)
    last = position
    match = pattern.search(text, position)
    while match:
        if is_released_at(text, match.start(), last, delimiters.release):
            match = pattern.search(text, match.start() + 1)
            continue
        mark = _mark(text, match, delimiters, match.start())
        yield mark
        last = mark.end
        match = pattern.search(text, mark.end)


def _mark(text, match, delimiters, after):
    if match[1] is None:
        start = match.start(match.lastindex)
        return Mark("UNA", [], start, start, after)
    start = match.start(1)
    end = find_end(text, start, len(text), delimiters)
    end = len(text) if end < 0 else end
    row = text[start : min(end, start + SERVICE_MAX)]
    segment = split_segment(row, delimiters)
    return Mark(match[1], segment, start, end, after)
