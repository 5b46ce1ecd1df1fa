"""Doing the activity of an approval is the approval."""

from odoo import models


class MailActivity(models.Model):
    """Only the person who was asked, and only while it is asked."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        kind = self.env.ref(
            "healthcare_procurement_sync.mail_activity_approval",
            raise_if_not_found=False,
        )
        mine = self.filtered(
            lambda row: (
                row.activity_type_id == kind and row.res_model == "healthcare.approval"
            )
        )
        for activity in mine.sudo():
            approval = self.env["healthcare.approval"].browse(activity.res_id)
            if approval.sudo().exists().state == "pending":
                approval._decide("approved", feedback or "", "activity")
        rest = (self - mine) | mine.filtered("active")
        return super(MailActivity, rest)._action_done(feedback, attachment_ids)
