"""The doorbell of the doors: rung after the commit, beside the answer."""

import atexit
import logging
import threading
import time

from odoo import SUPERUSER_ID, api, models
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor

from ..redact import safe_trace

_logger = logging.getLogger(__name__)

PAUSE = 0.05
"""Seconds after a ring in which others are gathered for the next one."""


class Ringer:
    """One thread per process that rings for what the doors have committed.

    To ask whether a bell is pending costs a tenth of a request, and must be asked after
    the commit, or a wake-up is lost. So a door only notes its lane. The thread asks at
    once after a quiet time and then once in :data:`PAUSE`, always later than the commit
    it rings for. Notes that die with their process are the cron's.
    """

    def __init__(self):
        self._changed = threading.Condition()
        self._owed = set()
        self._thread = None

    def owe(self, database, lane):
        """Ring for ``lane`` soon; its message is committed."""
        with self._changed:
            self._owed.add((database, lane))
            if not (self._thread and self._thread.is_alive()):
                # A fork leaves threads behind.
                self._thread = threading.Thread(
                    target=self._run, name="healthcare.ringer", daemon=True
                )
                self._thread.start()
            self._changed.notify()

    def _run(self):
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._owed)
            self.settle()
            time.sleep(PAUSE)

    def settle(self):
        """Ring for everything that is owed now."""
        with self._changed:
            owed, self._owed = self._owed, set()
        for database, lane in owed:
            try:
                ring(database, lane)
            except Exception as error:
                # The message is safe and the cron comes; the next ring may work.
                _logger.warning("a doorbell was not rung:\n%s", safe_trace(error))


def ring(database, lane):
    """Ring on a cursor of its own."""
    with Registry(database).cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["healthcare.drain"]._ring(lane)


RINGER = Ringer()
atexit.register(RINGER.settle)


class HealthcareDrain(models.AbstractModel):
    """Rings for what a door has just committed."""

    _inherit = "healthcare.drain"

    def init(self):
        result = super().init()
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS healthcare_doorbell_done ON queue_job "
            "(identity_key) WHERE state = 'done' AND identity_key IS NOT NULL"
        )
        return result

    @api.model
    def _ring_again(self, key, seconds=0):
        """Requeue a doorbell that was answered; False when there is none.

        One statement instead of a new job, for which somebody waits; and the table of
        jobs does not grow by a row per ring. What :meth:`queue.job.requeue` does; the
        runner relies on the date of creation to stay.
        """
        self.env.cr.execute(
            """
            UPDATE queue_job
               SET state = 'pending', retry = 0, result = NULL, exec_time = NULL,
                   date_enqueued = NULL, date_started = NULL, date_done = NULL,
                   worker_pid = NULL,
                   eta = CASE WHEN %(seconds)s > 0 THEN timezone('UTC', now())
                              + make_interval(secs => %(seconds)s) END
             WHERE id = (SELECT id FROM queue_job
                          WHERE identity_key = %(key)s AND state = 'done'
                          LIMIT 1 FOR UPDATE SKIP LOCKED)
            """,
            {"key": key, "seconds": seconds},
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _ring_earlier(self, key, seconds):
        """A doorbell that is pending for later than in ``seconds`` rings then."""
        if seconds:
            self.env.cr.execute(
                """
                UPDATE queue_job
                   SET eta = timezone('UTC', now()) + make_interval(secs => %(seconds)s)
                 WHERE identity_key = %(key)s AND state = 'pending'
                   AND eta > timezone('UTC', now())
                             + make_interval(secs => %(seconds)s + 1)
                """,
                {"key": key, "seconds": seconds},
            )

    @api.model
    def _ring_soon(self, lane):
        """Ring for a message that is committed, without waiting for it.

        In a test nothing is committed and a thread would see nothing: it rings here.
        """
        if isinstance(self.env.cr, Cursor):
            RINGER.owe(self.env.cr.dbname, lane)
        elif not self._is_rung(lane):
            self._ring(lane)
