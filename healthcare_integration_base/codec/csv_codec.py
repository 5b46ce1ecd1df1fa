"""Delimited text (RFC 4180 and what people send instead): rows with their lines."""

import csv
import io
import re
from dataclasses import dataclass

from ..errors import DecodeError
from .base import Codec, Decoded, Part

ROWS_MAX = 100_000
"""Rows of one file; a sender who has more sends several files."""
CELL_MAX = 64 * 1024
CELLS_MAX = 1000
# A spreadsheet takes what begins like this for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*%?")
ENCODINGS = ("utf-8", "cp1252", "iso-8859-15", "utf-16")


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` of one record; ``number`` the line (from 1) on which it begins."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delimited:
    """The form of a file. ``skip`` lines come before the header or the first row."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    skip: int = 0


def text_of(payload, encoding):
    """The characters of a payload; a byte order mark is none of them.

    :raises DecodeError: ``text.encoding`` with the offset, ``text.character`` for NUL.
    """
    try:
        text = payload.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DecodeError("text.encoding", f"byte {error.start}") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DecodeError("text.character", f"line {line}")
    return text


def rows_of(payload, form):
    """Yield a :class:`Row` for each record that is not empty, without the header.

    :raises DecodeError: ``csv.syntax`` with the line, ``csv.too_many_rows``.
    """
    reader = _reader(payload, form)
    count = 0
    for row in reader:
        count += 1
        if count > ROWS_MAX:
            raise DecodeError("csv.too_many_rows", f"line {row.number}")
        yield row


def header_of(payload, form):
    """The names of the columns; empty when the form has no header."""
    if not form.header:
        return ()
    bare = Delimited(form.delimiter, form.quote, form.encoding, False, form.skip)
    first = next(_reader(payload, bare), None)
    return tuple(cell.strip() for cell in first.cells) if first else ()


def _reader(payload, form):
    lines = io.StringIO(text_of(payload, form.encoding), newline="")
    skipped = 0
    for _number in range(form.skip):
        skipped += bool(lines.readline())
    reader = csv.reader(
        lines,
        delimiter=form.delimiter,
        quotechar=form.quote or None,
        quoting=csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE,
        strict=True,
    )
    heading = form.header
    before = 0
    try:
        for cells in reader:
            number, before = skipped + before + 1, reader.line_num
            if len(cells) > CELLS_MAX or any(len(cell) > CELL_MAX for cell in cells):
                raise DecodeError("csv.too_wide", f"line {number}")
            if not any(cell.strip() for cell in cells):
                continue
            if heading:
                heading = False
                continue
            yield Row(number, tuple(cells))
    except csv.Error:
        place = f"line {skipped + reader.line_num}"
        raise DecodeError("csv.syntax", place) from None


def neutral(cell):
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def write_rows(rows, form=Delimited()):
    """Yield the lines (text) of ``rows``, sequences of text; formulas neutralised."""
    buffer = io.StringIO()
    writer = csv.writer(
        buffer, delimiter=form.delimiter, quotechar=form.quote, lineterminator="\r\n"
    )
    for cells in rows:
        writer.writerow([neutral(cell) for cell in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


class CsvCodec(Codec):
    """Rows without meaning: a layout says what the columns are."""

    name = "csv"
    media_type = "text/csv"
    extension = "csv"

    def decode(self, payload):
        """One part with every row, in the usual form."""
        form = Delimited()
        tree = {"header": header_of(payload, form)}
        tree["rows"] = tuple(rows_of(payload, form))
        return Decoded((Part(code="", tree=tree, where="line 1"),))

    def encode(self, parts, envelope):
        """The rows of all parts below the header of the first, as UTF-8."""
        header = parts[0].tree["header"] if parts else ()
        rows = [row.cells for part in parts for row in part.tree["rows"]]
        return "".join(write_rows([header, *rows] if header else rows)).encode()
