"""Fetching: what partners put down for us is stored, then archived at its source."""

import logging

from odoo import models

from ..errors import ConfigurationError, IntegrationError
from ..outcome import Finding
from ..redact import safe_trace

_logger = logging.getLogger(__name__)

FETCH = "fetch"
"""Place of the question about a source that cannot be used as it is set up."""


class HealthcareDrain(models.AbstractModel):
    """The way in of everything that does not come to a door."""

    _inherit = "healthcare.drain"

    def _cron_pull(self):
        """Fetch from every live connection that has something to fetch from."""
        if self.env["healthcare.stop"]._is_stopped():
            return
        connections = self.env["healthcare.connection"].search([("state", "=", "live")])
        for connection in connections:
            if connection._adapter()._fetches:
                self._fetch(connection)

    def _fetch(self, connection):
        """Fetch from one; one partner's trouble is not the next one's."""
        try:
            self._pull(connection)
        except IntegrationError as error:
            _logger.warning("fetching from %s failed: %s", connection.code, error.code)
            if isinstance(error, ConfigurationError):
                self._ask_about_source(connection, error)
        except Exception as error:
            _logger.error(
                "fetching from %s failed:\n%s", connection.code, safe_trace(error)
            )
        else:
            self._source_is_well(connection)

    def _ask_about_source(self, connection, error):
        """Only a person can mend the set-up: one question, however often we look."""
        summary = f"{error.text} ({error.code})" if error.text else error.code
        finding = Finding(
            "CONFIGURATION", summary, connection._name, connection.id, where=FETCH
        )
        with self._read_committed() as env:
            connection = env["healthcare.connection"].browse(connection.id)
            env["healthcare.exception"]._open(finding, connection=connection)

    def _source_is_well(self, connection):
        with self._read_committed() as env:
            env["healthcare.exception"]._resolve_for(
                env["healthcare.connection"].browse(connection.id),
                ["CONFIGURATION"],
                self.env._("Fetching works again."),
                where=FETCH,
            )

    def _pull(self, connection):
        """Store what the partner has put down, then archive it at the source.

        One puller per connection at a time (advisory lock). Each payload is committed
        before its source is touched: a crash in between fetches it again, and the
        same bytes are a duplicate.

        :return: how many were stored.
        :raises ConfigurationError: ``flow.missing`` when nothing may come in.
        """
        lanes, stored = set(), 0
        try:
            with self._read_committed() as guard:
                guard.cr.execute(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                    [f"healthcare.pull:{connection.id}"],
                )
                if not guard.cr.fetchone()[0]:
                    return 0
                connection = guard["healthcare.connection"].browse(connection.id)
                adapter = connection._adapter()
                flow = connection._letter_box()
                for pulled in adapter._pull(connection):
                    self._store_pulled(flow, pulled)
                    lanes.add(flow.lane)
                    stored += 1
                    adapter._settle(connection, pulled)
        finally:
            self._ring_all(lanes)
        return stored

    def _store_pulled(self, flow, pulled):
        with self._read_committed() as env:
            env["healthcare.message"]._accept(
                env["healthcare.flow"].browse(flow.id),
                pulled.payload,
                name=pulled.name,
            )
