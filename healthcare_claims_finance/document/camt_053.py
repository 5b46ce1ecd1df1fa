"""CAMT.053 statement (and CAMT.052 report) <-> BankStatement."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .camt_statement import read_statement
from .camt_write import write_statement


class CamtStatement(Document):
    """A closed day or period of one account."""

    code = "camt_053"
    kind = "bank_statement"
    codec = "camt"
    reads = "camt.053"

    def writes(self, document):
        """Closed statements."""
        return document.statement_type == "statement"

    def read(self, part):
        """One :class:`BankStatement` per statement."""
        return read_statement(part)

    def write(self, document):
        """A :class:`BankStatement` as ``Stmt``, version 08."""
        return write_statement(document, self.reads)


class CamtReport(CamtStatement):
    """The day so far."""

    code = "camt_052"
    reads = "camt.052"

    def writes(self, document):
        """What is no closed statement but has balances."""
        return document.statement_type == "interim"
