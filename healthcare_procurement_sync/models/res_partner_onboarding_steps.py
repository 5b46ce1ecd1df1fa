"""Who may take which step of an onboarding, who is asked, who is told."""

from odoo import models
from odoo.exceptions import AccessError, UserError


class ResPartner(models.Model):
    """What the verbs of the onboarding share."""

    _inherit = "res.partner"

    def _healthcare_expect(self, states, groups):
        """:raises AccessError: another team's step.

        :raises UserError: the supplier is at another step.
        """
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Another team decides about this step."))
        if self.healthcare_onboarding_state not in states:
            raise UserError(
                self.env._("%s is not at this step any more.", self.display_name)
            )

    def _healthcare_check_second(self, other):
        """:raises AccessError: the same person asked for it or did the other check."""
        partner = self.sudo()
        if self.env.user in (partner.healthcare_requested_by_id, partner[other]):
            raise AccessError(
                self.env._(
                    "Who asks for a supplier, who checks its documents and who checks "
                    "its bank account are three people."
                )
            )

    def _healthcare_log(self, event, reason=""):
        self.env["healthcare.audit.entry"]._log(event, self, reason=reason)

    def _healthcare_ask(self, groups, summary):
        """An activity for the member of these teams who has the least to do."""
        exceptions = self.env["healthcare.exception"].sudo()
        users = self.env["res.users"]
        for group in groups:
            team = self.env.ref(group).sudo().all_user_ids
            users = exceptions._members(team, self.env.company)
            users -= self.sudo().healthcare_requested_by_id
            if users:
                break
        if users:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=exceptions._least_loaded(users, {}).id,
                summary=summary,
            )

    def _healthcare_done_asking(self):
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _healthcare_tell_requester(self, words):
        person = self.sudo().healthcare_requested_by_id
        if person and person.active:
            self.sudo().message_notify(
                partner_ids=person.partner_id.ids, subject=self.name, body=words
            )
