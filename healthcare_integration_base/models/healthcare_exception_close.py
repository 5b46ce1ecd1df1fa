"""Closing questions: by a person, by the business, by a later run that succeeds."""

from odoo import api, fields, models

from .healthcare_drain_values import as_array
from .healthcare_exception_open import QUIET

LEAVE = """
    UPDATE healthcare_message SET problem_id = NULL
     WHERE problem_id = %(problem)s
       AND state IN ('failed', 'dead', 'rejected', 'refused', 'waiting', 'uncertain')
"""
ASKED = """
    WITH m AS MATERIALIZED (
        SELECT id, connection_id, kind, sequence, subject_key, reference, problem_id,
               state <> 'skipped' AS effective
          FROM healthcare_message WHERE id = ANY(%(ids)s::int4[])),
    later AS MATERIALIZED (
        SELECT e.id, e.type_id, e.message_id, m.kind, m.sequence FROM m
          JOIN healthcare_exception e ON e.subject_key = m.subject_key
         WHERE m.effective AND e.state = 'open' AND e.subject_key IS NOT NULL
           AND NOT e.shared AND e."where" IS NULL
           AND e.connection_id = m.connection_id)
    SELECT 'exception', e.id, NULL::int FROM m
      JOIN healthcare_exception e ON e.message_id = m.id
      JOIN healthcare_exception_type t ON t.id = e.type_id
     WHERE e.state = 'open' AND NOT e.shared AND t.technical
     UNION ALL
    SELECT 'problem', problem_id, NULL FROM m WHERE problem_id IS NOT NULL
     UNION ALL
    SELECT 'exception', later.id, NULL FROM later
      JOIN healthcare_exception_type t ON t.id = later.type_id AND t.later_settles
      JOIN healthcare_message asked ON asked.id = later.message_id
       AND asked.kind = later.kind AND asked.sequence < later.sequence
     UNION ALL
    SELECT 'superseded', old.id, old.problem_id FROM m
      JOIN healthcare_message old ON old.subject_key = m.subject_key
     WHERE m.effective AND old.state = 'rejected' AND old.problem_id IS NOT NULL
       AND old.reference = m.reference AND old.kind = m.kind
       AND old.connection_id = m.connection_id AND old.sequence < m.sequence
"""
"""What messages that took effect (or were set aside) answer: questions of their own,
their problems, earlier questions about their subject that a later document settles,
and refused forerunners under the same business number."""


class HealthcareException(models.Model):
    """Exception, activity and the note on the document end together."""

    _inherit = "healthcare.exception"

    @api.model
    def _resolve_for(self, record, type_codes, resolution, where=None):
        """Close the open exceptions of these types on ``record``; returns them.

        :param where: only those with this place.
        """
        domain = [
            ("res_model", "=", record._name),
            ("res_id", "in", record.ids),
            ("code", "in", list(type_codes)),
            ("state", "=", "open"),
        ]
        if where is not None:
            domain.append(("where", "=", where))
        exceptions = self.sudo().search(domain)
        exceptions._close("resolved", resolution)
        return exceptions

    def _close(self, state, resolution):
        """End the open ones of these: activities done, documents told."""
        exceptions = self.sudo().with_context(**QUIET)
        exceptions = exceptions.filtered(lambda row: row.state == "open")
        if not exceptions:
            return
        exceptions.write(
            {
                "state": state,
                "stage": "solved" if state == "resolved" else "cancelled",
                "resolution": resolution,
                "resolved_at": fields.Datetime.now(),
                "resolved_by_id": self.env.uid,
                "escalate_at": False,
                "loss_per_day": 0.0,
            }
        )
        exceptions._finish_activities(resolution)
        exceptions._message_log_batch(
            {
                row.id: self.env._("Closed: %(resolution)s", resolution=resolution)
                for row in exceptions
            }
        )
        exceptions._post_on_records(
            lambda row: self.env._(
                "Solved: %(type)s. %(resolution)s",
                type=row.type_id.name,
                resolution=resolution,
            )
        )
        exceptions.problem_id._close_if_settled(resolution)

    def _finish_activities(self, feedback):
        """All at once; the note of the exception says what happened."""
        activities = self.activity_ids
        activities.write({"feedback": feedback})
        activities.action_archive()

    def _leave_messages(self, reason):
        """A person answers for all messages of a problem: they stay as they are.

        The problem keeps in its chatter how many that were.
        """
        for problem in self.filtered("shared").problem_id.sudo():
            self.env.cr.execute(LEAVE, {"problem": problem.id})
            count = self.env.cr.rowcount
            if count:
                self.env["healthcare.message"].invalidate_model(["problem_id"])
                problem._message_log(
                    body=self.env._(
                        "%(user)s left %(count)s messages as they are: %(reason)s",
                        user=self.env.user.name,
                        count=count,
                        reason=reason,
                    )
                )

    @api.model
    def _after_success(self, message_ids):
        """A run of these messages took effect: it answers what earlier runs asked.

        Technical questions of the same message, those of its problem when it was the
        last one, and those that a later document about the same subject settles.
        """
        self._settle(message_ids, "resolved", self.env._("A later run took effect."))

    @api.model
    def _settle(self, message_ids, state, resolution):
        """Close the technical questions of messages that need nobody any more."""
        if not message_ids:
            return
        found = self._asked_by(list(message_ids))
        self.browse(found["exception"])._close(state, resolution)
        problems = self.env["healthcare.problem"].sudo()
        problems._let_go(found["superseded"])
        problems.browse(found["problem"])._close_if_settled(resolution, state)

    @api.model
    def _asked_by(self, message_ids):
        """``{"exception": ids, "problem": ids, "superseded": message ids}``: all that
        these messages settle, in one statement (it runs with every batch)."""
        self.env["healthcare.exception"].flush_model()
        self.env.cr.execute(ASKED, {"ids": as_array(message_ids)})
        found = {"exception": set(), "problem": set(), "superseded": set()}
        for what, record_id, problem_id in self.env.cr.fetchall():
            found[what].add(record_id)
            if what == "superseded":
                found["problem"].add(problem_id)
        return found
