"""Text to segments, with the release character taken at its word.

A segment is ``[tag, element, ...]``; every element is the list of its components, so
that ``segment[3][0]`` is component 1 of element 3 in the words of the standard.
"""

from odoo.addons.healthcare_integration_base.errors import DecodeError

CHUNK = 65536
#: Characters of one segment; the longest of the directories has some 3,000.
SEGMENT_MAX = 1_000_000
TOO_LONG = "A segment is longer than any segment of the standard."


class Repeated(list):
    """The components of an element's first occurrence; ``more`` holds the others."""

    __slots__ = ("more",)

    def __init__(self, rows):
        super().__init__(rows[0])
        self.more = rows[1:]


def windows(text, start=0, end=None):
    """Slices of a text, so that no second copy of a long file is made."""
    end = len(text) if end is None else end
    for at in range(start, end, CHUNK):
        yield text[at : min(at + CHUNK, end)]


def tokenize(chunks, delimiters):
    """Yield the segments of an iterable of text chunks, one by one.

    Blanks and line breaks before a segment go, inside it they stay; empty segments go.

    :raises DecodeError: ``edifact.segment.length``.
    """
    element, component = delimiters.element, delimiters.component
    # Without such a character the terminator stands for it: it is in no row.
    release = delimiters.release or delimiters.terminator
    repetition = delimiters.repetition or delimiters.terminator
    for rows in _rows(chunks, delimiters):
        for row in rows:
            row = row.lstrip()
            if not row:
                continue
            if release in row or repetition in row:
                yield split_segment(row, delimiters)
                continue
            segment = [piece.split(component) for piece in row.split(element)]
            segment[0] = segment[0][0]
            yield segment


def count_segments(chunks, delimiters):
    """How many segments :func:`tokenize` would yield."""
    rows = _rows(chunks, delimiters)
    return sum(sum(map(bool, map(str.strip, found))) for found in rows)


def _rows(chunks, delimiters):
    """Yield lists of raw segments per chunk."""
    terminator, release = delimiters.terminator, delimiters.release
    released = release + terminator if release else ""
    pending = []
    size = 0
    for chunk in chunks:
        rows = chunk.split(terminator)
        pending.append(rows[0])
        size += len(rows[0])
        if size > SEGMENT_MAX:
            raise DecodeError("edifact.segment.length", "", TOO_LONG)
        if len(rows) == 1:
            continue
        rows[0] = "".join(pending)
        if released and (released in chunk or rows[0].endswith(release)):
            rows = _joined(rows, release, terminator)
        last = rows.pop()
        if terminator == "\n":
            rows = [row.rstrip("\r") for row in rows]
        pending, size = [last], len(last)
        yield rows
    rest = "".join(pending)
    if rest.strip():
        yield [rest.rstrip("\r\n")]


def _joined(rows, release, separator):
    """Rows of which no separator was released: those that were are put together."""
    found, open_row = [], []
    for row in rows:
        open_row.append(row)
        if not _is_released(row, release):
            found.append(separator.join(open_row))
            open_row = []
    if open_row:
        # The last row ends with a release character: what it releases comes yet.
        found.append(separator.join(open_row))
    return found


def _is_released(text, release):
    """Whether what follows is released: an odd number of release characters ends it."""
    return (len(text) - len(text.rstrip(release))) % 2 == 1


def split_segment(row, delimiters):
    """One raw segment as list, its release characters resolved."""
    release, component = delimiters.release, delimiters.component
    repetition = delimiters.repetition
    pieces = row.split(delimiters.element)
    if release and release + delimiters.element in row:
        pieces = _joined(pieces, release, delimiters.element)
    segment = []
    for piece in pieces:
        if repetition and repetition in piece:
            segment.append(_repeated(piece, delimiters))
        elif release and release in piece:
            segment.append(_components(piece, component, release))
        else:
            segment.append(piece.split(component))
    segment[0] = segment[0][0].strip()
    return segment


def _repeated(text, delimiters):
    release, component = delimiters.release, delimiters.component
    rows = text.split(delimiters.repetition)
    if release:
        rows = _joined(rows, release, delimiters.repetition)
    found = [_components(row, component, release) for row in rows]
    return Repeated(found) if len(found) > 1 else found[0]


def _components(text, component, release):
    pieces = text.split(component)
    if not release:
        return pieces
    if release + component in text:
        pieces = _joined(pieces, release, component)
    return [unescape(piece, release) for piece in pieces]


def unescape(text, release):
    """A value without its release characters; one before an ordinary sign goes too."""
    if release + release not in text:
        return text.replace(release, "")
    # Each pair stands for one character; what is left over between them releases.
    return release.join(
        piece.replace(release, "") for piece in text.split(release + release)
    )


def find_end(text, start, stop, delimiters):
    """The place of the first unreleased terminator in ``text[start:stop]``, or -1."""
    terminator = delimiters.terminator
    position = text.find(terminator, start, stop)
    while position >= 0 and is_released_at(text, position, start, delimiters.release):
        position = text.find(terminator, position + 1, stop)
    return position


def is_released_at(text, position, start, release):
    """Whether the character at ``position`` is released, looking back to ``start``."""
    if not release:
        return False
    count = 0
    while position - count > start and text[position - count - 1] == release:
        count += 1
    return count % 2 == 1
