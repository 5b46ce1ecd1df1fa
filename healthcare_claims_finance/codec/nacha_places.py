"""Places in an ACH file (``5[1]/6[3]/7[1]/information``), and what may be shown."""

import re

from .nacha_records import lines_of
from .nacha_tables import LAYOUT, WIDTH

_STEP = re.compile(r"([156789])(?:\[([0-9]{1,9})\])?")
#: Fields that name nobody.
_PLAIN = ("transaction_code", "amount", "count", "debits", "credits", "batches")
#: What the search for a record passes without finding it: its parent is over.
_OVER = {"6": "5", "7": "56", "8": "5"}


def find(text, where):
    """``(start, end)`` of the record or field at a place; None without it."""
    steps = where.split("/")
    wanted = [
        (found[1], int(found[2] or 1)) for found in map(_STEP.fullmatch, steps) if found
    ]
    known = _record(lines_of(text), wanted) if wanted else None
    if known is None:
        return None
    record, offset = known
    field = LAYOUT[record[0]].get(steps[-1])
    if field:
        return offset + field[0] - 1, min(offset + field[1], offset + len(record))
    return offset, offset + len(record)


def _record(lines, wanted):
    level, count, known = 0, 0, None
    for line, offset in lines:
        tag, number = wanted[level]
        if level and line[0] in _OVER.get(tag, ""):
            return known
        if line[0] != tag:
            continue
        count += 1
        if count == number:
            known, count = (line, offset), 0
            level += 1
            if level == len(wanted):
                break
    return known


def veil(text, mask):
    """A record without what may name somebody: codes, counts and amounts stay."""
    fields = LAYOUT.get(text[:1])
    if not fields or len(text) < WIDTH // 2:
        return text if re.fullmatch(r"[0-9 ]{1,12}", text) else mask(text)
    shown = [text[0]]
    for name, (first, last) in fields.items():
        value = text[first - 1 : last]
        plain = name in _PLAIN and value.strip().isdigit()
        shown.append(value if plain else mask(value.strip()))
    return " ".join(shown)
