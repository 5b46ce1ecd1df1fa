"""UN/EDIFACT: any message, syntax versions 1 to 4, any separators."""

from odoo.addons.healthcare_integration_base.codec.base import Codec

from .delimiters import Delimiters, find_header, guess_delimiters
from .faults import FAULTS, fault
from .places import locate, veil
from .reader import read
from .scanner import Segments
from .splitting import Repeated, tokenize
from .stream import iterate
from .writer import write


class EdifactCodec(Codec):
    """Messages and back.

    One :class:`Part` per message (UNH to UNT); ``code`` is the message type and
    ``version`` the rest of UNH02 (``D:96A:UN:EAN008``). ``tree`` iterates over the
    segments between UNH and UNT, each ``[tag, element, ...]`` with lists of components
    for elements, and carries the ``delimiters``. ``facts`` of a part are named by
    segment, element and component: ``unb01 unb01_2 unb02 unb02_2 unb03
    unb03_2 unb04 unb04_2 unb05 unb07 unb09 unb11 ung01 ung02 ung02_2 ung03 ung03_2
    ung05 unh01 unh02 unh03 unt01 unt02`` (None where the file has no such segment),
    ``version``, ``segments_counted`` (UNH and UNT included), ``position`` (of UNH in
    its interchange, the UNB is 1; segment ``n`` of the tree stands ``n`` behind it),
    ``delimiters``. ``facts`` of the whole: ``encoding``, ``bom``, ``prefix``,
    ``interchanges``.
    """

    name = "edifact"
    media_type = "application/edifact"
    extension = "edi"

    def decode(self, payload):
        """See :func:`.reader.read`."""
        return read(payload)

    def locate(self, payload, where):
        """See :func:`.places.locate`."""
        return locate(payload, where)

    def veil(self, text, mask):
        """See :func:`.places.veil`."""
        return veil(text, mask)

    def encode(self, parts, envelope):
        """See :func:`.writer.write`."""
        return write(parts, envelope)

    def iterate(self, stream):
        """See :func:`.stream.iterate`."""
        return iterate(stream)


__all__ = [
    "FAULTS",
    "Delimiters",
    "EdifactCodec",
    "Repeated",
    "Segments",
    "fault",
    "find_header",
    "guess_delimiters",
    "iterate",
    "read",
    "tokenize",
    "write",
]
