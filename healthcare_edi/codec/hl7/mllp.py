"""MLLP, the framing of HL7 over a stream: ``0x0B message 0x1C 0x0D``.

Pure bytes in, messages out; sockets are somebody else's. Source: HL7 Implementation
Support Guide, minimal lower layer protocol, release 1.
"""

from odoo.addons.healthcare_integration_base.errors import DecodeError

START = b"\x0b"
END = b"\x1c"
RETURN = b"\r"
LIMIT = 16 * 1024 * 1024
TEXTS = {
    "mllp.too_long": "A message is longer than the limit; the connection must end.",
    "mllp.noise": "Bytes stand outside of a frame.",
    "mllp.nested": "A frame begins inside another one; the first one was cut off.",
    "mllp.cut": "The stream ended inside a frame.",
}


def frame(message):
    """A message in its frame.

    :raises ValueError: for bytes that hold a block character: the receiver would cut
        the message there.
    """
    if START in message or END in message:
        raise ValueError("a block character inside the message")
    return START + message + END + RETURN


class Framer:
    """Takes reads of any size, gives back whole messages in their order.

    Several messages per read and one message over many reads are the same to it. The
    end block alone closes a message: some senders forget the carriage return after it.
    ``faults`` counts what was wrong, by code of :data:`TEXTS`.
    """

    def __init__(self, limit=LIMIT):
        self.limit = limit
        self.faults = {}
        self._pieces = []
        self._size = 0
        self._open = False

    def feed(self, data):
        """The messages that are complete with these bytes.

        :raises DecodeError: ``mllp.too_long``; nothing can be read after that.
        """
        found = []
        position = 0
        while position < len(data):
            if not self._open:
                position = self._outside(data, position)
                continue
            end = data.find(END, position)
            stop = len(data) if end < 0 else end
            self._keep(data[position:stop])
            if end < 0:
                break
            found.append(self._close())
            position = end + 1
        return found

    def finish(self):
        """The stream has ended: whether it ended between two messages."""
        if self._open:
            self._fault("mllp.cut")
        whole = not self._open
        self._open, self._pieces, self._size = False, [], 0
        return whole

    @property
    def waiting(self):
        """Bytes of a message that is not complete."""
        return self._size

    def _outside(self, data, position):
        start = data.find(START, position)
        stop = len(data) if start < 0 else start
        if data[position:stop].strip(b"\r\n \t"):
            self._fault("mllp.noise")
        if start < 0:
            return stop
        self._open = True
        return start + 1

    def _keep(self, piece):
        start = piece.rfind(START)
        if start >= 0:
            self._fault("mllp.nested")
            self._pieces, self._size = [], 0
            piece = piece[start + 1 :]
        self._size += len(piece)
        if self._size > self.limit:
            raise DecodeError("mllp.too_long", "", TEXTS["mllp.too_long"])
        self._pieces.append(piece)

    def _close(self):
        message = b"".join(self._pieces)
        self._open, self._pieces, self._size = False, [], 0
        return message

    def _fault(self, code):
        self.faults[code] = self.faults.get(code, 0) + 1
