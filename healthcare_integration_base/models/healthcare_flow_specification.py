"""A readable specification of a flow, made from what is set up now."""

from odoo import api, models

from ..canonical import REGISTRY
from ..canonical.schema import schema_fields

ROWS_MAX = 500
"""Rows of a mapping that are printed; of a longer one the number is named."""


class HealthcareFlow(models.Model):
    """What the printed specification says; no payload and no secret is in it."""

    _inherit = "healthcare.flow"

    def _specification(self):
        """Members of the document, mappings in force and rules, as plain values."""
        self.ensure_one()
        kinds = [self.kind] if self.kind in REGISTRY else []
        mappings = self._mappings_asked()
        return {
            "members": [row for kind in kinds for row in schema_fields(kind)],
            "mappings": [self._mapping_page(mapping) for mapping in mappings],
            "rules": self.env["healthcare.rule"].search([("flow_id", "=", self.id)]),
        }

    def _mappings_asked(self):
        """Mappings that the handler of this flow asks, the connection's own first."""
        name = f"healthcare.handler.{self.kind}"
        domains = self.env[name]._mapping_domains if name in self.env else ()
        mappings = self.env["healthcare.mapping"].search(
            [
                ("domain", "in", list(domains)),
                ("company_id", "=", self.company_id.id),
                ("connection_id", "in", (False, self.connection_id.id)),
            ]
        )
        return mappings.sorted(lambda row: (row.domain, not row.connection_id))

    @api.model
    def _mapping_page(self, mapping):
        lines = mapping.version_id.line_ids
        return {
            "mapping": mapping,
            "version": mapping.version_id,
            "lines": lines[:ROWS_MAX],
            "more": max(0, len(lines) - ROWS_MAX),
        }
