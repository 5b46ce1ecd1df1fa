"""Answering: who may, once, and what is kept of it."""

from odoo import fields, models
from odoo.exceptions import UserError

from .healthcare_approval import STATES


class HealthcareApproval(models.Model):
    """The one way in which an approval is answered, from whatever place."""

    _inherit = "healthcare.approval"

    def _decide(self, verdict, comment="", channel="form", **facts):
        """Record the answer of this user and carry on.

        :param verdict: approved, refused or returned.
        :param facts: more columns of the record: ``place``, ``approver_name``.
        :raises UserError: answered meanwhile, not this person's, or no reason for a no.
        """
        self.ensure_one()
        document = self._lock()
        external = channel == "external"
        if self.connection_id and not external:
            raise UserError(
                self.env._(
                    "%(document)s is decided in %(tool)s.",
                    document=self.document,
                    tool=self.connection_id.sudo().name,
                )
            )
        behalf = self.env["res.users"] if external else self._check_decider()
        if verdict != "approved" and not external and not (comment or "").strip():
            raise UserError(self.env._("Write in a few words why."))
        person = facts.pop("user", None) if external else self.env.user
        self.sudo().write(
            {
                "state": verdict,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": person.id if person else False,
                "on_behalf_of_id": behalf.id,
                "channel": channel,
                "comment": (comment or "").strip() or False,
                **facts,
            }
        )
        self._record_decision()
        document._approval_answered(self.sudo())
        return True

    def _lock(self):
        """Two people press at the same moment: the second waits, then sees it."""
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        document = self._document()
        if self.state != "pending" or not document:
            raise UserError(
                self.env._(
                    "%(document)s: this question was answered, or nobody asks it any "
                    "more.",
                    document=self.document,
                )
            )
        return document

    def _check_decider(self):
        """On whose behalf this user decides (empty: his own).

        Rules, limits and delegations are read again: they may have changed since.
        """
        rows = self.sudo()
        deciders = rows._deciders()
        if self.env.user not in deciders:
            raise UserError(
                self.env._(
                    "You cannot decide about %(document)s: it is your own, beyond your "
                    "limit, or asked of others.",
                    document=self.document,
                )
            )
        return deciders[self.env.user]

    def _deciders(self):
        """``{user: on behalf of}``; who decided in the same place does not count
        twice."""
        found = self.rule_id._deciders(self.amount, self.involved_ids, self.escalated)
        done = self._siblings().filtered(
            lambda row: row.rule_id == self.rule_id and row.state == "approved"
        )
        said = done.decided_by_id | done.on_behalf_of_id
        return {
            user: behalf
            for user, behalf in found.items()
            if user not in said and behalf not in said.filtered("id")
        }

    def _siblings(self):
        """All rows of the same round, this one included."""
        return self.sudo().search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("round", "=", self.round),
            ]
        )

    def _record_decision(self):
        row = self.sudo()
        row._finish_activities(dict(STATES)[row.state])
        row._settle_stuck(row._decision_words())
        self.env["healthcare.audit.entry"]._log(
            f"approval.{row.state}", self, reason=row.comment or ""
        )
        self.env["healthcare.event"]._emit(
            "approval.decided", row, row._event_data(), key=f"approval:{row.id}"
        )

    def _event_data(self):
        return {
            "document": self.document,
            "kind": self.kind,
            "state": self.state,
            "step": self.level,
            "amount": f"{self.amount:.2f}",
            "currency": self.currency_id.name,
            "channel": self.channel or None,
            "place": self.place or None,
        }

    def _decision_words(self):
        """One sentence for the document's chatter: who, where, when, why."""
        self.ensure_one()
        who = self.decided_by_id.name or self.approver_name or ""
        if self.on_behalf_of_id:
            who = self.env._(
                "%(who)s for %(principal)s",
                who=who,
                principal=self.on_behalf_of_id.name,
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        channels = dict(self._fields["channel"]._description_selection(self.env))
        where = self.place or channels.get(self.channel, "")
        words = self.env._(
            "%(state)s: %(rule)s, by %(who)s (%(where)s).",
            state=states[self.state],
            rule=self.rule_id.name,
            who=who,
            where=where,
        )
        return f"{words} {self.comment}" if self.comment else words

    def _finish_activities(self, feedback):
        activities = self.sudo().activity_ids
        activities.write({"feedback": feedback})
        activities.action_archive()
