"""The envelope segments of a text with their places, without splitting the rest.

A pattern search over the text finds ISA, GS, ST, SE, GE, IEA and TA1; the bodies of the
transaction sets stay slices of the text and are split when somebody reads them.
"""

import re
from dataclasses import dataclass

from .tokenizer import binary_end, count_segments, raw_segments, tokenize, windows

_TAGS = "ISA|IEA|GS|GE|ST|SE|TA1|BIN|BDS"


@dataclass(frozen=True, slots=True)
class Mark:
    """An envelope segment: ``elements`` with the tag first, ``start`` and ``end`` (the
    place of its terminator) in the text. ``BIN`` and ``BDS`` marks report a length
    that does not fit: ``elements`` is then the tag alone.
    """

    tag: str
    elements: tuple[str, ...]
    start: int
    end: int


class Segments:
    """The body of one transaction set: iterate it as often as you like.

    Yields lists of strings, the tag first. Holds the text of the file and two places
    in it, no list of segments.
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

    def raw(self):
        """Lists of segments as texts: see :func:`.tokenizer.raw_segments`."""
        chunks = windows(self._text, self._start, self._end)
        return raw_segments(chunks, self.delimiters)

    def __len__(self):
        chunks = windows(self._text, self._start, self._end)
        return count_segments(chunks, self.delimiters)


def scan(text, position, delimiters, inclusive=False):
    """Yield the :class:`Mark` rows after the terminator at ``position``.

    ``inclusive`` starts with the segment at ``position`` itself (a file without ISA).
    """
    terminator = delimiters.terminator
    element = delimiters.element
    # Not the terminator itself, even if it is a line break: else a run of empty lines
    # would be looked through again from each of its lines.
    blank = rf"(?:(?!{re.escape(terminator)})\s)*" if terminator.isspace() else r"\s*"
    lead = rf"{blank}({_TAGS}){re.escape(element)}"
    if inclusive:
        first = re.compile(lead).match(text, position)
        if first:
            end = _end(text, first.end(), terminator)
            yield _mark(text, first.start(1), end, element)
            position = end
    pattern = re.compile(re.escape(terminator) + lead)
    match = pattern.search(text, position)
    while match:
        start = match.start(1)
        if match[1] in ("BIN", "BDS"):
            end = binary_end(text, start, delimiters)
            if end is None or not text.startswith(terminator, end):
                yield Mark(match[1], (match[1],), start, start)
                end = _end(text, match.end(), terminator)
        else:
            end = _end(text, match.end(), terminator)
            yield _mark(text, start, end, element)
        match = pattern.search(text, end)


def _end(text, position, terminator):
    end = text.find(terminator, position)
    return len(text) if end < 0 else end


def _mark(text, start, end, element):
    elements = tuple(part.strip() for part in text[start:end].split(element))
    return Mark(elements[0], elements, start, end)
