"""FunctionalAcknowledgment: what the receiver's software says of an interchange.

X12 TA1, 997 and 999, UN/EDIFACT CONTRL, the HL7 v2 ACK. It speaks of syntax and
delivery, never of the business: an accepted order may still be refused.
"""

from dataclasses import dataclass
from datetime import datetime

from .base import CanonicalDocument, canonical

ACCEPTED = "accepted"
ACCEPTED_WITH_ERRORS = "accepted_with_errors"
PARTLY = "partly"
REJECTED = "rejected"
STATUSES = (ACCEPTED, ACCEPTED_WITH_ERRORS, PARTLY, REJECTED)


@dataclass(frozen=True, slots=True)
class AcknowledgedError:
    """One thing that the receiver complains about; never the value itself.

    ``code`` in the words of ``standard`` with the element it stands in (``AK304:8``,
    ``IK403:7``, ``TA105:018``, ``CONTRL:12``, ``HL70357:101``); ``level`` interchange,
    group, set, segment or element; ``segment`` its tag; ``position`` of the segment in
    its set, the opening segment is 1; ``element``, ``component`` and ``repetition``
    count from 1; ``loop`` as the guide names it (``2300``).
    """

    code: str
    level: str = ""
    segment: str = ""
    position: int | None = None
    loop: str = ""
    element: int | None = None
    component: int | None = None
    repetition: int | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedSet:
    """A transaction set, a message: ``code`` ``850`` or ``ORDERS``, ``control`` ST02,
    UNH 0062 or MSH-10, ``implementation`` ST03 or the UNH version.
    """

    code: str
    control: str
    status: str
    implementation: str = ""
    errors: tuple[AcknowledgedError, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class AcknowledgedGroup:
    """A functional group: ``code`` GS01, ``control`` GS06 or UNG 0048.

    ``version`` GS08; ``included``, ``received`` and ``accepted`` count sets: stated,
    found, taken. Formats without groups have one with an empty ``control``.
    """

    code: str = ""
    control: str = ""
    version: str = ""
    status: str = ACCEPTED
    included: int | None = None
    received: int | None = None
    accepted: int | None = None
    errors: tuple[AcknowledgedError, ...] = ()
    sets: tuple[AcknowledgedSet, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class FunctionalAcknowledgment(CanonicalDocument):
    """``standard`` is ``TA1``, ``997``, ``999``, ``CONTRL`` or ``HL7``.

    ``interchange_control`` ISA13, UNB 0020, or BHS-11/MSH-10 of what is acknowledged
    (empty in a 997 and a 999, which know only the group); ``interchange_at`` its date
    and time where the standard repeats it, UTC taken for a time without zone;
    ``sender`` and ``receiver`` of the interchange that is acknowledged. ``final`` is
    False of an answer that only says "arrived" (CONTRL action 8, HL7 CA).
    """

    KIND = "functional_acknowledgment"
    SCHEMA_VERSION = 1

    standard: str
    status: str
    interchange_control: str = ""
    interchange_at: datetime | None = None
    sender: str = ""
    sender_qualifier: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""
    groups: tuple[AcknowledgedGroup, ...] = ()
    errors: tuple[AcknowledgedError, ...] = ()
    final: bool = True
    where: str = ""
