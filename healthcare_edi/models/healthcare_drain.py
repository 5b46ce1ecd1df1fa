"""Where this addon takes part in the drain."""

from odoo import api, models


class HealthcareDrain(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.drain"

    @api.model
    def _tolerate(self, message, decoded):
        decoded = super()._tolerate(message, decoded)
        if message.codec != "x12":
            return decoded
        partners = self.env["healthcare.trading.partner"]
        return partners._for_connection(message.connection_id)._judge(decoded)
