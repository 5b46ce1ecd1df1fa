"""Waits for doorbells on every database of this server and answers them at once."""

import logging
import select
import threading
import time

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.db import list_dbs
from odoo.tools import config

from ..models.healthcare_drain import LANES
from ..redact import safe_trace
from .ear import Ear

_logger = logging.getLogger(__name__)

LOOK, AGAIN = 60.0, 2.0
"""Seconds between two looks for databases that are not listened to: usually, and while
one of them does not answer."""
NAP = 2.0
"""Seconds to the next look at what is not due yet, at least."""


class Listener:
    """The databases of this server, and what was rung in them.

    It opens the door, it does not replace anybody: while it works it is not listening,
    and who rings then rings for the job runner. What nobody heard is the cron's.
    """

    def __init__(self):
        self._ears = {}
        self._owed = {}
        self._turns = []
        self._alarms = {}
        self._look_at = 0.0

    def wait(self, wake, seconds):
        """Return when somebody rang, when ``wake`` (a file descriptor) can be read, or
        after ``seconds``."""
        self._look()
        # Also while one database keeps it busy: the others ring as well.
        self._listen([*self._ears.values()])
        if self._is_due():
            return
        ears = [ear for ear in [*self._ears.values()] if self._do(ear, ear.rest)]
        self._listen(ears)
        if self._is_due():
            return
        soon = min(self._alarms.values(), default=0) - time.monotonic()
        if self._alarms:
            seconds = min(seconds, max(0, soon))
        fds = [wake, *(ear for ear in ears if ear.database in self._ears)]
        select.select(fds, [], [], seconds)
        self._listen(ears)
        self._is_due()

    def work(self):
        """Answer what was rung in one lane of one database; they take turns. Between
        two the worker tells its server that it lives. How many (0 or 1).

        Who works for one listens to none: the others ring for the job runner.
        """
        if not self._is_due():
            return 0
        for ear in [*self._ears.values()]:
            self._do(ear, ear.wake)
        if not self._turns:
            database = next(iter(self._owed))
            lanes = self._owed.pop(database)
            self._turns = [(database, lane) for lane in LANES if lane in lanes]
        database, lane = self._turns.pop(0)
        left = answer(database, {lane})
        if left:
            # Behind the others.
            self._owed.setdefault(database, set()).update(left)
        return 1

    def close(self):
        """Listen to nobody any more."""
        for ear in self._ears.values():
            ear.close()
        self._ears, self._owed, self._alarms, self._look_at = {}, {}, {}, 0.0
        self._turns = []

    def _look(self):
        """Listen to what is not listened to, and answer what was rung meanwhile."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK
        for database in self._try(_databases) or ():
            if database not in self._ears:
                self._try(self._open, database)

    def _try(self, function, *arguments):
        """What ``function`` answers. Who does not answer is asked again soon, and keeps
        nobody from the next one."""
        try:
            return function(*arguments)
        except psycopg2.Error as error:
            self._look_at = time.monotonic() + AGAIN
            _logger.debug("no answer: %s", type(error).__name__)
            return None

    def _open(self, database):
        ear = Ear(database)
        try:
            if not ear.is_served():
                ear.close()
                return
            ear.listen()
        except psycopg2.Error:
            ear.close()
            raise
        self._ears[database] = ear
        self._owed[database] = set(LANES)
        _logger.info("listening for healthcare messages in %s", database)

    def _listen(self, ears):
        """Note what was rung, for now or for later."""
        for ear in ears:
            for lane, seconds in self._do(ear, ear.heard) or ():
                if not seconds:
                    self._owed.setdefault(ear.database, set()).add(lane)
                    continue
                key, at = (ear.database, lane), time.monotonic() + max(seconds, NAP)
                self._alarms[key] = min(at, self._alarms.get(key, at))

    def _is_due(self):
        """Whether there is something to do, now that the clock shows what it shows."""
        now = time.monotonic()
        for key in [key for key, at in self._alarms.items() if at <= now]:
            del self._alarms[key]
            self._owed.setdefault(key[0], set()).add(key[1])
        return bool(self._owed or self._turns)

    def _do(self, ear, method):
        """What ``method`` answers (True for nothing); None once the line is dead."""
        try:
            answer_ = method()
        except psycopg2.Error as error:
            _logger.warning(
                "no longer listening to %s: %s", ear.database, type(error).__name__
            )
            ear.close()
            self._ears.pop(ear.database, None)
            self._look_at = 0.0
            return None
        return True if answer_ is None else answer_


def _databases():
    """Those this server is for."""
    return sorted(config["db_name"] or list_dbs(True))


def answer(database, lanes):
    """Drain ``lanes`` of ``database``; the lanes in which there is more to do.

    Nothing raises: what failed is due, and the cron comes.
    """
    threading.current_thread().dbname = database
    try:
        registry = Registry(database).check_signaling()
        try:
            if "healthcare.drain" not in registry:
                return set()
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                left = env["healthcare.drain"]._answer_doorbell(lanes)
            registry.signal_changes()
            return left
        except BaseException:
            registry.reset_changes()
            raise
    except Exception as error:
        _logger.error("a doorbell was not answered:\n%s", safe_trace(error))
        return set()
    finally:
        threading.current_thread().dbname = None
