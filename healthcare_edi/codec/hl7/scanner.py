"""Bytes to pieces: one per message and per line of a file or batch envelope."""

import re

from odoo.addons.healthcare_integration_base.errors import DecodeError

CHUNK = 64 * 1024
#: Bytes of one message; a longer one is not a message of this trade.
MESSAGE_MAX = 16 * 1024 * 1024
_HEAD = re.compile(rb"\n[ \t]*(MSH|FHS|BHS|BTS|FTS)(?=[!-/:-@\[-`{-~\n]|\Z)")
_FRAME = re.compile(rb"\x0b|\x1c\n?")
TOO_LONG = "A message is longer than a message may be."


def normalise(data):
    """CR, LF and CRLF become LF."""
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def unframe(data):
    """``(data, framed)`` without the block characters of MLLP."""
    if b"\x0b" not in data and b"\x1c" not in data:
        return data, False
    return _FRAME.sub(b"\n", data), True


def pieces(data):
    """Yield ``(tag, bytes)`` of normalised data; the tag is empty for what stands
    before the first header, if that is more than blanks."""
    data = b"\n" + data
    tag, start = "", 0
    for match in _HEAD.finditer(data):
        piece = data[start : match.start()]
        if tag or piece.strip():
            yield tag, piece
        tag, start = match[1].decode(), match.start(1)
    piece = data[start:]
    if tag or piece.strip():
        yield tag, piece


def stream_pieces(stream):
    """The same from a binary stream, in constant memory.

    :raises DecodeError: ``hl7.message.too_long``.
    """
    buffer, size = [], 0
    carry = b""
    while True:
        chunk = stream.read(CHUNK)
        if not chunk:
            break
        # A CR at the edge may have its LF in the next chunk.
        chunk, carry = carry + chunk, b""
        if chunk.endswith(b"\r"):
            chunk, carry = chunk[:-1], b"\r"
        chunk, _framed = unframe(normalise(chunk))
        buffer.append(chunk)
        size += len(chunk)
        if size > MESSAGE_MAX + CHUNK:
            raise DecodeError("hl7.message.too_long", "", TOO_LONG)
        if b"\nMSH" not in chunk and len(buffer) > 1 and not _edge(buffer):
            continue
        data = b"".join(buffer)
        # From the last header on it may go on in the next chunk.
        last = data.rfind(b"\nMSH")
        if last > 0:
            yield from pieces(data[:last])
            data = data[last:]
        buffer, size = [data], len(data)
    yield from pieces(b"".join(buffer) + normalise(carry))


def _edge(buffer):
    """Whether a header may lie across the last two chunks."""
    return b"\nMSH" in buffer[-2][-4:] + buffer[-1][:4]
