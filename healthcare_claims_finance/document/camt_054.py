"""CAMT.054 notification of single movements <-> BankStatement without balances."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .camt_statement import read_statement
from .camt_write import write_statement


class CamtNotification(Document):
    """Credits and debits as they happen; they come again in the statement."""

    code = "camt_054"
    kind = "bank_statement"
    codec = "camt"
    reads = "camt.054"

    def writes(self, document):
        """Notifications."""
        return document.statement_type == "notification"

    def read(self, part):
        """One :class:`BankStatement` per notification."""
        return read_statement(part)

    def write(self, document):
        """A :class:`BankStatement` as ``Ntfctn``, version 08."""
        return write_statement(document, self.reads)
