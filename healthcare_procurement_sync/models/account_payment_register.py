"""Payments respect the hold of a bill."""

from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """The payment wizard respects the hold."""

    _inherit = "account.payment.register"

    def _create_payments(self):
        # EXTENDS account
        self.line_ids.move_id._healthcare_check_payable()
        return super()._create_payments()


class AccountPayment(models.Model):
    """A payment that names its bills respects the hold as well."""

    _inherit = "account.payment"

    def action_post(self):
        # EXTENDS account
        self.invoice_ids._healthcare_check_payable()
        return super().action_post()
