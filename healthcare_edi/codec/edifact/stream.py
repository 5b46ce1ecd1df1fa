"""A long file segment by segment, in constant memory."""

import codecs

from odoo.addons.healthcare_integration_base.errors import DecodeError

from .delimiters import HEADER_MAX, find_header
from .reader import NOT_EDIFACT
from .splitting import CHUNK, tokenize
from .text import CHARACTER_SETS, MARKS

#: How far into a file the first UNB is looked for.
_HEAD = 4096
#: Blanks before a UNZ that are looked over.
_INDENT = 200


def iterate(stream, encoding=None):
    """Yield ``(delimiters, segment)`` of a binary stream, of every interchange.

    UNA is no segment. For files too long to be decoded as a whole: nothing is checked
    here, use :func:`.reader.read` for counts and references. Undecodable bytes are
    replaced.

    :param encoding: instead of the character set that the first UNB names.
    :raises DecodeError: ``edifact.not_edifact`` when there is no UNB at the beginning,
        ``edifact.segment.length`` for a segment without end.
    """
    source = _Source(stream, encoding)
    header = find_header(source.peek(_HEAD))
    if header is None:
        raise DecodeError("edifact.not_edifact", "", NOT_EDIFACT)
    while header is not None:
        source.skip(header.begin)
        delimiters = header.delimiters
        for segment in tokenize(source.until_trailer(delimiters), delimiters):
            yield delimiters, segment
        header = find_header(source.peek(_HEAD))


class _Decoder:
    """UTF-8 as long as the bytes are; from the first that are not on, the declared set.

    What is valid UTF-8 beyond ASCII is UTF-8 in :func:`.text.decode_as` too.
    """

    def __init__(self, encoding):
        encoding = "latin-1" if encoding == "ascii" else encoding
        self._declared = codecs.getincrementaldecoder(encoding)(errors="replace")
        stateful = encoding.startswith(("iso2022", "utf-16"))
        self._utf8 = None if stateful else codecs.getincrementaldecoder("utf-8")()

    def decode(self, chunk):
        """The characters of the next bytes."""
        if self._utf8 is not None:
            pending = self._utf8.getstate()[0]
            try:
                return self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._utf8, chunk = None, pending + chunk
        return self._declared.decode(chunk)


class _Source:
    """Decoded chunks with a look ahead."""

    def __init__(self, stream, encoding):
        head = stream.read(_HEAD)
        for mark, name in MARKS:
            if encoding is None and head.startswith(mark):
                head, encoding = head[len(mark) :], name
        if encoding is None:
            header = find_header(head.decode("latin-1"))
            declared = header.element(1).upper() if header else ""
            encoding = CHARACTER_SETS.get(declared, "latin-1")
        self._stream, self._decoder = stream, _Decoder(encoding)
        self._buffer = self._decoder.decode(head)

    def _read(self):
        """The next characters; empty at the end of the file only."""
        while chunk := self._stream.read(CHUNK):
            if text := self._decoder.decode(chunk):
                return text
        return ""

    def peek(self, size):
        """The next characters without taking them."""
        while len(self._buffer) < size:
            chunk = self._read()
            if not chunk:
                break
            self._buffer += chunk
        return self._buffer[:size]

    def skip(self, size):
        self._buffer = self._buffer[size:]

    def until_trailer(self, delimiters):
        """Chunks up to and including the UNZ segment; the rest stays in the buffer."""
        mark = "UNZ" + delimiters.element
        terminator = delimiters.terminator
        while True:
            chunk, self._buffer = self._buffer or self._read(), ""
            if not chunk:
                return
            tail = chunk.rstrip(_blanks(terminator))
            if mark not in chunk and not tail.endswith(("U", "UN", "UNZ", terminator)):
                yield chunk
                continue
            self.peek(HEADER_MAX)
            chunk, self._buffer = chunk + self._buffer, ""
            end = _trailer_end(chunk, mark, delimiters)
            if end is None:
                yield chunk
                continue
            self._buffer = chunk[end:]
            yield chunk[:end]
            return


def _blanks(terminator):
    return " \t" if terminator in "\r\n" else " \t\r\n"


def _trailer_end(chunk, mark, delimiters):
    """Where the UNZ that starts a segment ends in this chunk, or None."""
    terminator, release = delimiters.terminator, delimiters.release
    at = chunk.find(mark)
    while at >= 0:
        before = chunk[max(0, at - _INDENT) : at].rstrip(_blanks(terminator))
        if before.endswith(terminator) and not (
            release and (len(before) - 1 - len(before[:-1].rstrip(release))) % 2
        ):
            end = chunk.find(terminator, at)
            return len(chunk) if end < 0 else end + len(terminator)
        at = chunk.find(mark, at + 1)
    return None
