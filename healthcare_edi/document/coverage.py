"""What 270 and 271 share: levels, traces, dates and service composites."""

from odoo.addons.healthcare_integration_base.canonical import EligibilityTrace
from odoo.addons.healthcare_integration_base.issue import ERROR

from .claim_person import NOBODY, write_name_of
from .levels import DEPENDENT, RECEIVER, SOURCE, SUBSCRIBER, write_name
from .reading import text

VERSION = "005010X279A1"
#: HL03 -> the HL03 that may stand above it.
PARENTS = {
    SOURCE: ("",),
    RECEIVER: (SOURCE,),
    SUBSCRIBER: (RECEIVER,),
    DEPENDENT: (SUBSCRIBER,),
}
#: NM101 of the source: payer, third party, employer ...
SOURCE_ROLES = ("PR", "2B", "36", "GP", "P5")
#: NM101 of the receiver: provider, hospital, facility ...
RECEIVER_ROLES = ("1P", "2B", "36", "80", "FA", "GP", "P5", "PR")
#: III01 of a place of service; other qualifiers name diagnoses.
PLACE_OF_SERVICE = "ZZ"
#: NM101 of the patient's level.
PATIENT_ROLES = {SUBSCRIBER: "IL", DEPENDENT: "03"}


def read_trace(segment):
    """A TRN as :class:`EligibilityTrace`."""
    return EligibilityTrace(text(segment, 2), text(segment, 3), text(segment, 1))


def read_composite(reading, segment, number):
    """Qualifier, code and modifiers with colons."""
    if len(segment) <= number:
        return ""
    return ":".join(reading.components(segment[number])[:6]).rstrip(":")


def read_repeated(reading, segment, number, where):
    """A repeated element as tuple; in one piece where the ISA names no separator."""
    if len(segment) <= number:
        return ()
    found = tuple(reading.repetitions(segment[number]))
    if not all(piece.isalnum() for piece in found):
        reading.report("x12.repetition", segment, number, ERROR, where)
    return found


def write_traces(writing, traces):
    """TRN segments."""
    for trace in traces:
        writing.add("TRN", trace.kind, trace.number, trace.origin)


def write_composite(procedure):
    """A procedure with colons as composite."""
    return tuple(procedure.split(":"))


def write_receiver(writing, document):
    """The NM1 of the receiver; none for one that is not known at all."""
    party, role = document.receiver, document.receiver_role
    if role or party.identifier or party.name:
        write_name(writing, role or RECEIVER_ROLES[0], party)


def write_patient(writing, levels, receiver, dependent, subscriber_person=NOBODY):
    """The level of a patient; a dependent's has the one of his subscriber above."""
    subscriber = levels.open(SUBSCRIBER, receiver, dependent)
    if not dependent:
        return SUBSCRIBER
    write_name_of(writing, PATIENT_ROLES[SUBSCRIBER], subscriber_person)
    levels.open(DEPENDENT, subscriber, children=False)
    return DEPENDENT
