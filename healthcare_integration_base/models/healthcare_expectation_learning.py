"""Learning from the past what to expect, without asking anybody."""

from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..rhythm import learn
from ..timetable import to_local
from .healthcare_schedule import WEEKDAYS

PAST = 90
"""Days of history that are looked at."""
ROWS = 5000
"""Arrivals that are enough to learn from; the newest count."""


class HealthcareExpectation(models.Model):
    """Rhythms of what came, per connection and kind of document."""

    _inherit = "healthcare.expectation"

    @api.model
    def _cron_learn(self):
        """Expect what has a steady rhythm and is not expected yet."""
        known = self.with_context(active_test=False).search([])
        known = {(row.connection_id.id, row.kind) for row in known}
        for connection, kind in self._candidates():
            if (connection.id, kind) in known:
                continue
            zone = connection.company_id.partner_id.tz or "UTC"
            rhythm = self._rhythm(connection, kind, zone)
            if rhythm and rhythm.steady:
                self.create(
                    {
                        "connection_id": connection.id,
                        "kind": kind,
                        "origin": "learned",
                        "tz": zone,
                        **self._values_of(rhythm),
                    }
                )

    @api.model
    def _candidates(self):
        """``(connection, kind)`` of live connections that were heard of lately."""
        since = fields.Datetime.now() - timedelta(days=PAST)
        rows = self.env["healthcare.message"]._read_group(
            [
                ("direction", "=", "in"),
                ("kind", "!=", False),
                ("connection_id.state", "=", "live"),
                ("accepted_at", ">=", since),
            ],
            ["connection_id", "kind"],
        )
        return [(connection, kind) for connection, kind in rows]

    @api.model
    def _rhythm(self, connection, kind, zone):
        """The :class:`Rhythm` of a kind; None when there is none to see."""
        arrivals = self._arrivals(connection, kind, zone)
        today, _minutes = to_local(fields.Datetime.now(), zone)
        return learn(arrivals, today)

    @api.model
    def _arrivals(self, connection, kind, zone):
        """``(local date, minutes, amount)``; the documents of a file arrive as one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(p.accepted_at, m.accepted_at) AS at,
                       sum((m.facts->>'control_amount')::numeric)::text
                  FROM healthcare_message m
                  LEFT JOIN healthcare_message p ON p.id = m.parent_id
                 WHERE m.connection_id = %s AND m.kind = %s AND m.direction = 'in'
                   AND m.duplicate_of_id IS NULL AND m.accepted_at >= %s
                 GROUP BY COALESCE(m.parent_id, m.id), at
                 ORDER BY at DESC LIMIT %s
                """,
                connection.id,
                kind,
                fields.Datetime.now() - timedelta(days=PAST),
                ROWS,
            )
        )
        return [
            (*to_local(at, zone), Decimal(amount or 0)) for at, amount in reversed(rows)
        ]

    @api.model
    def _values_of(self, rhythm):
        days = {day: n in rhythm.weekdays for n, day in enumerate(WEEKDAYS)}
        return days | {
            "rule": "interval" if rhythm.interval else "daily",
            "hour": rhythm.minutes / 60,
            "interval_minutes": min(max(rhythm.interval, 1), 44640),
            "grace_minutes": rhythm.grace,
            "amount": rhythm.amount,
            "seen_count": rhythm.seen,
        }


class HealthcareDrain(models.AbstractModel):
    """Reading a document is its arrival."""

    _inherit = "healthcare.drain"

    @api.model
    def _after_opened(self, opened):
        super()._after_opened(opened)
        watched = self.env["healthcare.expectation"]._watched()
        if not watched:
            return
        found = {
            (message.connection_id.id, piece.kind)
            for message, pieces in opened
            for piece in pieces
            if piece.kind
        }
        self.env["healthcare.expectation"]._arrived(found)
