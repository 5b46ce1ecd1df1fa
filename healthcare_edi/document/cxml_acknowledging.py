"""How a cXML request is answered: one status for the whole document."""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.issue import INTERCHANGE

from .cxml_response import STANDARD

#: cXML status: the document is well formed and cannot be used.
NOT_ACCEPTABLE = f"{STANDARD}:406"


def acknowledge(decoded, findings, control=None, standard=STANDARD):
    """The :class:`FunctionalAcknowledgment` of one document, as tuple.

    :param findings: ``{part.where: issues}`` of reading.
    """
    blocked = not decoded.parts or any(
        issue.blocks
        for part in decoded.parts
        for issue in (*part.issues, *findings.get(part.where, ()))
    )
    errors = (AcknowledgedError(NOT_ACCEPTABLE, INTERCHANGE),) if blocked else ()
    return (
        FunctionalAcknowledgment(
            standard=STANDARD,
            status=REJECTED if blocked else ACCEPTED,
            interchange_control=decoded.facts.get("payload_id", ""),
            sender=decoded.facts.get("from_id", ""),
            receiver=decoded.facts.get("to_id", ""),
            errors=errors,
        ),
    )
