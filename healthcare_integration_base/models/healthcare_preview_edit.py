"""Showing what a correction would do, and holding it for a second person."""

import json

from odoo import api, models


class HealthcarePreview(models.AbstractModel):
    """A dry run with a corrected document in the original's place."""

    _inherit = "healthcare.preview"

    @api.model
    def _rehearse_edit(self, ids, data):
        self.env.cr.execute(
            "UPDATE healthcare_message SET canonical = %s WHERE id = ANY(%s)",
            [json.dumps(data), list(ids)],
        )
        self.env["healthcare.message"].invalidate_model(["canonical"])
        return self._rehearse(ids)


class HealthcarePreviewReport(models.Model):
    """A correction that changes something is applied as shown, or by two people."""

    _inherit = "healthcare.preview.report"

    def _begin_edit(self, copy):
        """Hold the copy for a second person, or let it go as it was shown."""
        self.flow_id = copy.flow_id
        self.result_ids._point()
        if copy.state == "to_approve":
            self.state = "waiting"
            self._ask_approvers()
            return
        self.write({"state": "approved", "approver_id": self.env.uid})
        self.env["healthcare.drain"]._ring_after_commit(copy.lane)
