"""The probe as canonical JSON."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.document.json_canonical import (
    JsonCanonical,
)

KIND = "journey_probe"


class HealthcareFormat(models.AbstractModel):
    """Registers the probe; the base addon lists only the kinds it has itself."""

    _inherit = "healthcare.format"

    @api.model
    def _documents(self):
        return super()._documents() | {f"json_{KIND}": JsonCanonical(KIND)}
