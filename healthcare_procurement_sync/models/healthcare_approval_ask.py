"""Asking people: whom, how, and what happens when nobody answers."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools import hmac as signed

from odoo.addons.healthcare_integration_base.outcome import Finding

SCOPE = "healthcare.approval.link"
LINK_DAYS = 14
QUIET = {"mail_activity_quick_update": True, "tracking_disable": True}
"""No mail of Odoo's own: ours has the link."""
SILENT = {"mail_auto_subscribe_no_notify": True}


class HealthcareApproval(models.Model):
    """An activity for one person, an e-mail with a link, or a message to the tool."""

    _inherit = "healthcare.approval"

    def _ask(self):
        """Open these questions, in the transaction in which they arise."""
        now = fields.Datetime.now()
        for row in self.sudo():
            document = row._document()
            deadline = document._approval_deadline(row.rule_id, row.retrospective)
            row.write({"state": "pending", "asked_at": now, "deadline": deadline})
            if row.connection_id:
                row._send_to_tool()
            else:
                row._assign()
            self.env["healthcare.event"]._emit(
                "approval.requested", row, row._event_data(), key=f"asked:{row.id}"
            )

    def _assign(self):
        """The person with the fewest open questions; nobody: an exception at once."""
        deciders = self._deciders()
        if not deciders and self.rule_id.escalation_user_ids:
            self.escalated = True
            deciders = self._deciders()
        users = self.env["res.users"].union(*deciders)
        asked = (self._siblings() - self).filtered(
            lambda row: row.rule_id == self.rule_id and row.state == "pending"
        )
        person = self._least_asked((users - asked.user_id) or users)
        self.with_context(**SILENT).write(
            {"candidate_ids": [(6, 0, users.ids)], "user_id": person.id}
        )
        if not person:
            self._open_stuck(
                self.env._(
                    "%(document)s: nobody may decide about %(rule)s. The approvers "
                    "prepared it themselves, or their limits are too low.",
                    document=self.document,
                    rule=self.rule_id.name,
                )
            )
            return
        self._tell(person)

    @api.model
    def _least_asked(self, users):
        rows = self.sudo()._read_group(
            [("state", "=", "pending"), ("user_id", "in", users.ids)],
            ["user_id"],
            ["__count"],
        )
        load = {user.id: count for user, count in rows}
        return users.sorted(lambda user: (load.get(user.id, 0), user.id))[:1]

    def _tell(self, person):
        """An activity in the list of the person, and an e-mail that can be answered."""
        kind = self.env.ref("healthcare_procurement_sync.mail_activity_approval")
        self.env["mail.activity"].sudo().with_context(**QUIET).create(
            {
                "activity_type_id": kind.id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "user_id": person.id,
                "date_deadline": self.deadline.date(),
                "summary": self.display_name,
                "note": self.env._("Marking this as done approves it."),
            }
        )
        if person.email:
            self._mail(person)

    def _mail(self, person):
        """Queued, not sent: nothing leaves before the transaction is committed."""
        row = self.sudo().with_context(lang=person.lang)
        body = row.env["ir.qweb"]._render(
            "healthcare_procurement_sync.healthcare_approval_mail",
            {"approval": row, "person": person, "link": row._link(person)},
            lang=person.lang,
        )
        self.env["mail.mail"].sudo().create(
            {
                "subject": row.env._("Please decide: %s", row.display_name),
                "body_html": body,
                "email_to": person.email_formatted,
                "auto_delete": True,
                "model": self._name,
                "res_id": self.id,
            }
        )

    def _supersede(self):
        """No longer asked."""
        rows = self.sudo().filtered(lambda row: row.state in ("waiting", "pending"))
        if not rows:
            return
        rows.write({"state": "superseded"})
        rows._finish_activities(self.env._("No longer needed"))
        for row in rows:
            row._settle_stuck(self.env._("The approval is no longer needed."))

    def _author(self):
        """Whose words the note in the chatter is."""
        return self.sudo().decided_by_id.partner_id or self.env.user.partner_id

    # -- the link of the e-mail ------------------------------------------------------

    def _link(self, person):
        base = self.get_base_url()
        return f"{base}/healthcare/approval/{self.id}/{person.id}/{self._token(person)}"

    def _token(self, person):
        """Signs this question, this person and the moment it was asked."""
        stamp = fields.Datetime.to_string(self.asked_at)
        facts = (self.id, person.id, self.round, stamp)
        return signed(self.env(su=True), SCOPE, facts)

    @api.model
    def _by_link(self, approval_id, user_id, token):
        """The question as its addressee sees it; None for a link that is not valid."""
        row = self.sudo().browse(approval_id).exists()
        person = self.env["res.users"].sudo().browse(user_id).exists()
        if not row.asked_at or not person.active or person.share:
            return None
        if not consteq(row._token(person), token):
            return None
        if row.asked_at + timedelta(days=LINK_DAYS) < fields.Datetime.now():
            return None
        context = {"allowed_company_ids": row.company_id.ids, "lang": person.lang}
        return row.with_user(person).with_context(**context).sudo(False)

    # -- nobody answers --------------------------------------------------------------

    def _open_stuck(self, words):
        self._open_all_stuck([(self, words)])

    @api.model
    def _open_all_stuck(self, rows):
        """A question for each ``(approval, words)``, those that are open stay."""
        self.env["healthcare.exception"]._open_many(
            [(row._stuck(words), None, None, row.company_id) for row, words in rows]
        )

    def _stuck(self, words):
        return Finding(
            "APPROVAL_STUCK",
            words,
            model=self.res_model,
            res_id=self.res_id,
            where=f"approval:{self.id}",
        )

    def _settle_stuck(self, resolution):
        document = self._document()
        if document:
            self.env["healthcare.exception"]._resolve_for(
                document, ["APPROVAL_STUCK"], resolution, where=f"approval:{self.id}"
            )

    @api.model
    def _cron_watch(self):
        """Remind at half the time, open an exception at the end of it."""
        now = fields.Datetime.now()
        rows = self.sudo().search([("state", "=", "pending")])
        late = rows.filtered(lambda row: row.deadline and row.deadline < now)
        self._open_all_stuck([(row, row._late_words()) for row in late])
        for row in rows.filtered(lambda row: row._half_gone(now)):
            row.reminded_at = now
            if row.user_id.email:
                row._mail(row.user_id)

    def _late_words(self):
        return self.env._(
            "%(document)s waits since %(since)s for %(people)s.",
            document=self.document,
            since=fields.Date.to_string(self.asked_at),
            people=self.user_id.name or self.connection_id.name or "?",
        )

    def _half_gone(self, now):
        if self.reminded_at or not self.user_id or self.deadline <= now:
            return False
        return now >= self.asked_at + (self.deadline - self.asked_at) / 2

    # -- delegate, escalate ----------------------------------------------------------

    def _reassign(self, person=None):
        """Ask another one who may decide; the next in line by default.

        :raises UserError: there is nobody else.
        """
        self.ensure_one()
        row = self.sudo()
        deciders = self.env["res.users"].union(*row._deciders())
        others = deciders - row.user_id
        person = person if person and person in others else row._least_asked(others)
        if not person or row.state != "pending":
            raise UserError(
                self.env._(
                    "Nobody else may decide about %s. Escalate it.", row.document
                )
            )
        row._finish_activities(self.env._("Handed over"))
        now = fields.Datetime.now()
        deadline = row._document()._approval_deadline(row.rule_id, row.retrospective)
        row.with_context(**SILENT).write(
            {
                "user_id": person.id,
                "candidate_ids": [(6, 0, deciders.ids)],
                "asked_at": now,
                "deadline": deadline,
                "reminded_at": False,
            }
        )
        row._tell(person)

    def _escalate(self):
        """Ask those whom the rule escalates to.

        :raises UserError: the rule names nobody who may decide.
        """
        self.ensure_one()
        row = self.sudo()
        before = self.env["res.users"].union(*row._deciders())
        row.escalated = True
        fresh = self.env["res.users"].union(*row._deciders()) - before
        if not fresh:
            raise UserError(
                self.env._(
                    "The rule %s names nobody to escalate to. Complete the rule.",
                    row.rule_id.name,
                )
            )
        row._reassign(row._least_asked(fresh))
