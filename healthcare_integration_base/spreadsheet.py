"""Tables in and out as CSV, safe to open in a spreadsheet program."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is taken for a formula by spreadsheets."""


def neutralise(value):
    """A cell that shows what it says: a formula gets an apostrophe before it."""
    text = "" if value is None or value is False else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def restore(text):
    """A cell as it was before :func:`neutralise`."""
    if text[:1] == "'" and text[1:].startswith(FORMULA):
        return text[1:]
    return text


def write_csv(head, rows):
    """UTF-8 bytes with a byte order mark, so that spreadsheets read the umlauts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_csv(payload):
    """Rows of text cells, comma or semicolon as separator.

    :raises ValueError: not UTF-8, or no table.
    """
    text = payload.decode("utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    return [[restore(cell.strip()) for cell in row] for row in rows if any(row)]
