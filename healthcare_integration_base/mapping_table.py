"""A version of a mapping as a plain table: compiled once, asked without a query.

Rows are tuples, never records: a table outlives the transaction that read it.
"""

from typing import NamedTuple

ANY = "*"
"""The code of a row that answers for every code without a row of its own."""


class Row(NamedTuple):
    """One translation; ``number`` is its place in the version as people see it.

    ``partner_id`` 0 and ``item`` "" mean: whoever sends it, whatever the item.
    """

    line_id: int
    number: int
    code: str
    partner_id: int
    item: str
    model: str
    res_id: int

    @property
    def weight(self):
        """Most specific first: partner and item, item, partner, everything."""
        return 2 * bool(self.item) + bool(self.partner_id)

    @property
    def scope(self):
        """What makes a row unique in its version."""
        return (self.code, self.partner_id, self.item)


def compile_rows(rows):
    """``{code: (Row, ...)}``, the most specific row of a code first."""
    table = {}
    for row in sorted(rows, key=lambda row: (-row.weight, row.number, row.line_id)):
        table.setdefault(row.code, []).append(row)
    return {code: tuple(found) for code, found in table.items()}


def pick(tables, code, partner_id=0, items=()):
    """The row that translates ``code``, or None.

    :param tables: compiled tables, the closest (a connection's own) first.
    :param items: numbers by which the item in question is known.

    A row of the code itself goes before a row for any code; then the more specific
    row; then the closer table.
    """
    for wanted in (code, ANY):
        best = None
        for table in tables:
            for row in table.get(wanted, ()):
                if not _fits(row, partner_id, items):
                    continue
                if best is None or row.weight > best.weight:
                    best = row
                break
        if best is not None:
            return best
    return None


def _fits(row, partner_id, items):
    if row.partner_id and row.partner_id != partner_id:
        return False
    return not row.item or row.item in items


def compare(before, after):
    """Differences between two versions: ``(added, removed, changed)``.

    ``before`` and ``after`` are rows; ``changed`` holds pairs (old row, new row) of the
    same code and scope with another target. Each list is in the order of the codes.
    """
    old = {row.scope: row for row in before}
    new = {row.scope: row for row in after}
    added = [new[scope] for scope in sorted(new.keys() - old.keys())]
    removed = [old[scope] for scope in sorted(old.keys() - new.keys())]
    changed = [
        (old[scope], new[scope])
        for scope in sorted(old.keys() & new.keys())
        if old[scope][5:] != new[scope][5:]
    ]
    return added, removed, changed
