"""Payments respect the hold of a bill."""

from odoo import api, models

LEFT = ("in_process", "paid")


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

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account: born confirmed.
        payments = super().create(vals_list)
        payments.filtered(lambda row: row.state in LEFT)._healthcare_check_leaving()
        return payments

    def write(self, vals):
        # EXTENDS account: writing the state confirms as the button does.
        if vals.get("state") in LEFT:
            fresh = self.filtered(lambda payment: payment.state not in LEFT)
            fresh._healthcare_check_leaving()
        return super().write(vals)

    def action_post(self):
        # EXTENDS account
        self._healthcare_check_leaving()
        return super().action_post()

    def _healthcare_check_leaving(self):
        # EXTENDS here
        self.invoice_ids._healthcare_check_payable()
        return super()._healthcare_check_leaving()
