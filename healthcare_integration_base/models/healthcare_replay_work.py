"""How a replay run goes on: steps in short transactions, rung by a job or the cron.

Nothing is remembered outside the rows: whoever comes next goes on where the last one
was killed.
"""

import logging
import time
from datetime import timedelta
from functools import partial

import psycopg2

from odoo import api, fields, models

from ..redact import code_of
from .healthcare_drain import DrainError
from .healthcare_message_action import BARRED, REPLAYABLE
from .healthcare_replay import EFFECTIVE, IN_MOTION

_logger = logging.getLogger(__name__)

BELL = "healthcare.replay"
BUDGET = 20.0
"""Seconds after which a worker rings for a successor."""
SLICE = 500
WINDOW = 1000
"""Messages of one run that may be under way at once, so that new ones get through."""
STEP = 5
"""Seconds between the steps of a run with a rate, or one that waits for its rows."""


class HealthcareReplay(models.Model):
    """Moves messages slice by slice and sees how they end."""

    _inherit = "healthcare.replay"

    # -- doorbells -------------------------------------------------------------------

    def _ring_after_commit(self, seconds=0):
        self.env.cr.postcommit.add(partial(self._ring, seconds))

    @api.model
    def _ring(self, seconds=0):
        """One job unless one is pending. Never raises: the cron comes by as well."""
        try:
            with self.env["healthcare.drain"]._read_committed() as env:
                env.cr.execute(
                    "SELECT 1 FROM queue_job WHERE identity_key = %s AND state IN "
                    "('wait_dependencies', 'pending', 'enqueued') LIMIT 1",
                    [BELL],
                )
                if not env.cr.fetchone():
                    env["healthcare.replay"].with_delay(
                        identity_key=BELL,
                        eta=seconds or None,
                        priority=15,
                        max_retries=0,
                        description="Healthcare replays",
                    )._job()
        except psycopg2.Error as error:
            _logger.warning("replays were not rung: %s", type(error).__name__)

    @api.model
    def _job(self):
        """The body of a doorbell. Nothing of a payload may leave it."""
        try:
            self._run()
        except Exception as error:
            raise DrainError(code_of(error)) from None

    @api.model
    def _run(self, budget=BUDGET):
        """Step through the runs that are due until none is, or the time is used up;
        returns the number of messages moved."""
        end, moved = time.monotonic() + budget, 0
        while time.monotonic() < end:
            ids = self._due_runs()
            if not ids:
                break
            moved += sum(self._step(replay_id) for replay_id in ids)
        seconds = self._next_bell()
        if seconds is not None:
            self._ring(seconds)
        return moved

    @api.model
    def _due_runs(self):
        with self.env["healthcare.drain"]._read_committed() as env:
            env.cr.execute(
                "SELECT id FROM healthcare_replay WHERE state = 'running' "
                "AND next_at <= timezone('UTC', clock_timestamp()) ORDER BY id"
            )
            return [row[0] for row in env.cr.fetchall()]

    @api.model
    def _next_bell(self):
        with self.env["healthcare.drain"]._read_committed() as env:
            env.cr.execute(
                "SELECT CEIL(EXTRACT(EPOCH FROM min(next_at) - timezone('UTC', "
                "clock_timestamp()))) FROM healthcare_replay WHERE state = 'running'"
            )
            seconds = env.cr.fetchone()[0]
            return None if seconds is None else max(0, int(seconds))

    # -- one step --------------------------------------------------------------------

    @api.model
    def _step(self, replay_id):
        """One transaction: end rows, move the next ones, say when to come again."""
        with self.env["healthcare.drain"]._read_committed() as env:
            env.cr.execute(
                "SELECT id FROM healthcare_replay WHERE id = %s AND state = 'running' "
                "FOR NO KEY UPDATE SKIP LOCKED",
                [replay_id],
            )
            if not env.cr.fetchone():
                return 0
            replay = env["healthcare.replay"].browse(replay_id)
            to_come, under_way = replay._end_rows()
            if not to_come and not under_way:
                replay._finish()
                return 0
            size = replay._size(under_way)
            moved = replay._move(size) if to_come and size > 0 else 0
            replay._come_again(size if to_come else 0)
            return moved

    def _end_rows(self):
        """Write down how rows ended; ``(to come, under way)``."""
        self.env.cr.execute(
            """
            UPDATE healthcare_replay_line l
               SET state = 'ended', result = m.state,
                   ended_at = timezone('UTC', clock_timestamp())
              FROM healthcare_message m
             WHERE l.replay_id = %s AND l.state = 'moved' AND m.id = l.message_id
               AND m.state <> ALL(%s)
            """,
            [self.id, list(IN_MOTION)],
        )
        self.env.cr.execute(
            "SELECT count(*) FILTER (WHERE state = 'queued'), "
            "count(*) FILTER (WHERE state = 'moved') FROM healthcare_replay_line "
            "WHERE replay_id = %s AND state IN ('queued', 'stopped', 'moved')",
            [self.id],
        )
        return self.env.cr.fetchone()

    def _size(self, under_way):
        """How many to move now: what the rate allows since the last step."""
        size = min(SLICE, WINDOW - under_way)
        if self.rate:
            elapsed = float(STEP)
            if self.stepped_at:
                elapsed = (fields.Datetime.now() - self.stepped_at).total_seconds()
            size = min(size, self.rate, max(1, int(self.rate * elapsed / 60)))
        return size

    def _come_again(self, size):
        now = fields.Datetime.now()
        if self.rate and size > 0:
            wait = max(1.0, size * 60 / self.rate)
        else:
            # With room in the window at once, else when some have ended.
            wait = 0 if size > 0 else 1
        values = {"next_at": now + timedelta(seconds=wait)}
        if size > 0:
            values["stepped_at"] = now
        self.write(values)

    def _move(self, size):
        """Make the next rows due, in order; returns how many could be moved."""
        self.env.cr.execute(
            MOVE,
            {
                "id": self.id,
                "size": size,
                "states": [*REPLAYABLE, *self._more_states()],
                "user": self.user_id.id,
                "reason": self.reason,
            },
        )
        rows = self.env.cr.fetchall()
        self.env["healthcare.message"].invalidate_model()
        subjects = list({subject for _lane, subject in rows if subject})
        if subjects:
            self.env["healthcare.message"]._park_and_release(subjects)
        for lane in {lane for lane, _subject in rows}:
            self.env["healthcare.drain"]._ring_after_commit(lane)
        return len(rows)

    def _more_states(self):
        """States of messages that took effect: a run with an approved preview."""
        self.env.cr.execute(
            "SELECT 1 FROM healthcare_replay_line WHERE replay_id = %s "
            "AND before = ANY(%s) LIMIT 1",
            [self.id, list(EFFECTIVE)],
        )
        return ("done", "partly") if self.env.cr.fetchone() else ()

    def _finish(self):
        """All rows have ended: say so, and close the problem it was for."""
        self.write({"state": "done", "ended_at": fields.Datetime.now()})
        good, bad = self.good_count, self.bad_count
        self.message_post(
            body=self.env._(
                "Finished: %(good)s took effect, %(bad)s did not.", good=good, bad=bad
            )
        )
        self.with_user(self.user_id).sudo()._audit(
            "replay.finished", {"good": good, "bad": bad}
        )
        self.problem_id._close_if_settled(self.env._("Its messages took effect."))


