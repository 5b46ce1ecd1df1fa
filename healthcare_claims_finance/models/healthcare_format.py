"""What this addon adds to the registry of formats."""

from odoo import api, models

from ..codec import CODECS
from ..document import DOCUMENTS


class HealthcareFormat(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.format"

    @api.model
    def _codecs(self):
        return super()._codecs() | CODECS

    @api.model
    def _documents(self):
        return super()._documents() | DOCUMENTS
