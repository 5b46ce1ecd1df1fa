"""Bytes to text: character set, byte order mark, lines broken at a fixed column."""

import re
from dataclasses import dataclass

from .delimiters import read_header

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: Columns at which mainframes and mail programs break lines.
_COLUMNS = range(20, 260)


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text and how it came to be; ``codes`` of what should be reported."""

    text: str
    encoding: str
    bom: bool
    codes: tuple[str, ...] = ()


def read_text(payload):
    """Bytes to :class:`Text`. Never fails: every byte is a character of ISO 8859-1."""
    text, encoding, bom = _decode(payload)
    codes = []
    if bom:
        codes.append("x12.bom")
    if encoding == "latin-1":
        codes.append("x12.encoding")
    joined = unwrap(text)
    if joined is not None:
        text = joined
        codes.append("x12.wrapped")
    return Text(text, encoding, bom, tuple(codes))


def _decode(payload):
    for mark, encoding in _MARKS:
        if payload.startswith(mark):
            try:
                return payload[len(mark) :].decode(encoding), encoding, True
            except UnicodeDecodeError:
                break
    try:
        return payload.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        return payload.decode("latin-1"), "latin-1", False


def unwrap(text):
    """The text without its line breaks if they were put in at a fixed column, or None.

    Only when the first lines have one length, at least one of them ends inside a
    segment, and the joined text starts with an ISA of the standard width.
    """
    lines = text[:20_000].splitlines()
    width = len(lines[0]) if lines else 0
    if width not in _COLUMNS or len(lines) < 3:
        return None
    complete = lines[:-1]
    if len(text) <= 20_000 and len(lines[-1]) > width:
        return None
    if any(len(line) != width for line in complete):
        return None
    joined = re.sub(r"[\r\n]+", "", text)
    header = read_header(joined, 0) if joined.startswith("ISA") else None
    if header is None or not header.fixed:
        return None
    terminator = header.delimiters.terminator
    if all(line.endswith(terminator) for line in complete):
        return None
    return joined


def broken_inside(text, start, end, terminator):
    """Whether a line break stands inside a segment of ``text[start:end]``.

    The two counts settle nearly every file at the speed of a search; only a doubtful
    one is looked through.
    """
    if terminator.strip() != terminator or not terminator.strip():
        return False
    breaks = text.count("\n", start, end)
    if breaks == text.count(terminator + "\n", start, end):
        return False
    if breaks == text.count(terminator + "\r\n", start, end):
        return False
    last = re.escape(terminator[-1])
    inside = re.compile(rf"[^\s{last}][ \t]*[\r\n]\s*[^\s{last}]")
    return inside.search(text, start, end) is not None
