"""Two versions of a document, segment by segment: what is new, gone or changed."""

from difflib import SequenceMatcher

LIMIT = 4_000
"""Segments of a version that are compared; matching takes more than linear time."""
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


def compare(left, right):
    """Rows of two lists of segments (tuples of strings, the tag first).

    :return: ``[(kind, left index or None, right index or None, changed)]`` with
        ``changed`` the numbers of the elements that differ.
    """
    left, right = left[:LIMIT], right[:LIMIT]
    rows = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += [(SAME, a + n, c + n, ()) for n in range(b - a)]
        else:
            rows += _block(left, right, range(a, b), range(c, d))
    return rows


def _block(left, right, mine, theirs):
    """Rows of a stretch that differs: segments of one tag are put side by side."""
    rows, waiting = [], list(theirs)
    for index in mine:
        position = next(
            (n for n, other in enumerate(waiting) if right[other][0] == left[index][0]),
            None,
        )
        if position is None:
            rows.append((REMOVED, index, None, ()))
            continue
        rows += [(ADDED, None, other, ()) for other in waiting[:position]]
        other = waiting[position]
        del waiting[: position + 1]
        changed = _elements(left[index], right[other])
        rows.append((CHANGED if changed else SAME, index, other, changed))
    return rows + [(ADDED, None, other, ()) for other in waiting]


def _elements(one, other):
    """Numbers (the tag is 0) of the elements that differ; a missing one is empty."""
    length = max(len(one), len(other))
    pad = [(*row, *[""] * (length - len(row))) for row in (one, other)]
    return tuple(n for n in range(length) if pad[0][n] != pad[1][n])
