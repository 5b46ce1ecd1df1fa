"""Everything that can be wrong with a FHIR payload, under stable codes.

``reference`` is the code of an OperationOutcome (value set issue-type) that says it.
"""

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    INTERCHANGE,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

_AGAIN = "Ask the sender to correct the resource and to send it again."
_R4 = "Ask the sender for FHIR R4 (4.0.1)."

FAULTS = FaultTable(
    {
        "fhir.bundle.empty": Fault(
            INTERCHANGE, "The bundle holds no resource.", "", "issue-type:informational"
        ),
        "fhir.bundle.type": Fault(
            INTERCHANGE,
            "The bundle does not say of which type it is.",
            "Ask the sender to state Bundle.type.",
            "issue-type:required",
        ),
        "fhir.bundle.next": Fault(
            INTERCHANGE,
            "The bundle holds only a part of what was found: there are more pages.",
            "Fetch the next page (link relation next).",
            "issue-type:incomplete",
        ),
        "fhir.bundle.depth": Fault(
            SET,
            "Bundles lie in bundles too deep to be looked into.",
            "Ask the sender for one bundle.",
            "issue-type:too-long",
        ),
        "fhir.entry.resource": Fault(
            SET, "An entry of the bundle holds no resource.", "", "issue-type:required"
        ),
        "fhir.entry.failed": Fault(
            SET,
            "The server refused this entry.",
            "Look at its outcome; correct the resource and send it again.",
            "issue-type:processing",
        ),
        "fhir.entry.deleted": Fault(
            SET,
            "The entry asks for a deletion; nothing was deleted.",
            "Handle the deletion by hand, or ask the sender for a cancellation.",
            "issue-type:not-supported",
        ),
        "fhir.line.syntax": Fault(
            SET,
            "A line is no JSON object; it was left out.",
            _AGAIN,
            "issue-type:structure",
        ),
        "fhir.outcome": Fault(
            SET,
            "The sender reports an error or a warning in an OperationOutcome.",
            "Look at the outcome at this place.",
            "issue-type:processing",
        ),
        "fhir.resource.type": Fault(
            SET,
            "The resource does not say of which type it is.",
            _AGAIN,
            "issue-type:structure",
        ),
        "fhir.member.twice": Fault(
            ELEMENT,
            "A member occurs twice in one object; nobody knows which one counts.",
            _AGAIN,
            "issue-type:structure",
        ),
        "fhir.version": Fault(
            ELEMENT,
            "The resource has the shape of another version than R4.",
            _R4,
            "issue-type:not-supported",
        ),
        "fhir.modifier": Fault(
            ELEMENT,
            "An extension that changes the meaning is not known; the resource must not "
            "be used without it.",
            "Ask the sender what it means before the resource is used.",
            "issue-type:extension",
        ),
        "fhir.shape": Fault(
            ELEMENT,
            "A member has not the shape it must have.",
            _AGAIN,
            "issue-type:structure",
        ),
        "fhir.missing": Fault(
            ELEMENT, "A mandatory member is missing.", _AGAIN, "issue-type:required"
        ),
        "fhir.amount": Fault(
            ELEMENT, "An amount or quantity cannot be read.", _AGAIN, "issue-type:value"
        ),
        "fhir.amount.missing": Fault(
            ELEMENT,
            "A mandatory amount or quantity is missing.",
            _AGAIN,
            "issue-type:required",
        ),
        "fhir.date": Fault(
            ELEMENT, "A date or time cannot be read.", _AGAIN, "issue-type:value"
        ),
        "fhir.date.precision": Fault(
            ELEMENT,
            "A date names no day; it was left out.",
            "Ask the sender for the day.",
            "issue-type:value",
        ),
        "fhir.code": Fault(
            ELEMENT,
            "A code is not in its value set.",
            _AGAIN,
            "issue-type:code-invalid",
        ),
        "fhir.currency.several": Fault(
            ELEMENT,
            "Several currencies in one document.",
            _AGAIN,
            "issue-type:invariant",
        ),
        "fhir.reference": Fault(
            ELEMENT,
            "What this refers to is not in the payload, and the reference holds no "
            "identifier.",
            "Ask the sender to send the resource along, or its identifier.",
            "issue-type:not-found",
        ),
        "fhir.status": Fault(
            ELEMENT,
            "A resource of this status is not taken.",
            "Nothing is to be done if the sender withdraws it on purpose.",
            "issue-type:business-rule",
        ),
        "fhir.use": Fault(
            ELEMENT,
            "Only claims are taken, no preauthorization and no predetermination.",
            "Send it to whom it concerns; it asks for no money.",
            "issue-type:not-supported",
        ),
        "fhir.payment.number": Fault(
            ELEMENT,
            "The payment has no number; that of the resource was taken.",
            "Ask the payer for the number of the check or transfer.",
            "issue-type:required",
        ),
        "fhir.payment.detail": Fault(
            SEGMENT,
            "The adjudication of a paid claim is not in the payload; it was left out.",
            "Ask the payer for the ExplanationOfBenefit or ClaimResponse beside it.",
            "issue-type:not-found",
        ),
        "fhir.payment.differs": Fault(
            ELEMENT,
            "The amount of a detail is not what its adjudication says was paid.",
            "Ask the payer which of them is true.",
            "issue-type:invariant",
        ),
        "fhir.total": Fault(
            ELEMENT,
            "The total is not stated; the lines were added up.",
            "",
            "issue-type:required",
        ),
    }
)

#: The texts alone, by code.
TEXTS = {code: row.text for code, row in FAULTS.items()}
fault = FAULTS.issue
