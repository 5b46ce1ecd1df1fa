"""Watching: what has arrived, what is missing, and when nothing could arrive."""

import logging
from datetime import timedelta
from decimal import Decimal
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.sql_db import Cursor
from odoo.tools import SQL, ormcache

from ..outcome import Finding
from ..timetable import to_local
from .healthcare_expectation import MISSING

_logger = logging.getLogger(__name__)

BLIND = timedelta(minutes=20)
"""Not having looked for so long is as good as having been suspended."""
FRESH = timedelta(seconds=60)
"""What comes so soon after the last one says nothing new."""
EARLY = timedelta(hours=12)
"""What comes so long before it is due is the one that is due."""


class HealthcareExpectation(models.Model):
    """The watch of each expectation."""

    _inherit = "healthcare.expectation"

    @api.model
    @ormcache()
    def _watched(self):
        """``{(connection id, kind)}`` that anybody waits for."""
        rows = self.sudo().search([])
        return frozenset((row.connection_id.id, row.kind) for row in rows)

    @api.model
    def _arrived(self, found):
        """Documents were read: ``{(connection id, kind)}``. Solves what was missing,
        once this transaction has committed: what is rolled back is read again.

        In a test nothing is committed: at once.
        """
        keys = found & self._watched()
        if not keys:
            return
        note = partial(self._note_arrivals, keys, fields.Datetime.now())
        if isinstance(self.env.cr, Cursor):
            self.env.cr.postcommit.add(note)
        else:
            note()

    def _note_arrivals(self, keys, now):
        """Never raises: what was not noted is found before anybody is asked.

        A row stands for all messages of a partner: in a short transaction of its own,
        or the drains of this connection would fight about it.
        """
        try:
            with self.env["healthcare.drain"]._read_committed() as env:
                rows = env[self._name].search(
                    [("connection_id", "in", [key[0] for key in keys])]
                )
                for row in rows:
                    key = (row.connection_id.id, row.kind)
                    if key in keys and not row._is_fresh(now):
                        row._seen(now)
        except psycopg2.Error as error:
            _logger.warning("an arrival was not noted: %s", type(error).__name__)

    def _is_fresh(self, now):
        """Whether an arrival was noted moments ago; another one says nothing new."""
        recent = self.last_seen_at and now - self.last_seen_at < FRESH
        return bool(recent and self.state == "watching")

    def _seen(self, now):
        """It is here: the next one is expected after the day this one was due."""
        self.last_seen_at = now
        if self.state == "watching" and self.rule == "daily" and self._is_for(now):
            self.due_at = self._next_due(self.due_at)
        elif self.state == "watching" or self.due_at <= now:
            self.due_at = self._next_due(now)
        self._resolve(self.env._("It has arrived."))

    def _is_for(self, now):
        """Whether what comes now is the one that is due next."""
        if now >= self.due_at:
            return False
        if self.due_at - now < EARLY:
            return True
        return to_local(now, self.tz)[0] == to_local(self.due_at, self.tz)[0]

    def _resolve(self, text):
        self.filtered(lambda row: row.state == "missing").write({"state": "watching"})
        self.env["healthcare.exception"]._resolve_for(self, [MISSING], text)

    @api.model
    def _cron_check(self):
        """Ask about everything that should be here and is not."""
        now = fields.Datetime.now()
        stopped = self.env["healthcare.stop"]._is_stopped()
        for row in self.search([]):
            row._look(now, stopped)

    def _look(self, now, stopped):
        blind = not self.checked_at or now - self.checked_at > BLIND
        if stopped or blind or not self._is_open():
            # Nothing could arrive: the watch begins anew when it can.
            self.write({"checked_at": now, "watched_from": now})
            return
        self.checked_at = now
        if self.due_at and now > self._limit() and not self._is_unread():
            came = self._came_unnoticed(now)
            if came:
                self._seen(came)
            else:
                self._miss(now)

    def _came_unnoticed(self, now):
        """When something was accepted that nobody noted: its worker was lost between
        the commit and the note. None if there is no such thing."""
        if not self.last_seen_at:
            return None
        query = SQL(
            """
            SELECT max(accepted_at) FROM healthcare_message
             WHERE connection_id = %s AND direction = 'in' AND kind = %s
               AND accepted_at > %s AND accepted_at <= %s
            """,
            self.connection_id.id,
            self.kind,
            self.last_seen_at + FRESH,
            now,
        )
        return self.env.execute_query(query)[0][0]

    def _is_open(self):
        connection = self.connection_id
        if connection.state != "live":
            return False
        flows = connection.flow_ids.filtered(
            lambda flow: flow.direction == "in" and flow.kind in (False, self.kind)
        )
        return bool(flows) and all(flow.state == "active" for flow in flows)

    def _is_unread(self):
        """Whether something came since it was due that nobody has read yet."""
        query = SQL(
            """
            SELECT 1 FROM healthcare_message
             WHERE connection_id = %s AND direction = 'in' AND opened_at IS NULL
               AND state IN ('received', 'leased', 'retry', 'waiting') LIMIT 1
            """,
            self.connection_id.id,
        )
        return bool(self.env.execute_query(query))

    def _miss(self, now):
        due = self.due_at
        text = self.env._(
            "%(what)s was expected by %(due)s and has not arrived.",
            what=self.name,
            due=self._local_text(due),
        )
        finding = Finding(
            MISSING,
            text,
            self._name,
            self.id,
            amount=Decimal(str(self.amount)),
            currency=self.currency_id.name,
        )
        self.env["healthcare.exception"]._open(finding, connection=self.connection_id)
        self.write(
            {
                "state": "missing",
                "missed_count": self.missed_count + 1,
                "due_at": self._next_due(max(due, now)),
            }
        )

    def _local_text(self, instant):
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=self.tz), instant
        )
        return local.strftime("%Y-%m-%d %H:%M")
