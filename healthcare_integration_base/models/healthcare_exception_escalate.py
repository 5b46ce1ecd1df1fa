"""What nobody solved in time goes up: another owner, once per level."""

from datetime import timedelta

from odoo import api, fields, models

from ..outcome import Finding
from .healthcare_exception_open import QUIET

BATCH = 500


class HealthcareException(models.Model):
    """Two levels above the owner team; each hands the activity over and says so."""

    _inherit = "healthcare.exception"

    escalation_level = fields.Integer(readonly=True, default=0)
    escalate_at = fields.Datetime(
        string="Escalates", readonly=True, help="Then the next level takes over."
    )

    _escalation = models.Index("(escalate_at) WHERE state = 'open'")

    @api.model
    def _escalate(self):
        """Hand over what is due; returns how many. Locked rows wait for next time."""
        handed = 0
        while due := self._due_to_escalate():
            handed += len(due)
            due._go_up()
            if len(due) < BATCH:
                break
        return handed

    @api.model
    def _due_to_escalate(self):
        self.flush_model()
        self.env.cr.execute(
            """
            SELECT id FROM healthcare_exception
             WHERE state = 'open' AND escalate_at <= timezone('UTC', now())
             ORDER BY escalate_at LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
            """,
            [BATCH],
        )
        return self.sudo().browse([row[0] for row in self.env.cr.fetchall()])

    def _go_up(self):
        """One level for each, in sets: owners, activities and notes."""
        quiet = self.with_context(**QUIET)
        people, load, texts = {}, {}, {}
        for exception in quiet:
            owner = exception._escalation_owner(people, load)
            people.setdefault("for", {}).setdefault(
                (owner.id, exception._next_level()), []
            ).append(exception.id)
            texts[exception.id] = exception._escalation_note(owner)
        for (owner_id, (level, at)), ids in people.get("for", {}).items():
            quiet.browse(ids).write(
                {"user_id": owner_id, "escalation_level": level, "escalate_at": at}
            )
        quiet._message_log_batch(texts)
        quiet._post_on_records(lambda row: texts[row.id])
        self.env["healthcare.audit.entry"]._log("exception.escalated", self)

    def _escalation_note(self, owner):
        level = self.escalation_level + 1
        if owner == self.user_id:
            return self.env._(
                "Not solved in time: it stays with %(owner)s (level %(level)s).",
                owner=owner.name,
                level=level,
            )
        return self.env._(
            "Not solved in time: handed over from %(before)s to %(after)s "
            "(level %(level)s).",
            before=self.user_id.name,
            after=owner.name,
            level=level,
        )

    def _next_level(self):
        """``(level, when the one after it is due)``; a False time: there is none."""
        level = self.escalation_level + 1
        hours = self.type_id.second_hours if level == 1 else 0
        now = fields.Datetime.now()
        return level, hours and now + timedelta(hours=hours)

    def _escalation_owner(self, people, load):
        """The least loaded of the level's team who does not own it already."""
        kind = self.type_id
        team = kind.escalation_group_id
        if self.escalation_level and kind.second_group_id:
            team = kind.second_group_id
        key = (kind.id, bool(self.escalation_level), self.company_id.id)
        if key not in people:
            team = team or self.env.ref(
                "healthcare_integration_base.group_administrator"
            )
            people[key] = (
                self._members(team.user_ids, self.company_id)
                or self._members(team.all_user_ids, self.company_id)
                or self._candidates(
                    Finding(self.code, self.name),
                    kind,
                    self.message_id,
                    self.connection_id,
                    self.company_id,
                )
            )
        others = people[key] - self.user_id
        return self._least_loaded(others or people[key], load)

    @api.model
    def _cron_escalate(self):
        """Every few minutes: hand over what is late, mend what passed each other."""
        self._escalate()
        self.env["healthcare.problem"]._mend()
