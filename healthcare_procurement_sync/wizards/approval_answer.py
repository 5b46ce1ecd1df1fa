"""Say no, or send back, with a reason."""

from odoo import fields, models


class HealthcareApprovalAnswer(models.TransientModel):
    """The reason goes to the requester, the chatter and the audit trail."""

    _name = "healthcare.approval.answer"
    _description = "Answer to an approval"

    approval_ids = fields.Many2many(
        "healthcare.approval", "healthcare_approval_answer_rel"
    )
    verdict = fields.Selection(
        [("refused", "Refuse"), ("returned", "Send back")], required=True
    )
    comment = fields.Char(string="Reason", required=True)

    def action_answer(self):
        """Answer all of them; each one is checked again."""
        self.ensure_one()
        channel = "list" if len(self.approval_ids) > 1 else "form"
        for approval in self.approval_ids:
            if approval.state == "pending":
                approval._decide(self.verdict, self.comment, channel)
        return {"type": "ir.actions.act_window_close"}
