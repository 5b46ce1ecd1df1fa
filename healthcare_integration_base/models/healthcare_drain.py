"""The engine's heart: claim, work, sweep, ring. Jobs and cron only call it.

Three cursors, none of them the job's. The row lock says "alive", the lease says "was
tried", the token fences. The message row is the truth; a job is a doorbell that may be
lost or ring twice without harm.
"""

import contextlib
import logging
import random
import time
from dataclasses import dataclass
from functools import partial
from itertools import count

import psycopg2
from psycopg2 import errors as pg

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import LockError
from odoo.sql_db import Cursor

from ..pace import Pace
from ..redact import code_of, safe_trace
from .healthcare_drain_desk import Desk
from .healthcare_drain_hand import Hand

_logger = logging.getLogger(__name__)

LANES = ("urgent", "normal", "bulk")
PRIORITY = {"urgent": 1, "normal": 10, "bulk": 20}
BUDGET = 20.0
"""Seconds after which a drain stops claiming and rings for a successor."""
SWEEP = 2.0
"""Seconds between two looks at expired leases."""
HELPER = 1.0
"""Seconds between two doorbells for a drain beside a busy one."""
SUSPECTS = 10
"""Every so many claims a message that lost its workers before goes first."""
OLD = 30
"""Seconds after which the cron takes what the runner has not taken."""


class DrainError(Exception):
    """All that a failed doorbell says: a code."""


class GiveBack(Exception):
    """Somebody else was faster or is busy: return the batch, take a smaller one."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim leased for ``seconds``. ``stage`` is ``open``, ``apply`` or
    ``send``; ``full``: there is more; ``fresh``: a single message that was never
    delivered before."""

    stage: str
    token: str
    ids: tuple[int, ...]
    seconds: int
    full: bool = False
    fresh: bool = False


def is_concurrency(error):
    """Whether an error means "somebody else was there", not "this document is bad"."""
    if isinstance(error, pg.UniqueViolation):
        name = error.diag.constraint_name or ""
        return name.startswith("healthcare_")
    kinds = (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable)
    return isinstance(error, (*kinds, LockError, GiveBack))


