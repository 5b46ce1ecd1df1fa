"""A payload: messages, batches, files of batches; counts and control numbers."""

from odoo.addons.healthcare_integration_base.codec.base import Decoded
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import ERROR, NOTE, WARNING

from .delimiters import DEFAULT, head_of, read_delimiters
from .faults import fault
from .header import Numbers, read_message
from .scanner import normalise, pieces, stream_pieces, unframe

#: More messages than this in one payload are not believed: ``iterate`` has no limit.
MESSAGES_MAX = 20_000
NOT_HL7 = "The payload holds no HL7 message."
TOO_MANY = "The payload holds more messages than one payload may."
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_MARK = b"\xef\xbb\xbf"


def read(payload):
    """``bytes`` to :class:`Decoded`, one part per message.

    :raises DecodeError: ``hl7.not_hl7`` without any MSH, FHS or BHS; ``hl7.too_many``.
    """
    data, codes = _bytes(payload)
    walk = _Walk(MESSAGES_MAX)
    parts = tuple(walk.parts(pieces(data)))
    if not parts and not walk.files and not walk.batches:
        raise DecodeError("hl7.not_hl7", "", NOT_HL7)
    issues = [fault(code, "", NOTE if code == "hl7.bom" else WARNING) for code in codes]
    facts = {"files": walk.files, "batches": walk.batches, "messages": len(parts)}
    return Decoded(parts, (*issues, *walk.issues), facts)


def iterate(stream):
    """Yield a :class:`Part` per message of a binary stream, in constant memory.

    Counts of batches are not checked, duplicate control numbers not looked for: use
    :func:`read` for that.

    :raises DecodeError: ``hl7.message.too_long``; ``hl7.not_hl7`` at the end of a
        stream without message.
    """
    found = False
    for part in _Walk(None).parts(stream_pieces(stream)):
        found = True
        yield part
    if not found:
        raise DecodeError("hl7.not_hl7", "", NOT_HL7)


def _bytes(payload):
    codes = []
    encoding = _WIDE.get(payload[:2])
    if encoding:
        payload = payload[2:].decode(encoding, "replace").encode()
        codes.append("hl7.bom")
    elif payload.startswith(_MARK):
        payload = payload[len(_MARK) :]
        codes.append("hl7.bom")
    data, framed = unframe(normalise(payload))
    if framed:
        codes.append("hl7.frame")
    return data, codes


class _Walk:
    """Where we are: in which file, in which batch, at which message."""

    def __init__(self, limit):
        self.limit = limit
        self.numbers = Numbers(set()) if limit else None
        self.issues = []
        self.files = self.batches = 0
        self.file = self.batch = None
        self.messages = self.total = 0

    def parts(self, found):
        """Every message of the pieces, with the facts of what it is in.

        :raises DecodeError: ``hl7.too_many``.
        """
        for tag, data in found:
            if tag == "MSH":
                self.total += 1
                self.messages += 1
                self._check()
                place = f"{self._where()}MSH[{self.messages}]"
                yield read_message(data, place, self.numbers, self._outer())
            else:
                getattr(self, f"_take_{tag.lower() or 'prefix'}")(data)
                self._check()
        self._close_batch(None)
        self._close_file(None)

    def _check(self):
        if self.limit and self.total + len(self.issues) + self.batches > self.limit:
            raise DecodeError("hl7.too_many", "", TOO_MANY)

    def _where(self):
        return "".join(f"{row['where']}/" for row in (self.batch or self.file,) if row)

    def _outer(self):
        outer = {}
        if self.file:
            outer["fhs11"] = self.file["number"]
        if self.batch:
            outer["bhs11"] = self.batch["number"]
        return outer

    def _take_prefix(self, data):
        self._report("hl7.prefix", "", WARNING)

    def _take_fhs(self, data):
        self._close_batch(None)
        self._close_file(None)
        self.files += 1
        self.file = _envelope(data, f"FHS[{self.files}]")
        self.file["batches"] = 0

    def _take_bhs(self, data):
        self._close_batch(None)
        self.batches += 1
        number = self.batches
        if self.file:
            self.file["batches"] += 1
            number = self.file["batches"]
        self.batch = _envelope(data, f"{self._where()}BHS[{number}]")
        self.messages = 0

    def _take_bts(self, data):
        if self.batch is None:
            self._report("hl7.bhs.missing", self._where().rstrip("/"))
        self._close_batch(data)

    def _take_fts(self, data):
        self._close_batch(None)
        if self.file is None:
            self._report("hl7.fhs.missing", "")
        self._close_file(data)

    def _close_batch(self, trailer):
        batch, self.batch = self.batch, None
        if batch is None:
            return
        counted, self.messages = self.messages, 0
        if trailer is None:
            self._report("hl7.bts.missing", batch["where"])
        elif _differs(trailer, batch["delimiters"], counted):
            self._report("hl7.bts1.count", f"{batch['where']}/BTS-1")

    def _close_file(self, trailer):
        file, self.file = self.file, None
        if file is None:
            return
        if trailer is None:
            self._report("hl7.fts.missing", file["where"])
        elif _differs(trailer, file["delimiters"], file["batches"]):
            self._report("hl7.fts1.count", f"{file['where']}/FTS-1")

    def _report(self, code, where, severity=ERROR):
        if self.limit:
            self.issues.append(fault(code, where, severity))


def _envelope(data, where):
    line = data.split(b"\n", 1)[0].decode("latin-1").strip()
    delimiters = read_delimiters(head_of(line)) or DEFAULT
    fields = line.split(delimiters.field)
    number = fields[10].strip() if len(fields) > 10 else ""
    return {"where": where, "delimiters": delimiters, "number": number}


def _differs(trailer, delimiters, counted):
    """Whether a trailer states another count; an empty one states none."""
    line = trailer.split(b"\n", 1)[0].decode("latin-1")
    fields = line.split(delimiters.field, 2)
    stated = fields[1].strip() if len(fields) > 1 else ""
    return (
        bool(stated)
        and not (
            stated.isascii() and stated.isdigit() and stated.lstrip("0") == f"{counted}"
        )
        and not (stated.strip("0") == "" and counted == 0)
    )
