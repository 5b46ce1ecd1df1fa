"""cXML Response <-> FunctionalAcknowledgment: what a partner's door says to a request.

The answer comes on the connection of the request and does not repeat its number. Its
words may quote the request and are not kept.
"""

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    ACCEPTED_WITH_ERRORS,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, INTERCHANGE

from .cxml_reading import CxmlReading

STANDARD = "cXML"
#: Codes below 300 say that the request was taken; 201 and 204 that it was put aside.
OK, REFUSED = "200", "400"
NOT_FINAL = ("201", "280")


class CxmlResponse(Document):
    """A bare answer."""

    code = "cxml_response"
    kind = "functional_acknowledgment"
    codec = "cxml"
    reads = "Response"

    def writes(self, document):
        """Answers to cXML."""
        return document.standard == STANDARD

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` without groups."""
        reading = CxmlReading(part)
        code = part.facts.get("status_code") or ""
        if not (code.isascii() and code.isdigit() and len(code) == 3):
            reading.missing(part.tree, "Status", FATAL)
            return reading.result()
        taken = code < "300"
        error = AcknowledgedError(f"{STANDARD}:{code}", INTERCHANGE)
        return reading.result(
            FunctionalAcknowledgment(
                standard=STANDARD,
                status=ACCEPTED if taken else REJECTED,
                errors=() if taken else (error,),
                final=code not in NOT_FINAL,
                where=part.where,
            )
        )

    def write(self, document):
        """A ``Response`` with nothing but a status."""
        taken = document.status in (ACCEPTED, ACCEPTED_WITH_ERRORS)
        codes = [row.code.partition(":")[2] for row in document.errors]
        refused = codes[0] if codes and codes[0][:1] in ("4", "5") else REFUSED
        code = OK if taken else refused
        if taken and not document.final:
            code = NOT_FINAL[0]
        top = etree.Element("Response")
        add(top, "Status", code=code, text="OK" if taken else "Refused")
        return Part("Response", top, facts={"status_code": code})
