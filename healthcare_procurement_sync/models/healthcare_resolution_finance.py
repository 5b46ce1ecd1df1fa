"""The answers to what a finance system says about bills and payments."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """What the buttons of a question of finance do."""

    _inherit = "healthcare.exception"

    def _resolution_export_again(self, _reason):
        """The corrected bill leaves for finance once more, under its identity there."""
        export = self._document().healthcare_export_id
        if not export:
            raise UserError(self.env._("The bill was not exported."))
        export.action_export_again()

    def _resolution_payment_explained(self, reason):
        """What finance answered stands on the bill, where one is known."""
        record = self._record()
        if record and record._name == "account.move":
            self._document().sudo()._message_log(body=reason)
