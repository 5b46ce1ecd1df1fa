"""What a handler lets people do with a message of its kind: correct it, undo it."""

from odoo import api, models
from odoo.exceptions import UserError


class HealthcareHandler(models.AbstractModel):
    """The parts of the contract that serve modes, corrections and compensation."""

    _inherit = "healthcare.handler"

    @api.model
    def _facility(self, document):
        """The code of the facility a document belongs to; empty when it names none."""
        return ""

    @api.model
    def _editable_paths(self):
        """Places of a document that a person may correct: ``("order_number",
        "lines[].quantity")``. Never what identifies the fact or its amounts, unless the
        trade knows better."""
        return ()

    @api.model
    def _compensate(self, messages):
        """Take back what ``messages`` did. Runs as the connection's service user.

        Done completely or not at all: whatever cannot be undone is refused, with the
        reason in words. The natural key is released, so that the document may be
        applied again.

        :param messages: recordset of ``healthcare.message`` of this kind.
        :return: list of ``outcome.Touched`` for each message, in the same order.
        :raises UserError: it cannot be undone.
        """
        raise UserError(
            self.env._("A document of this kind cannot be undone. Correct it by hand.")
        )
