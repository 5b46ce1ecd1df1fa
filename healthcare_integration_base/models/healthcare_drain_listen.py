"""A doorbell that is heard at once: no job, no HTTP, while somebody listens."""

import time

from odoo import api, models

from ..redact import code_of
from .healthcare_drain import LANES, DrainError

CHANNEL = "healthcare_drain"
RESTING, PRESENT = (1751478116, 1), (1751478116, 2)
"""Advisory locks, shared: of all who wait for a doorbell, while they do; of all
listeners, as long as they live."""
SHIFT = 2.0
"""Seconds after which a listener looks up: at a stop, at what was rung elsewhere."""
HELD = """
  FROM pg_locks
 WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2
   AND granted AND database = (SELECT oid FROM pg_database
                                WHERE datname = current_database())
"""
WAKE = f"SELECT pg_notify(%s, %s) {HELD} LIMIT 1"
COUNT = f"SELECT count(*) {HELD}"


class HealthcareDrain(models.AbstractModel):
    """Rings for those who listen, and is what they do when it rings.

    A listener that works does not listen, so that others are rung for: the job runner
    takes what is more than one can do. Who rang for one that died in that moment rang
    in vain, as with a job runner that dies; its successor and the cron look by
    themselves.
    """

    _inherit = "healthcare.drain"

    @api.model
    def _wake_listener(self, lane, seconds=0):
        """Ring for who listens, with the commit of this transaction; whether that is
        enough. For a bell to come, all are told, and a job is needed all the same: they
        do not outlive a restart."""
        lock = PRESENT if seconds else RESTING
        self.env.cr.execute(WAKE, [CHANNEL, f"{lane} {seconds}", *lock])
        return bool(self.env.cr.rowcount) and not seconds

    @api.model
    def _listeners(self):
        """How many listen on this database, or work on what they heard."""
        self.env.cr.execute(COUNT, PRESENT)
        return self.env.cr.fetchone()[0]

    def _answer_doorbell(self, lanes):
        """Drain some lanes for a while; those in which there may be more to do."""
        left = set()
        for lane in LANES:
            if lane in lanes:
                began = time.monotonic()
                try:
                    self._drain(lane, budget=SHIFT)
                except Exception as error:
                    raise DrainError(code_of(error)) from None
                if time.monotonic() - began >= SHIFT:
                    left.add(lane)
        return left
