"""What this addon adds to the registry of formats."""

from datetime import datetime, timezone

from odoo import api, models

from ..codec import CODECS
from ..document import DOCUMENTS
from ..envelope_facts import NAMES

WITH_PARTNER = frozenset({*NAMES, "cxml"})
"""Syntaxes in which nothing leaves without a trading partner."""


class HealthcareFormat(models.AbstractModel):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.format"

    @api.model
    def _codecs(self):
        return super()._codecs() | CODECS

    @api.model
    def _documents(self):
        return super()._documents() | DOCUMENTS

    @api.model
    def _envelope(self, flow, part=None):
        if flow.codec not in WITH_PARTNER:
            return super()._envelope(flow, part)
        partners = self.env["healthcare.trading.partner"]
        partner = partners._for_connection(flow.connection_id, flow.codec)
        return partner._envelope(datetime.now(timezone.utc), part, flow.kind)
