"""How sensitive a document is, and what follows from it.

A class is tagged on each flow; the kind of a document sets the least class it can have.
Protected classes are sealed at rest and masked for everybody who may not read payloads.
"""

PUBLIC = "public"
FINANCIAL = "financial"
EMPLOYEE = "employee"
SUPPLIER_BANKING = "supplier_banking"
PATIENT_ADJACENT = "patient_adjacent"

LABELS = {
    PUBLIC: "Public",
    FINANCIAL: "Financial",
    EMPLOYEE: "Employee",
    SUPPLIER_BANKING: "Supplier banking",
    PATIENT_ADJACENT: "Patient-adjacent",
}
"""From the least to the most sensitive."""
PROTECTED = frozenset({SUPPLIER_BANKING, PATIENT_ADJACENT})
KIND_CLASS = {
    "functional_acknowledgment": PUBLIC,
    "requisition": EMPLOYEE,
    "approval": EMPLOYEE,
    "supplier": SUPPLIER_BANKING,
    "supplier_remittance": SUPPLIER_BANKING,
    "payment_status": SUPPLIER_BANKING,
    "bank_statement": SUPPLIER_BANKING,
    "payment_event": SUPPLIER_BANKING,
    "charge": PATIENT_ADJACENT,
    "usage": PATIENT_ADJACENT,
    "claim": PATIENT_ADJACENT,
    "claim_acknowledgment": PATIENT_ADJACENT,
    "claim_status": PATIENT_ADJACENT,
    "remittance": PATIENT_ADJACENT,
    "eligibility": PATIENT_ADJACENT,
    "customer_invoice": PATIENT_ADJACENT,
    "appointment": PATIENT_ADJACENT,
    "claim_status_request": PATIENT_ADJACENT,
    "eligibility_request": PATIENT_ADJACENT,
    "observation_report": PATIENT_ADJACENT,
    "patient_visit": PATIENT_ADJACENT,
    "service_order": PATIENT_ADJACENT,
    # Says for whom something is wanted, where it is said at all.
    "supply_request": PATIENT_ADJACENT,
}
"""Kinds that are not named here are financial."""
SIGN = "\N{BULLET}"
SHOWN = 3
"""Last characters that a mask leaves, so that two rows can be told apart."""


def least_class(kind):
    """The least class of a document of ``kind``; of an unknown one, the strictest."""
    if not kind:
        return PATIENT_ADJACENT
    return KIND_CLASS.get(kind, FINANCIAL)


def stricter(one, other):
    """The more sensitive of two classes; an empty one counts as public."""
    order = list(LABELS)
    return max(one or PUBLIC, other or PUBLIC, key=order.index)


def class_of(kind, flow_kind="", flow_class=""):
    """The class of one message: its flow's, and at least that of its kind.

    A flow for any document does not decide about a document whose kind is known.
    """
    if not kind:
        return flow_class or least_class("")
    return stricter(flow_class if flow_kind else PUBLIC, least_class(kind))


def mask(value):
    """``"HSP2024-0017"`` as ``"\N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET}017"``.

    Nothing of a short value is shown; the length of a long one does not show either.
    """
    if not value:
        return value
    text = str(value)
    tail = text[-SHOWN:] if len(text) >= 3 * SHOWN else ""
    return SIGN * 4 + tail
