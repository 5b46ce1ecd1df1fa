"""Bills that were held because of an unknown unit or item are matched again."""

from odoo import models
from odoo.exceptions import UserError

REMATCH_MAX = 200
"""Held bills that are matched again at once; more are matched when they are opened."""


class HealthcareMappingVersion(models.Model):
    """A new version of a unit or item table may explain what held a bill."""

    _inherit = "healthcare.mapping.version"

    def _release_waiting(self, before):
        super()._release_waiting(before)
        if self.domain not in ("uom", "item"):
            return
        held = self.env["healthcare.match"].sudo()
        domain = [
            ("state", "=", "held"),
            ("company_id", "=", self.company_id.id),
            "|",
            ("categories", "ilike", "UOM_UNMAPPED"),
            ("categories", "ilike", "ITEM_NOT_ON_PO"),
        ]
        if self.connection_id:
            domain.append(("connection_id", "=", self.connection_id.id))
        why = self.env._("%(version)s is in force.", version=self.display_name)
        savepoint = self.env.cr.savepoint()
        try:
            held.search(domain, limit=REMATCH_MAX, order="id")._rematch(why)
            self.env.flush_all()
            savepoint.close(rollback=False)
        except UserError:
            # A bill that cannot be posted now stays held; the mapping counts anyhow.
            savepoint.close()
            self.env.invalidate_all()
