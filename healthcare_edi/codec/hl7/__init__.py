"""HL7 version 2, any version, any separators, one message or batches of them."""

from odoo.addons.healthcare_integration_base.codec.base import Codec

from .delimiters import DEFAULT, Delimiters, read_delimiters
from .escapes import escape, unescape
from .faults import FAULTS, TEXTS, fault
from .message import Message
from .mllp import Framer, frame
from .places import locate, veil
from .reader import iterate, read
from .writer import render, write


class HL7Codec(Codec):
    """Messages and back, by a parser of our own that splits only what is asked for.

    One :class:`Part` per message: ``code`` is the message code (``ADT``), ``version``
    MSH-12, ``tree`` a :class:`Message` (segments as lists of raw fields, the tag
    first), ``where`` ``MSH[2]`` or ``FHS[1]/BHS[1]/MSH[2]``. ``facts``: ``msh3 msh4
    msh5 msh6 msh7 msh9 msh10 msh11 msh12 msh15 msh16 msh18`` (components between
    ``^``), ``code``, ``trigger``, ``delimiters``, ``charset``, ``bhs11`` and ``fhs11``
    inside a batch and a file.
    """

    name = "hl7"
    label = "HL7 v2"
    media_type = "application/hl7-v2+er7"
    extension = "hl7"

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


__all__ = [
    "DEFAULT",
    "FAULTS",
    "TEXTS",
    "Delimiters",
    "Framer",
    "HL7Codec",
    "Message",
    "escape",
    "fault",
    "frame",
    "iterate",
    "locate",
    "read",
    "read_delimiters",
    "render",
    "unescape",
    "veil",
    "write",
]
