"""X12 999 <-> FunctionalAcknowledgment: the answer to one functional group."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .x12_answers import NAMES_999, AnswerReader
from .x12_answers_write import write_answer


class X12Acknowledgment999(Document):
    """999, written as 005010X231A1."""

    code = "x12_999"
    kind = "functional_acknowledgment"
    codec = "x12"
    reads = "999"

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` with one group."""
        return AnswerReader(part, NAMES_999).read()

    def write(self, document):
        """The answer to one group, without copies of bad elements."""
        return write_answer(document, NAMES_999)

    def writes(self, document):
        """Only what is meant to be a 999."""
        return document.standard == "999"
