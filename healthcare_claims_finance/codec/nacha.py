"""ACH files: batches of entries with their addenda; hash and totals on both levels."""

from odoo.addons.healthcare_integration_base.codec.base import Codec, Decoded, Part
from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import NOTE

from . import nacha_places
from .nacha_envelope import File
from .nacha_records import lines_of, stream_lines
from .nacha_tables import FAULTS, WIDTH, fault
from .nacha_write import write


class NachaCodec(Codec):
    """One :class:`Part` per batch: ``code`` ``batch``, ``version`` its standard entry
    class (CCD, PPD, CTX), ``tree`` its entries, each a list of records.

    ``facts`` of a part, as text: the fields of file header and batch header.
    """

    name = "nacha"
    media_type = "text/plain"
    extension = "ach"

    def decode(self, payload):
        """``bytes`` to :class:`Decoded`.

        :raises DecodeError: ``nacha.empty``, ``nacha.not_nacha``.
        """
        text, issues = _text_of(payload)
        file = File()
        parts = []
        for batch, entry in file.walk(lines_of(text)):
            if entry is not None:
                batch.entries.append(entry)
            elif batch.closed:
                facts = batch.facts
                parts.append(
                    Part(
                        "batch",
                        batch,
                        batch.where,
                        facts["standard_class"],
                        facts,
                        tuple(batch.issues),
                    )
                )
        return Decoded(tuple(parts), (*issues, *file.issues), file.facts)

    def iterate(self, stream):
        """Yield ``(batch, entry)`` in constant memory: the batch with None first, then
        with each of its entries, at last with None again.

        :raises DecodeError: as :meth:`decode`.
        """
        yield from File().walk(stream_lines(stream, _check))

    def locate(self, payload, where):
        """The record or field at ``where`` (``5[1]/6[3]/amount``)."""
        try:
            text, _issues = _text_of(payload)
        except DecodeError:
            return None
        found = nacha_places.find(text, where)
        return Located(text, *found) if found else None

    def veil(self, text, mask):
        """See :func:`.nacha_places.veil`."""
        return nacha_places.veil(text, mask)

    def encode(self, parts, envelope):
        """See :func:`.nacha_write.write`."""
        return write(parts, envelope)


def _text_of(payload):
    issues = []
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = payload.decode("latin-1")
        issues.append(fault("nacha.encoding", "", NOTE))
    _check(text)
    return text, issues


def _check(text):
    bare = text[: WIDTH * 2].lstrip("\ufeff \t\r\n")
    if not bare:
        raise DecodeError("nacha.empty", "", FAULTS["nacha.empty"].text)
    # Priority code 01 and, at its place, the record size.
    if not bare.startswith(("101", "5220", "5225", "5200")):
        raise DecodeError("nacha.not_nacha", "", FAULTS["nacha.not_nacha"].text)
