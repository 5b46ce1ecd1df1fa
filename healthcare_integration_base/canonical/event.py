"""Event: something happened here that others want to know (CloudEvents 1.0)."""

from dataclasses import dataclass
from datetime import datetime

from .base import CanonicalDocument, canonical


@canonical
@dataclass(frozen=True, slots=True)
class Event(CanonicalDocument):
    """``source`` and ``event_id`` together name one occurrence; ``time`` aware.

    ``subject`` is what it happened to (``purchase.order/42``); ``data`` JSON text;
    ``traceparent`` as in W3C Trace Context, empty when there is none.
    """

    KIND = "event"
    SCHEMA_VERSION = 1

    event_id: str
    source: str
    event_type: str
    subject: str
    time: datetime
    data: str = "{}"
    traceparent: str = ""
