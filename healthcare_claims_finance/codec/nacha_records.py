"""Records of 94 characters, on lines of their own or in one long line."""

from .nacha_tables import WIDTH

CHUNK = 64 * 1024


def lines_of(text):
    """``(record, offset)`` of a whole text; blank lines are passed over."""
    return _records(_whole(text))


def stream_lines(stream, check):
    """``(record, offset)`` of a binary stream, in constant memory.

    :param check: gets the first text and refuses what is not this format.
    """
    return _records(_chunks(stream, check))


def _whole(text):
    yield from text.lstrip("\ufeff").splitlines(keepends=True)


def _chunks(stream, check):
    rest, first = "", True
    while chunk := stream.read(CHUNK):
        text = rest + chunk.decode("latin-1")
        if first:
            check(text)
            first = False
        lines = text.splitlines(keepends=True)
        rest = lines.pop()
        if rest.endswith("\n"):
            lines.append(rest)
            rest = ""
        elif len(rest) > CHUNK:
            # No line breaks at all: whole records may go.
            whole = len(rest) - len(rest) % WIDTH
            lines.append(rest[:whole])
            rest = rest[whole:]
        yield from lines
    if first:
        check("")
    if rest:
        yield rest


def _records(lines):
    offset = 0
    for line in lines:
        bare = line.rstrip("\r\n\x1a\0")
        if len(bare) > WIDTH and bare[WIDTH : WIDTH + 1] in tuple("156789"):
            for start in range(0, len(bare), WIDTH):
                yield bare[start : start + WIDTH], offset + start
        elif bare.strip():
            yield bare, offset
        offset += len(line)
