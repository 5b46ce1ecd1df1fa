"""A long file segment by segment, in constant memory."""

import codecs

from odoo.addons.healthcare_integration_base.errors import DecodeError

from .delimiters import find_header
from .tokenizer import CHUNK, tokenize

#: How far into a file the first ISA is looked for.
_HEAD = 4096


def iterate(stream, encoding="utf-8"):
    """Yield ``(delimiters, segment)`` of a binary stream, of every interchange.

    For files too long to be decoded as a whole: nothing is checked here, use
    :func:`.reader.read` for counts and control numbers. Undecodable bytes are replaced.

    :raises DecodeError: ``x12.not_x12`` when there is no ISA at the beginning.
    """
    for header, chunks in interchanges(stream, encoding):
        for segment in tokenize(chunks, header.delimiters):
            yield header.delimiters, segment


def interchanges(stream, encoding="utf-8"):
    """Yield the header of each interchange and its text in chunks, ISA to IEA.

    The chunks must be used up before the next interchange is asked for.

    :raises DecodeError: ``x12.not_x12`` when there is no ISA at the beginning.
    """
    source = _Source(stream, encoding)
    header = find_header(source.peek(_HEAD))
    if header is None:
        raise DecodeError("x12.not_x12", "", "The payload is not an X12 interchange.")
    while header is not None:
        source.skip(header.start)
        yield header, source.until_trailer(header.delimiters)
        header = find_header(source.peek(_HEAD))


class _Source:
    """Decoded chunks with a look ahead."""

    def __init__(self, stream, encoding):
        self._read = codecs.getreader(encoding)(stream, errors="replace").read
        self._buffer = ""

    def peek(self, size):
        """The next characters without taking them."""
        while len(self._buffer) < size:
            chunk = self._read(CHUNK)
            if not chunk:
                break
            self._buffer += chunk
        return self._buffer[:size]

    def skip(self, size):
        self._buffer = self._buffer[size:]

    def until_trailer(self, delimiters):
        """Chunks up to and including the IEA segment; the rest stays in the buffer."""
        mark = "IEA" + delimiters.element
        terminator = delimiters.terminator
        while True:
            chunk, self._buffer = self._buffer or self._read(CHUNK), ""
            if not chunk:
                return
            if mark not in chunk and not chunk.rstrip().endswith(
                ("I", "IE", "IEA", terminator)
            ):
                yield chunk
                continue
            chunk += self._read(CHUNK)
            end = _trailer_end(chunk, mark, terminator)
            if end is None:
                yield chunk
                continue
            self._buffer = chunk[end:]
            yield chunk[:end]
            return


def _trailer_end(chunk, mark, terminator):
    """Where the IEA that starts a segment ends in this chunk, or None."""
    at = chunk.find(mark)
    while at >= 0:
        before = chunk[:at].rstrip(" \t\r\n" if terminator.strip() else " \t")
        if before.endswith(terminator):
            end = chunk.find(terminator, at)
            return len(chunk) if end < 0 else end + len(terminator)
        at = chunk.find(mark, at + 1)
    return None
