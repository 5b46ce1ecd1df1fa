"""Text in columns of fixed width: lines, cut by position."""

from dataclasses import dataclass

from ..errors import DecodeError
from .base import Codec, Decoded, Part
from .csv_codec import CELL_MAX, ROWS_MAX, Row, neutral, text_of


@dataclass(frozen=True, slots=True)
class FixedWidth:
    """The form of a file; ``skip`` lines come before the first row."""

    encoding: str = "utf-8"
    skip: int = 0


def lines_of(payload, form):
    """Yield a :class:`Row` with one cell for each line that is not empty.

    :raises DecodeError: ``fixed.too_many_rows``, ``fixed.too_wide`` with the line.
    """
    count = 0
    for number, line in enumerate(text_of(payload, form.encoding).splitlines(), 1):
        if number <= form.skip or not line.strip():
            continue
        count += 1
        if count > ROWS_MAX:
            raise DecodeError("fixed.too_many_rows", f"line {number}")
        if len(line) > CELL_MAX:
            raise DecodeError("fixed.too_wide", f"line {number}")
        yield Row(number, (line,))


def cut(line, first, last):
    """The characters from ``first`` to ``last`` (both from 1 and included)."""
    return line[first - 1 : last]


def write_line(cells, widths):
    """Cells beside each other, filled with blanks; formulas neutralised.

    :raises ValueError: a cell is wider than its column: cut, it would be another value.
    """
    texts = [neutral(cell) for cell in cells]
    if any(len(text) > width for text, width in zip(texts, widths, strict=True)):
        raise ValueError("a cell is wider than its column")
    return "".join(text.ljust(width) for text, width in zip(texts, widths, strict=True))


class FixedWidthCodec(Codec):
    """Lines without meaning: a layout says where they are cut."""

    name = "fixed"
    label = "Fixed width"
    media_type = "text/plain"
    extension = "txt"

    def decode(self, payload):
        """One part with every line."""
        rows = tuple(lines_of(payload, FixedWidth()))
        return Decoded((Part(code="", tree={"rows": rows}, where="line 1"),))

    def encode(self, parts, envelope):
        """The lines of all parts, as UTF-8."""
        lines = [row.cells[0] for part in parts for row in part.tree["rows"]]
        return "".join(f"{line}\r\n" for line in lines).encode()
