"""Who may take which step of an onboarding, who is asked, who is told."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

TOLD = ("supplier.approved", "supplier.suspended", "supplier.rejected")
"""Steps that other systems hear of."""


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
        if event in TOLD:
            self._healthcare_tell_systems(event)

    def _healthcare_tell_systems(self, event):
        """Events for listeners, and the supplier itself for systems that take it.

        The message is written in the transaction of the decision; a system that the
        supplier came from has it already.
        """
        listening = self.env["healthcare.subscription"]._listening(event)
        flows = (
            self.env["healthcare.flow"]
            .sudo()
            .search(
                [
                    ("direction", "=", "out"),
                    ("kind", "=", "supplier"),
                    ("company_id", "=", self.env.company.id),
                    ("connection_id.state", "=", "live"),
                ]
            )
        )
        handler = self.env["healthcare.handler.supplier"]
        for partner in self.sudo():
            if listening:
                data = {
                    "supplier": partner.ref or partner.id,
                    "state": partner.healthcare_onboarding_state,
                }
                self.env["healthcare.event"]._emit(event, partner, data)
            for flow in flows:
                self.env["healthcare.message"]._outbox(
                    flow,
                    handler._compose(partner)[0],
                    record=partner,
                    subject=f"supplier:{partner.id}",
                    key=f"{event}:{partner.id}:{fields.Datetime.now().isoformat()}",
                )

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
