"""What this addon adds to the registry of formats."""

from datetime import datetime, timezone

from odoo import api, models

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

from ..codec import CODECS
from ..document import DOCUMENTS
from ..document.opaque import use_key
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
        self._use_token_key()
        return super()._documents() | DOCUMENTS

    @api.model
    def _use_token_key(self):
        """Whoever is about to read has the key of the patients' tokens; without a key
        file, which no protected flow goes without, there is none."""
        try:
            use_key(self.env["healthcare.vault"]._token_key())
        except ConfigurationError:
            use_key(b"")

    @api.model
    def _envelope(self, flow, part=None):
        if flow.codec not in WITH_PARTNER:
            return super()._envelope(flow, part)
        partners = self.env["healthcare.trading.partner"]
        partner = partners._for_connection(flow.connection_id, flow.codec)
        return partner._envelope(datetime.now(timezone.utc), part, flow.kind)