class HealthcareDrain(models.AbstractModel):
    """Takes what is due and moves it, in batches, through its stage."""

    _name = "healthcare.drain"
    _description = "Healthcare drain"

    # -- cursors ---------------------------------------------------------------------

    @contextlib.contextmanager
    def _read_committed(self, settings=""):
        """A short transaction of its own; commits at the end.

        READ COMMITTED, because SKIP LOCKED and ON CONFLICT raise 40001 under the usual
        REPEATABLE READ. A test cursor lives in a savepoint, where the level cannot
        change and ``settings`` (SQL) would outlive the transaction.
        """
        desk = self.env.context.get("healthcare_desk") or self.env.registry
        with desk.cursor() as cr:
            if isinstance(cr, Cursor):
                level = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                # Both are constants of this addon.
                cr.execute(level + settings)  # pylint: disable=sql-injection
            yield api.Environment(cr, SUPERUSER_ID, {})

    @contextlib.contextmanager
    def _work_cursor(self):
        """The transaction in which a batch takes effect; opened after the claim."""
        hand = Hand()
        with self.env.registry.cursor() as cr:
            # Mail of the engine's own exceptions waits for the mail queue as well.
            context = {
                "healthcare_in_drain": True,
                "mail_notify_force_send": False,
                "healthcare_hand": hand,
            }
            try:
                yield api.Environment(cr, SUPERUSER_ID, context)
            finally:
                hand.flight.wait()

    # -- doorbells -------------------------------------------------------------------

    def _ring_after_commit(self, lane="normal"):
        """Ring once per lane after the current transaction has committed."""
        if self.env.context.get("healthcare_in_drain"):
            return
        callbacks = self.env.cr.postcommit
        lanes = callbacks.data.setdefault("healthcare_lanes", set())
        if not lanes:
            callbacks.add(partial(self._ring_all, lanes))
        lanes.add(lane)

    def _ring_all(self, lanes):
        for lane in tuple(lanes):
            self._ring(lane)

    def _ring(self, lane, bell="", seconds=0):
        """Enqueue one doorbell unless one is pending. Never raises: see the cron.

        :param bell: names a doorbell of its own that rings after ``seconds``.
        """
        key = self._bell(lane, bell)
        try:
            # What a crash of the database takes away, the cron brings back.
            settings = "SET LOCAL synchronous_commit = off"
            with self._read_committed(settings) as env:
                drain = env["healthcare.drain"]
                if drain._wake_listener(lane, seconds):
                    return
                drain._ring_earlier(key, seconds)
                if not (drain._is_rung(lane, bell) or drain._ring_again(key, seconds)):
                    drain.with_delay(
                        identity_key=key,
                        eta=seconds or None,
                        priority=PRIORITY[lane],
                        max_retries=0,
                        description=f"Healthcare messages ({lane})",
                    )._job(lane)
        except psycopg2.Error as error:
            _logger.warning("doorbell %s was not rung: %s", lane, type(error).__name__)

    @api.model
    def _bell(self, lane, bell=""):
        return ":".join(filter(None, ["healthcare.drain", lane, bell]))

    @api.model
    def _is_rung(self, lane, bell=""):
        """Whether a doorbell is pending. Ask in a transaction that began after the
        commit of what is due, or the wake-up may be lost."""
        self.env.cr.execute(
            """
            SELECT 1 FROM queue_job WHERE identity_key = %s AND state IN
                   ('wait_dependencies', 'pending', 'enqueued') LIMIT 1
            """,
            [self._bell(lane, bell)],
        )
        return bool(self.env.cr.fetchone())

    def _job(self, lane):
        """The body of a doorbell. Nothing of a payload may leave it."""
        try:
            self._drain(lane)
        except Exception as error:
            raise DrainError(code_of(error)) from None

    def _cron_drain(self):
        """The second leg: drains what has been due for a while, runner or not."""
        self._sweep()
        self._sweep_waiting()
        for lane in LANES:
            self._drain(lane, older_than=OLD, budget=BUDGET / 2)

    # -- the loop --------------------------------------------------------------------

    def _drain(self, lane, older_than=0, budget=BUDGET):
        """Claim and work until nothing is due or the time is used up.

        :param str lane: urgent, normal or bulk.
        :param older_than: seconds for which a message must have been due.
        :return: number of messages that went through a stage.
        """
        with contextlib.closing(Desk(self.env.registry)) as desk:
            drain = self.with_context(
                healthcare_pace=Pace(budget), healthcare_desk=desk
            )
            handled = drain._take_turns(lane, older_than)
            drain._ring_what_is_due()
        return handled

    def _take_turns(self, lane, older_than):
        """Claim and work in turns; the number of messages handled."""
        drain, pace, handled = self, self._pace(), 0
        for round_number in count():
            if pace.is_over():
                break
            # Not before the first batch: somebody may wait for a single message.
            if round_number and pace.is_time_for("sweep", SWEEP):
                drain._sweep()
            claim = partial(
                drain._claim,
                lane,
                pace.opening,
                older_than,
                not round_number % SUSPECTS,
            )
            batch = claim()
            if not batch and pace.is_time_for("sweep", SWEEP):
                drain._sweep()
                batch = claim()
            if not batch:
                break
            drain._ring_for(batch, lane, pace)
            if drain._work(batch):
                handled += len(batch.ids)
                pace.went_well()
            else:
                pace.collided(len(batch.ids))
        return handled

    def _ring_for(self, batch, lane, pace):
        """Another drain beside me for what I left, one after me should I be lost.

        A single fresh message is not kept waiting for that: should it kill me, the cron
        finds it, and from then on it is no longer fresh.
        """
        if batch.fresh:
            return
        if batch.full and pace.is_time_for("helper", HELPER):
            self._ring(lane)
        direction = "out" if batch.stage == "send" else "in"
        if pace.is_time_for(direction, batch.seconds / 2):
            self._ring(lane, f"{direction} lease", batch.seconds + 1)

    def _ring_what_is_due(self):
        """A successor for every lane with something to do now, or at a known time."""
        with self._read_committed() as env:
            drain = env["healthcare.drain"]
            lanes, bells = drain._lanes_due(), drain._bells_to_come()
        self._ring_all(lanes)
        for lane, bell, seconds in bells:
            self._ring(lane, bell, seconds)

    def _work(self, batch):
        """Work one batch; False when it was given back."""
        work = getattr(self, f"_work_{batch.stage}")
        try:
            work(batch)
            return True
        except Exception as error:
            if is_concurrency(error):
                self._give_back(batch)
                # Let the other one finish; the lock holder is usually milliseconds
                # away from its commit.
                time.sleep(random.uniform(0, 0.1))
                return False
            return self._survive(batch, error)

    def _survive(self, batch, error):
        """The engine itself failed on this batch: narrow it down, then set it aside."""
        _logger.error("%s of a batch failed:\n%s", batch.stage, safe_trace(error))
        if len(batch.ids) > 1:
            self._give_back(batch)
            return False
        self._record_failure(batch, error)
        return True
