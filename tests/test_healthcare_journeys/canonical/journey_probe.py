"""JourneyProbe: a document that tells its own handler how to end."""

from dataclasses import dataclass

from odoo.addons.healthcare_integration_base.canonical.base import (
    CanonicalDocument,
    canonical,
)


@canonical
@dataclass(frozen=True, slots=True)
class JourneyProbe(CanonicalDocument):
    """``number`` is the natural key, ``subject`` what stays in order by ``sequence``
    (from 1 without gaps, 0 for probes without order), ``action`` what the handler does,
    ``payload`` text that must appear nowhere but in the message and the probe itself.
    """

    KIND = "journey_probe"
    SCHEMA_VERSION = 1

    number: str
    action: str = "ok"
    subject: str = ""
    sequence: int = 0
    payload: str = ""
