"""Bytes to text: character set, byte order mark, lines broken at a fixed column."""

import re
from dataclasses import dataclass

from .delimiters import find_header

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
#: Data element 0001 -> the codec of Python (ISO 9735, annex of the character sets).
CHARACTER_SETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp",
    "UNOY": "utf-8",
    "KECA": "euc_kr",
    "IATA": "ascii",
    "IATB": "ascii",
}
#: Characters that a message may hold; everything printable beyond these two sets.
REPERTOIRES = {
    "UNOA": "A-Z0-9 .,\\-()/=!\"%&*;<>'+:?",
    "UNOB": "A-Za-z0-9 .,\\-()/=!\"%&*;<>'+:?",
}
#: Control characters belong to no set; tabs indent, line breaks are treated elsewhere.
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1b\x7f"
#: Columns at which mainframes and mail programs break lines.
_COLUMNS = range(10, 260)
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text and how it came to be; ``codes`` of what should be reported."""

    text: str
    encoding: str
    bom: bool
    codes: tuple[str, ...] = ()


def read_text(payload):
    """Bytes to :class:`Text`. Never fails: every byte is a character of ISO 8859-1."""
    text, encoding, bom, codes = _decode(payload)
    joined = unwrap(text)
    if joined is not None:
        text = joined
        codes.append("edifact.wrapped")
    return Text(text, encoding, bom, tuple(codes))


def _decode(payload):
    for mark, encoding in MARKS:
        if payload.startswith(mark):
            try:
                text = payload[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                break
            return text, encoding, True, ["edifact.bom"]
    text, encoding, codes = decode_as(payload, declared_encoding(payload))
    return text, encoding, False, codes


def declared_encoding(payload):
    """The encoding that the first UNB names; None when it names none that we know."""
    head = payload[:_HEAD].decode("latin-1")
    # A file that was broken into lines may have one in the middle of the name.
    for text in (head, re.sub(r"[\r\n]+", "", head)):
        header = find_header(text)
        if header is None:
            return "ascii"
        if (name := header.element(1).upper()) in CHARACTER_SETS:
            return CHARACTER_SETS[name]
    return None


def decode_as(payload, encoding):
    """``(text, encoding, codes)`` of bytes that are said to be ``encoding``.

    What is valid UTF-8 beyond ASCII is UTF-8, whatever the UNB says: in another
    encoding hardly any text is valid by chance.
    """
    if payload.isascii() and encoding != "iso2022_jp":
        codes = [] if encoding else ["edifact.encoding.unknown"]
        return payload.decode("ascii"), encoding or "ascii", codes
    for candidate in ("utf-8", encoding, "latin-1"):
        try:
            text = payload.decode(candidate or "latin-1")
        except UnicodeDecodeError:
            continue
        used = candidate or "latin-1"
        break
    codes = [] if used == encoding else ["edifact.encoding"]
    return text, used, codes if encoding else ["edifact.encoding.unknown"]


def unwrap(text):
    """The text without its line breaks if they were put in at a fixed column, or None.

    Only when the first lines have one length, at least one of them ends inside a
    segment, and the joined text begins with a header whose terminator is no line break.
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
    header = find_header(joined) if joined.startswith("UN") else None
    if header is None or header.start:
        return None
    terminator = header.delimiters.terminator
    if terminator in "\r\n" or all(line.endswith(terminator) for line in complete):
        return None
    return joined


def broken_inside(text, start, end, terminator):
    """Whether a line break stands inside a segment of ``text[start:end]``."""
    if terminator in "\r\n":
        return False
    breaks = text.count("\n", start, end)
    if breaks in (
        text.count(terminator + "\n", start, end),
        text.count(terminator + "\r\n", start, end),
    ):
        return False
    last = re.escape(terminator)
    inside = re.compile(rf"[^ \t\r\n{last}][ \t]*[\r\n][ \t\r\n]*[^ \t\r\n{last}]")
    return inside.search(text, start, end) is not None


def foreign_character(character_set, delimiters):
    """A pattern that finds what a character set does not have, separators excepted."""
    own = "".join(re.escape(sign) for sign in delimiters.facts().values())
    known = REPERTOIRES.get(character_set)
    if known is None:
        return re.compile(f"(?![{own}])[{CONTROLS}]")
    return re.compile(f"[^{known}\\t\\r\\n{own}]")
