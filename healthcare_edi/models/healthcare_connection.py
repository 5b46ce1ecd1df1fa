"""The trading partner where an administrator sets up a connection."""

from odoo import fields, models


class HealthcareConnection(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.connection"

    trading_partner_ids = fields.One2many("healthcare.trading.partner", "connection_id")
