"""BAI2: files, groups, accounts; counts and control totals on each level."""

from odoo.addons.healthcare_integration_base.codec.base import Codec, Decoded
from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import NOTE

from ..collector import paused
from . import bai2_places
from .bai2_envelope import File
from .bai2_records import CHUNK, lines_of, records, stream_lines
from .bai2_tables import FAULTS, fault
from .bai2_write import write


class Bai2Codec(Codec):
    """One :class:`Part` per account: ``code`` ``statement``, ``tree`` its records.

    ``facts`` of a part, as text: ``sender receiver file_date file_time file_id
    originator group_receiver group_status as_of_date as_of_time currency modifier
    total records``; empty where the file has none.
    """

    name = "bai2"
    media_type = "text/plain"
    extension = "bai"

    def decode(self, payload):
        """``bytes`` to :class:`Decoded`.

        :raises DecodeError: ``bai2.empty``, ``bai2.not_bai2``.
        """
        text, issues = _text_of(payload)
        file = File()
        parts = []
        with paused():
            for account, record in file.walk(records(lines_of(text))):
                if record is not None:
                    account.records.append(record)
                elif account.closed:
                    parts.append(account.part())
        return Decoded(tuple(parts), (*issues, *file.issues), file.facts)

    def iterate(self, stream):
        """Yield ``(account, record)`` in constant memory: the account with None first,
        then with each of its records (03 included), at last with None again.

        :raises DecodeError: as :meth:`decode`.
        """
        head = stream.read(CHUNK)
        _check(head.decode("latin-1"))
        encoding = "utf-8" if _is_utf8(head) else "latin-1"
        lines = stream_lines(_Again(head, stream), encoding)
        yield from File().walk(records(lines))

    def locate(self, payload, where):
        """The record or field at ``where`` (``02[1]/03[2]/16[5]/16-03``)."""
        try:
            text, _issues = _text_of(payload)
        except DecodeError:
            return None
        found = bai2_places.find(text, where)
        return Located(text, *found) if found else None

    def veil(self, text, mask):
        """See :func:`.bai2_places.veil`."""
        return bai2_places.veil(text, mask)

    def encode(self, parts, envelope):
        """See :func:`.bai2_write.write`."""
        return write(parts, envelope)


class _Again:
    """A stream of which the beginning was read already."""

    def __init__(self, head, stream):
        self._head, self._stream = head, stream

    def read(self, size):
        head, self._head = self._head, b""
        return head or self._stream.read(size)


def _is_utf8(head):
    try:
        head[: CHUNK - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > CHUNK - 8
    return True


def _text_of(payload):
    """``(text, issues)`` of a payload, whatever its bytes.

    :raises DecodeError: when nothing looks like a record.
    """
    issues = []
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = payload.decode("latin-1")
        issues.append(fault("bai2.encoding", "", NOTE))
    _check(text)
    return text, issues


def _check(text):
    text = text[:CHUNK].lstrip("\ufeffï»¿ \t\r\n\0")
    if not text:
        raise DecodeError("bai2.empty", "", FAULTS["bai2.empty"].text)
    if not text.startswith(("01,", "02,", "03,")):
        raise DecodeError("bai2.not_bai2", "", FAULTS["bai2.not_bai2"].text)
