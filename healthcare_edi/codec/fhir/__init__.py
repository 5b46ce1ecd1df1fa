"""HL7 FHIR R4 as JSON: one resource, bundles of any type, NDJSON."""

from odoo.addons.healthcare_integration_base.codec.base import Codec

from .faults import FAULTS, TEXTS, fault
from .outcome import operation_outcome
from .places import locate, veil
from .printing import dump
from .reader import read
from .resource import Around, Resource
from .stream import iterate
from .writer import write


class FhirCodec(Codec):
    """Resources and back; unknown members pass, decimals keep their zeros.

    One :class:`Part` per resource that says something of its own (a claim, a charge, a
    delivery): what is only referred to (patients, organisations, coverages) comes along
    in ``tree``, a :class:`Resource`. ``code`` is the resource type, ``version`` ``4.0``
    (R4 and R4B) or what the shape gives away, ``where`` ``$`` or
    ``$.entry[2].resource`` or ``line 3:$``. ``facts``: ``resource``, ``id``,
    ``address`` (fullUrl).
    """

    name = "fhir"
    media_type = "application/fhir+json"
    extension = "json"

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
    "FAULTS",
    "TEXTS",
    "Around",
    "FhirCodec",
    "Resource",
    "dump",
    "fault",
    "iterate",
    "locate",
    "operation_outcome",
    "read",
    "veil",
    "write",
]
