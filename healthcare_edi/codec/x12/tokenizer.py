"""Text to segments: lists of strings where ``segment[0]`` is the tag.

``segment[i]`` is therefore element ``i`` in the words of the standard. Segments are
yielded one by one: a list of all of them is many times slower, because Python's cyclic
garbage collector walks it again and again.
"""

CHUNK = 65536
#: A binary segment longer than this is not believed; it is read up to the terminator.
BINARY_MAX = 64 * 1024 * 1024


def windows(text, start=0, end=None):
    """Slices of a text, so that no second copy of a long file is made."""
    end = len(text) if end is None else end
    for at in range(start, end, CHUNK):
        yield text[at : min(at + CHUNK, end)]


def tokenize(chunks, delimiters):
    """Yield the segments of an iterable of text chunks.

    Blanks and line breaks around a segment go, inside they stay; empty segments go.
    ``BIN`` and ``BDS`` are cut by their length, because their data may hold anything.
    """
    element = delimiters.element
    for rows, binary in _rows(chunks, delimiters):
        if binary:
            for row in rows:
                row = row.lstrip()
                if row:
                    yield split_row(row, element)
        else:
            for row in rows:
                row = row.lstrip()
                if row:
                    yield row.split(element)


def raw_segments(chunks, delimiters):
    """Yield lists of segments that are still one text each, for readers of long files.

    Among them may be empty texts. Lists of texts cost the garbage collector nothing,
    lists of lists do.
    """
    for rows, _ in _rows(chunks, delimiters):
        yield list(map(str.lstrip, rows))


def count_segments(chunks, delimiters):
    """How many segments :func:`tokenize` would yield."""
    return sum(
        sum(map(bool, map(str.strip, rows))) for rows, _ in _rows(chunks, delimiters)
    )


def _rows(chunks, delimiters):
    """Yield (raw segments, whether one of them is binary) per chunk."""
    terminator = delimiters.terminator
    binary_tags = tuple(tag + delimiters.element for tag in ("BIN", "BDS"))
    carry, waiting, binary = "", [], False
    for chunk in chunks:
        if not binary and terminator not in chunk:
            # Joined once and not at every chunk: such a segment may be a whole file.
            waiting.append(chunk)
            continue
        carry = "".join((carry, *waiting, chunk))
        waiting.clear()
        binary = binary_tags[0] in carry or binary_tags[1] in carry
        if binary:
            rows, carry = _cut(carry, delimiters, binary_tags)
            yield rows, True
        else:
            rows = carry.split(terminator)
            carry = rows.pop()
            if terminator == "\n":
                rows = [row.rstrip("\r") for row in rows]
            yield rows, False
    carry = "".join((carry, *waiting))
    if carry.strip():
        yield (
            carry.rstrip("\r\n").split(terminator),
            carry.lstrip().startswith(binary_tags),
        )


def split_row(row, element):
    """A segment as list; binary data is one element whatever it holds."""
    if row.startswith("BIN" + element):
        return row.split(element, 2)
    return row.split(element, 3 if row.startswith("BDS" + element) else -1)


def _cut(buffer, delimiters, binary_tags):
    """Raw segments of a buffer that holds binary data, and the unfinished rest."""
    terminator = delimiters.terminator
    rows, position = [], 0
    while True:
        end = buffer.find(terminator, position)
        if end < 0:
            return rows, buffer[position:]
        start = position
        while start < end and buffer[start].isspace():
            start += 1
        if buffer.startswith(binary_tags, start):
            stop = binary_end(buffer, start, delimiters)
            if stop is not None and stop + len(terminator) > len(buffer):
                return rows, buffer[position:]
            end = end if stop is None else stop
            if not buffer.startswith(terminator, end):
                end = buffer.find(terminator, position)
        rows.append(buffer[position:end].rstrip("\r") if end > position else "")
        position = end + len(terminator)


def binary_end(text, start, delimiters):
    """Where the data of the BIN or BDS at ``start`` ends by its length, or None."""
    splits = 2 if text.startswith("BIN", start) else 3
    head = text[start : start + 60].split(delimiters.element, splits)
    if len(head) <= splits:
        return None
    length = head[splits - 1].strip()
    if not (length.isascii() and length.isdigit()) or len(length) > 9:
        return None
    size = int(length)
    if size > BINARY_MAX:
        return None
    return start + sum(map(len, head[:splits])) + splits + size
