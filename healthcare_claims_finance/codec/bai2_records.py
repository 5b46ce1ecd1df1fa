"""Lines of a BAI2 file to records, and records to what is meant by them.

A record ends with a slash, with the line, or with neither: text may hold slashes and
needs none at its end, some banks write several records on a line, others wrap a line in
the middle of a text.
"""

import codecs
import re
from dataclasses import dataclass, field

from .bai2_tables import CONTINUATION, TRANSACTION

_TAG = re.compile(r"(01|02|03|16|49|88|98|99)[ \t]*(?:,|/|$)")
_SEVERAL = re.compile(r"/[ \t]+(?=(?:01|02|03|16|49|88|98|99),)")
_ALL_ON_ONE = re.compile(r"/[ \t]*(?=(?:01|02|03|16|49|88|98|99),)")
CHUNK = 64 * 1024
#: What stands around the records of some files: a byte order mark, fillings.
_AROUND = " \t\r\n\f\v\0\x1a\ufeff"
#: Continuations of one record; text in them is not money.
PIECES_MAX = 5_000


@dataclass(slots=True)
class Record:
    """A record with its continuations.

    ``pieces`` the text of each line after tag and comma, without the slash; ``number``
    counts the lines that are records, from 1; ``lines`` how many of them this one has.
    ``start`` and ``end`` in the text of the file.
    """

    tag: str
    pieces: list = field(default_factory=list)
    number: int = 0
    lines: int = 1
    start: int = 0
    end: int = 0
    codes: tuple = ()

    def fields(self):
        """Every field, continuations included."""
        return [value.strip() for piece in self.pieces for value in piece.split(",")]


def lines_of(text):
    """``(line, offset)`` of a whole text."""
    several = _ALL_ON_ONE if "\n" not in text and "\r" not in text else _SEVERAL
    offset = 0
    for line in text.splitlines(keepends=True):
        yield from _parted(line, offset, several)
        offset += len(line)


def stream_lines(stream, encoding="utf-8"):
    """``(line, offset)`` of a binary stream, in constant memory.

    A file without line ends is parted like :func:`lines_of` does it; what goes on for
    longer than a chunk without the end of a record is cut: no record is that long.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest, offset, several = "", 0, None
    while chunk := stream.read(CHUNK):
        text = rest + decoder.decode(chunk)
        if several is None:
            broken = "\n" in text or "\r" in text
            several = _SEVERAL if broken else _ALL_ON_ONE
        lines = text.splitlines(keepends=True)
        rest = lines.pop() if lines else ""
        if rest.endswith("\n"):
            lines.append(rest)
            rest = ""
        elif len(rest) > CHUNK:
            end = max((found.end() for found in several.finditer(rest)), default=None)
            lines.append(rest[:end])
            rest = rest[end:] if end else ""
        for line in lines:
            yield from _parted(line, offset, several)
            offset += len(line)
    yield from _parted(rest, offset, several or _SEVERAL)


def _parted(line, offset, several):
    """The records of one line."""
    start = 0
    for found in several.finditer(line):
        yield line[start : found.start() + 1], offset + start
        start = found.end()
    yield line[start:], offset + start


def records(lines):
    """Yield a :class:`Record` for each record with its continuations.

    ``codes`` of a record: what is odd about its lines.
    """
    current, number = None, 0
    for line, offset in lines:
        bare = line.strip(_AROUND)
        if not bare:
            continue
        found = _TAG.match(bare)
        end = offset + len(line.rstrip())
        if not found:
            current = yield from _stray(current, bare, end)
            continue
        number += 1
        tag, piece = found[1], bare[found.end() :]
        slash = piece.endswith("/") or found[0].endswith("/")
        if tag == CONTINUATION and current is not None:
            _continue(current, piece[:-1] if slash else piece, end)
            continue
        if current is not None:
            yield current
        current = Record(tag, [piece.removesuffix("/")], number, 1, offset, end)
        if not slash and tag not in (TRANSACTION, CONTINUATION):
            current.codes = ("bai2.slash",)
    if current is not None:
        yield current


def _continue(record, piece, end):
    record.lines += 1
    record.end = end
    if len(record.pieces) < PIECES_MAX:
        record.pieces.append(piece)
    elif "bai2.too_long" not in record.codes:
        record.codes += ("bai2.too_long",)


def _stray(current, bare, end):
    """A line without tag: the rest of a wrapped text, or nothing we know."""
    if current is None:
        yield Record("", [bare], 0, 0, end - len(bare), end, ("bai2.line.unknown",))
        return None
    if len(current.pieces) < PIECES_MAX:
        current.pieces[-1] = f"{current.pieces[-1]} {bare.removesuffix('/')}"[:CHUNK]
    current.end = end
    if "bai2.line" not in current.codes:
        current.codes += ("bai2.line",)
    return current
