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

    @api.model
    def _ring_soon(self, lane):
        """Ring for a message that is committed, without waiting for it.

        In a test nothing is committed and a thread would see nothing: it rings here.
        """
        if isinstance(self.env.cr, Cursor):
            RINGER.owe(self.env.cr.dbname, lane)
        elif not self._is_rung(lane):
            self._ring(lane)