MOVE = f"""
    WITH picked AS (
        SELECT id, message_id FROM healthcare_replay_line
         WHERE replay_id = %(id)s AND state = 'queued'
         ORDER BY position LIMIT %(size)s),
    locked AS (
        SELECT m.id, m.direction = 'in' AND COALESCE(m.canonical, 'null') = 'null'
               AS unopened
          FROM healthcare_message m
         WHERE m.id IN (SELECT message_id FROM picked) AND m.state = ANY(%(states)s)
           AND NOT {BARRED}
         ORDER BY m.id FOR NO KEY UPDATE),
    moved AS (
        UPDATE healthcare_message m
           SET state = CASE WHEN l.unopened THEN 'received' ELSE 'due' END,
               code = 'replay', due_at = timezone('UTC', now()), tries = 0,
               deliveries = 0, dependency = NULL, done_at = NULL,
               opened_at = CASE WHEN l.unopened THEN NULL ELSE m.opened_at END
          FROM locked l WHERE m.id = l.id
        RETURNING m.id, m.state, m.lane, m.subject_key),
    written AS (
        INSERT INTO healthcare_message_attempt
               (message_id, number, stage, started_at, ended_at, state, code, user_id,
                comment)
        SELECT id, 0, 'person', timezone('UTC', now()),
               timezone('UTC', clock_timestamp()), state, 'replay', %(user)s, %(reason)s
          FROM moved),
    noted AS (
        UPDATE healthcare_replay_line l
           SET state = CASE WHEN m.id IS NULL THEN 'left' ELSE 'moved' END,
               result = CASE WHEN m.id IS NULL THEN 'left' END,
               moved_at = timezone('UTC', clock_timestamp())
          FROM picked p LEFT JOIN moved m ON m.id = p.message_id
         WHERE l.id = p.id)
    SELECT lane, subject_key FROM moved
"""
"""Lock, move, write the attempt and the row, in one statement. A message that somebody
else moved meanwhile is left as it is."""
