"""What a person, an arrival or an acknowledgement does to a message."""

from odoo import api, models
from odoo.exceptions import UserError

from ..state import HELD, can_move

REPLAYABLE = ("failed", "dead", "rejected", "waiting", "retry", "skipped", "refused")
BARRED = """
    (m.purged_at IS NOT NULL
     OR (m.state = 'skipped' AND m.edited_from_id IS NOT NULL)
     OR EXISTS (SELECT 1 FROM healthcare_message c
                 WHERE c.edited_from_id = m.id AND c.state <> 'skipped'))
"""
"""What may not go round again: its contents are gone, a corrected copy has taken its
part, or it is a copy that was set aside, perhaps by who had to approve it. Condition
(SQL) on ``m``."""


class HealthcareMessage(models.Model):
    """Moves outside the drain; every one of them is an attempt with a user."""

    _inherit = "healthcare.message"

    def _move(self, state, code="", comment="", **columns):
        """Move by the table of transitions; refuses any other move.

        :raises UserError: names the state that forbids it.
        """
        for message in self.sudo():
            if not can_move(message.direction, message.state, state):
                raise UserError(
                    self.env._(
                        "%(message)s is %(state)s and cannot become %(target)s.",
                        message=message.display_name,
                        state=message.state,
                        target=state,
                    )
                )
            message.write(
                {"state": state, "code": code or False, "deliveries": 0} | columns
            )
            message._record_person(state, code, comment)
        self._release_subjects()

    def _record_person(self, state, code, comment):
        now = self.env.cr.now()
        self.env["healthcare.message.attempt"].sudo().create(
            {
                "message_id": self.id,
                "number": self.tries,
                "stage": "person",
                "started_at": now,
                "ended_at": now,
                "state": state,
                "code": code or False,
                "user_id": self.env.uid,
                "comment": comment or False,
            }
        )

    def _is_replayable(self):
        """Whether a person may send this message round again."""
        states = (*REPLAYABLE, "uncertain")
        return self.state in states and not self._is_barred()

    def _is_barred(self):
        """As ``BARRED``, of one message."""
        known = self.sudo()
        if known.purged_at or known.edited_to_ids.filtered(
            lambda row: row.state != "skipped"
        ):
            return True
        return known.state == "skipped" and bool(known.edited_from_id)

    def action_replay(self):
        """Send round again from where it stopped: open if it was never opened."""
        self._replay()

    def _replay(self, reason=""):
        """Replay these messages; ``reason`` is kept with the attempt.

        :raises UserError: not an operator, or a message that has nothing to replay.
        """
        self._check_operator()
        for message in self:
            if not message._is_replayable():
                raise UserError(
                    self.env._(
                        "%(message)s is %(state)s: there is nothing to replay.",
                        message=message.display_name,
                        state=message.state,
                    )
                )
            unopened = message.direction == "in" and not message._is_read()
            message._move(
                "received" if unopened else "due",
                code="replay",
                comment=reason,
                due_at=self.env.cr.now(),
                tries=0,
                opened_at=False if unopened else message.opened_at,
                dependency=False,
            )
        self.env["healthcare.audit.entry"]._log("message.replayed", self, reason=reason)
        self.env["healthcare.drain"]._ring_after_commit()

    def _is_read(self):
        """Whether a canonical document was read from this message."""
        return bool(self.sudo().canonical)

    def _skip(self, reason):
        """Set aside for good, with the reason; successors go on."""
        self._check_operator()
        self._move("skipped", code="skipped", comment=reason)
        self.env["healthcare.audit.entry"]._log("message.skipped", self, reason=reason)
        self.env["healthcare.exception"]._settle(self.ids, "cancelled", reason)

    def _check_operator(self):
        """Whoever moves a message reads it, too: not one of another company."""
        self.check_access("read")
        if not self.env.user.has_group("healthcare_integration_base.group_operator"):
            raise UserError(
                self.env._("Only an integration operator may move a message.")
            )

    def action_mark_sent(self):
        """A person knows that an uncertain message arrived."""
        self._check_operator()
        self._move("sent", code="sent.by_person", done_at=self.env.cr.now())

    def _mark_acknowledged(self):
        """The partner confirmed these outbound messages.

        Also one of which nobody knew whether it arrived: who answers has it.
        """
        known = self.sudo().filtered(lambda row: row.state in ("sent", "uncertain"))
        known._move("acknowledged", done_at=self.env.cr.now())
        self.env["healthcare.drain"].sudo()._resolve_technical(
            {message.id: ("acknowledged",) for message in known}
        )

    @api.model
    def _arrived(self, keys):
        """Something arrived: messages that waited for one of ``keys`` are due again."""
        if not keys:
            return
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = CASE WHEN opened_at IS NULL THEN 'received' ELSE 'due' END,
                   due_at = timezone('UTC', now()), dependency = NULL
             WHERE state = 'waiting' AND dependency = ANY(%s)
         RETURNING id, tries, state
            """,
            [list(keys)],
        )
        woken = self.env.cr.fetchall()
        if woken:
            self.env["healthcare.drain"]._insert_attempts(
                [(row[0], row[1], "apply", row[2], "arrived", "", "") for row in woken]
            )
            self.env["healthcare.message"].invalidate_model()
            self.env["healthcare.drain"]._ring_after_commit()

    def _release_subjects(self):
        """Park what stands behind a held message, free what stands behind none."""
        subjects = [key for key in set(self.mapped("subject_key")) if key]
        if subjects:
            self.flush_recordset(["state"])
            self._park_and_release(subjects)

    @api.model
    def _held_subjects(self):
        self.env.cr.execute(
            """
            SELECT DISTINCT subject_key FROM healthcare_message
             WHERE direction = 'in' AND subject_key IS NOT NULL
               AND state IN ('waiting', 'parked', 'to_approve', 'failed', 'dead',
                             'retry')
            """
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _park_and_release(self, subjects=None):
        """Make the parked state agree with the order of the subjects (set based).

        :param subjects: None for all of which something is held.
        """
        if subjects is None:
            subjects = self._held_subjects()
        scope = "AND m.subject_key = ANY(%(subjects)s)"
        params = {
            "subjects": subjects,
            "held": [*HELD, "retry"],
        }
        held_before = """
            EXISTS (SELECT 1 FROM healthcare_message e
                     WHERE e.subject_key = m.subject_key
                       AND e.direction = m.direction
                       AND (e.sequence, e.part) < (m.sequence, m.part)
                       AND e.state = ANY(%(held)s))
        """
        self.env.cr.execute(
            f"""
            UPDATE healthcare_message m SET state = 'parked'
             WHERE m.state = 'due' AND m.direction = 'in'
               AND m.subject_key IS NOT NULL {scope} AND {held_before}
            """,
            params,
        )
        self.env.cr.execute(
            f"""
            UPDATE healthcare_message m SET state = 'due'
             WHERE m.state = 'parked' {scope} AND NOT {held_before}
            """,
            params,
        )
        self.invalidate_model(["state"])

    def action_download(self):
        """Download the raw payload; only for payload readers, and recorded."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.act_url",
            "url": f"/healthcare/payload/{self.id}",
            "target": "self",
        }

    def action_open_exceptions(self):
        """The exceptions of this message."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_exception_action"
        )
        return action | {"domain": [("message_id", "=", self.id)], "context": {}}

    def action_open_parts(self):
        """The documents that were cut out of this file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        return action | {"domain": [("parent_id", "=", self.id)], "context": {}}
