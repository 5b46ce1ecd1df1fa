"""ANSI ASC X12: any set, any version, any separators."""

from odoo.addons.healthcare_integration_base.codec.base import Codec

from .checker import Checker, check
from .delimiters import Delimiters, find_header, guess_delimiters
from .faults import FAULTS, TEXTS, fault
from .live import LiveFile
from .places import locate, veil
from .reader import read
from .scanner import Segments
from .stream import iterate
from .tokenizer import tokenize
from .writer import write


class X12Codec(Codec):
    """Transaction sets and back.

    One :class:`Part` per transaction set and per TA1. ``tree`` iterates over the
    segments between ST and SE, each a list of strings with the tag first, and carries
    the ``delimiters``. ``facts`` of a part: ``isa05 isa06 isa07 isa08 isa12 isa13 isa15
    gs01 gs02 gs03 gs06 gs08 st01 st02 st03 se01 se02`` (None where the file has none),
    ``segments_counted`` (ST and SE included), ``position`` (of ST in its interchange,
    the ISA is 1; segment ``n`` of the tree stands at ``position + n``), ``delimiters``.
    ``facts`` of the whole: ``encoding``, ``bom``, ``prefix``, ``interchanges``.
    """

    name = "x12"
    media_type = "application/edi-x12"
    extension = "edi"

    def decode(self, payload):
        """See :func:`.reader.read`."""
        return read(payload)

    def iterate(self, stream):
        """Parts of a binary stream in constant memory: see :class:`.live.LiveFile`."""
        return iter(LiveFile(stream))

    def locate(self, payload, where):
        """See :func:`.places.locate`."""
        return locate(payload, where)

    def veil(self, text, mask):
        """See :func:`.places.veil`."""
        return veil(text, mask)

    def encode(self, parts, envelope):
        """See :func:`.writer.write`."""
        return write(parts, envelope)


__all__ = [
    "FAULTS",
    "TEXTS",
    "Checker",
    "Delimiters",
    "LiveFile",
    "Segments",
    "X12Codec",
    "check",
    "fault",
    "find_header",
    "guess_delimiters",
    "iterate",
    "read",
    "tokenize",
    "write",
]
