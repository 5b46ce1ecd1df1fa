"""Asking for a second person, deciding, and letting go only what was shown."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..outcome import TO_APPROVE

APPROVER = "healthcare_integration_base.group_approver"
OPERATOR = "healthcare_integration_base.group_operator"
ASKED_MAX = 10
"""Approvers who get an activity for one report."""
PREVIEWABLE = (
    "done",
    "partly",
    "failed",
    "dead",
    "rejected",
    "waiting",
    "retry",
    "skipped",
)
"""States from which a preview makes sense; the others are in somebody's hands."""


class HealthcarePreviewReport(models.Model):
    """What people do with a report. Every act is checked here, not on the screen."""

    _inherit = "healthcare.preview.report"

    @api.model
    def _preview_replay(self, messages, reason=""):
        """Show what sending ``messages`` round again would do.

        :return: the report.
        :raises UserError: not an operator, or nothing that can be replayed.
        """
        messages._check_operator()
        ready = messages.filtered(
            lambda row: (
                row.direction == "in"
                and row.state in PREVIEWABLE
                and not row._is_barred()
            )
        )
        if not ready:
            raise UserError(
                self.env._("None of the chosen messages can be replayed from here.")
            )
        found = self.env["healthcare.preview"]._dry_run(ready)
        report = self._store("replay", found, reason=reason, user=self.env.user)
        facts = {"messages": len(found), "posted": report.posted}
        self.env["healthcare.audit.entry"]._log(
            "preview.shown", report, reason=reason, facts=facts
        )
        return report

    def action_apply(self):
        """Let it happen; what touches books or stock is first asked of another person.

        :raises UserError: not an operator, or no longer as it was shown.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.may_apply:
            raise AccessError(self.env._("There is nothing to apply here for you."))
        report = self.sudo()
        if report._needs_second():
            report.state = "waiting"
            report._ask_approvers()
            self.env["healthcare.audit.entry"]._log(
                "preview.approval_asked", self, reason=report.reason or ""
            )
            return False
        return report._decide(self.env.user, report.reason or "")

    def _needs_second(self):
        """Whether a second person has to decide."""
        if self.purpose == "edit" and self.flow_id.edit_approval:
            return True
        return self.posted

    def action_approve(self):
        """The second person agrees with what is shown.

        :raises AccessError: not an approver, or somebody who asked for it.
        """
        for report in self:
            report.check_access("read")
            report._check_may_decide()
            notice = report.sudo()._decide(self.env.user, "")
            if notice and len(self) == 1:
                return notice
        return False

    def _check_may_decide(self):
        if not self.may_decide:
            raise AccessError(
                self.env._(
                    "An approver who neither asked for it nor edited it has to decide."
                )
            )

    def _decide(self, user, reason):
        """Approve after looking again; an outdated report is only marked so."""
        fresh = self._look_again()
        if fresh is not None:
            self.state = "outdated"
            self._close_activities()
            if fresh.state == "waiting":
                fresh._waiting()._point()
                fresh._ask_approvers()
            self.env["healthcare.audit.entry"]._log("preview.outdated", self)
            return fresh._form()
        self.write(
            {
                "state": "approved",
                "approver_id": user.id,
                "decided_at": self.env.cr.now(),
                "decision": reason or False,
            }
        )
        self._close_activities()
        self.env["healthcare.audit.entry"].with_user(user)._log(
            "preview.approved",
            self,
            reason=reason,
            facts={"messages": self.message_total, "posted": self.posted},
        )
        self._release(user)
        return False

    def _look_again(self):
        """A new report when the world changed since this one; None when it did not."""
        results = self._with_effect()
        found = self._dry_run_again(results.message_id)
        digests = {row["message_id"]: row["digest"] for row in found}
        if all(digests.get(row.message_id.id) == row.digest for row in results):
            return None
        return self._store(
            self.purpose,
            found,
            "waiting" if self.state == "waiting" else "shown",
            self.reason or "",
            self.user_id,
        )

    def _waiting(self):
        """The results whose messages wait for a decision."""
        return self.result_ids.filtered(lambda row: row.message_id.state == TO_APPROVE)

    def _dry_run_again(self, messages):
        """How the shown difference came about; extended by other purposes."""
        return self.env["healthcare.preview"]._dry_run(messages)

    def _release(self, user):
        """Send what was approved on its way; the drain compares once more."""
        # What waits goes on, even if by now it would change nothing.
        results = self._with_effect() | self._waiting()
        results._point()
        for result in results:
            message = result.message_id.with_user(user).sudo()
            unread = not message._is_read()
            message._move(
                "received" if unread else "due",
                code="approved",
                comment=self.reason or self.decision or "",
                due_at=self.env.cr.now(),
                tries=0,
                opened_at=False if unread else message.opened_at,
                dependency=False,
            )
        self.env["healthcare.drain"]._ring_after_commit()

    def _refuse(self, reason):
        """The second person does not agree: nothing happens.

        :raises AccessError: not an approver, or somebody who asked for it.
        :raises UserError: no reason.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Write why: it is kept with the preview."))
        for report in self:
            report.check_access("read")
            report._check_may_decide()
            known = report.sudo()
            known.write(
                {
                    "state": "refused",
                    "approver_id": self.env.uid,
                    "decided_at": self.env.cr.now(),
                    "decision": reason,
                }
            )
            known._close_activities()
            self.env["healthcare.audit.entry"]._log(
                "preview.refused", report, reason=reason
            )
            waiting = known.result_ids.message_id.filtered(
                lambda row: row.state == "to_approve"
            )
            waiting.with_user(self.env.user).sudo()._move(
                "skipped", code="approval.refused", comment=reason
            )

    # -- activities ------------------------------------------------------------------

    def _approvers(self):
        """People who may decide on this report."""
        users = self.env.ref(APPROVER).sudo().all_user_ids
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and user not in self._involved()
            )
        )[:ASKED_MAX]

    def _ask_approvers(self):
        """One activity for each approver; on the flow when it asks all day long."""
        target = self.flow_id if self.purpose == "assisted" and self.flow_id else self
        target = target.sudo().with_context(mail_activity_quick_update=True)
        summary = self.env._("Approve the effect of messages")
        asked = target.activity_ids.filtered(lambda row: row.summary == summary).user_id
        for user in self._approvers() - asked:
            target.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, user_id=user.id
            )

    def _close_activities(self):
        self.activity_ids.unlink()
        flow = self.flow_id.sudo()
        if self.purpose == "assisted" and not self.search_count(
            [("flow_id", "=", flow.id), ("state", "=", "waiting")]
        ):
            summary = self.env._("Approve the effect of messages")
            flow.activity_ids.filtered(lambda row: row.summary == summary).unlink()


class HealthcarePreviewResult(models.Model):
    """A result is the latest word on its message."""

    _inherit = "healthcare.preview.result"

    def _point(self):
        """Let each message name the result by which it is judged."""
        for result in self:
            result.message_id.sudo().preview_result_id = result
