"""X12 997 <-> FunctionalAcknowledgment: the answer to one functional group."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .x12_answers import NAMES_997, AnswerReader
from .x12_answers_write import write_answer


class X12Acknowledgment997(Document):
    """997, written as version 004010."""

    code = "x12_997"
    kind = "functional_acknowledgment"
    codec = "x12"
    reads = "997"

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` with one group."""
        return AnswerReader(part, NAMES_997).read()

    def write(self, document):
        """The answer to one group, without copies of bad elements."""
        return write_answer(document, NAMES_997)

    def writes(self, document):
        """Only what is meant to be a 997."""
        return document.standard == "997"
