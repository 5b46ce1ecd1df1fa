"""Verify the audit trail and say what is broken first."""

from odoo import api, fields, models


class HealthcareAuditVerify(models.TransientModel):
    """The answer of one verification; asking is an entry of the trail itself."""

    _name = "healthcare.audit.verify"
    _description = "Verification of the audit trail"

    intact = fields.Boolean(readonly=True)
    count = fields.Integer(string="Sealed entries", readonly=True)
    head = fields.Char(string="Last seal", readonly=True)
    finding = fields.Char(readonly=True)
    entry_id = fields.Many2one("healthcare.audit.entry", readonly=True)

    @api.model
    def default_get(self, fields_list):
        """Verify on opening: there is nothing to fill in."""
        seals = self.env["healthcare.audit.seal"]
        seals.check_access("read")
        fault, position, head = seals.sudo()._verify()
        facts = {"sealed": position, "finding": fault.code if fault else "intact"}
        self.env["healthcare.audit.entry"]._log("audit.verified", facts=facts)
        entry = self.env["healthcare.audit.entry"].browse(fault and fault.entry_id)
        values = {
            "intact": fault is None,
            "count": position,
            "head": head,
            "finding": self._words(fault) if fault else False,
            "entry_id": entry.sudo().exists().id,
        }
        return super().default_get(fields_list) | values

    @api.model
    def _words(self, fault):
        texts = {
            "seal.missing": self.env._("Seal %(seal)s is missing."),
            "seal.altered": self.env._("Seal %(seal)s was altered."),
            "entry.missing": self.env._("Entry %(entry)s (seal %(seal)s) was deleted."),
            "entry.altered": self.env._("Entry %(entry)s (seal %(seal)s) was altered."),
            "entry.unsealed": self.env._(
                "Entry %(entry)s has no seal: it was added past the trail, its seal "
                "was taken away, or the job that seals does not run."
            ),
            "chain.cut": self.env._(
                "The trail ends at seal %(seal)s, but more was sealed before: its end "
                "was cut off, or an older copy of the database was restored."
            ),
            "chain.rewritten": self.env._(
                "Seal %(seal)s is not the one that was noted outside the database: the "
                "trail was rewritten."
            ),
        }
        return texts[fault.code] % {"seal": fault.position, "entry": fault.entry_id}
