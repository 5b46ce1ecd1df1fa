"""Fetching: what partners put down for us is stored, then archived at its source."""

import logging

from odoo import models

from ..errors import ConfigurationError, IntegrationError
from ..outcome import Finding
from ..redact import safe_trace
from .healthcare_drain import is_concurrency

_logger = logging.getLogger(__name__)

BATCH_FILES = 50
BATCH_BYTES = 8 * 1024 * 1024
"""One commit stores so much; a crash before it fetches so much again."""
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

        One puller per connection at a time (advisory lock). A batch is committed
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
                for batch in _batches(adapter._pull(connection)):
                    if guard["healthcare.stop"]._is_stopped():
                        break
                    self._store_pulled(flow, batch)
                    lanes.add(flow.lane)
                    stored += len(batch)
                    for pulled in batch:
                        adapter._settle(connection, pulled)
        finally:
            self._ring_all(lanes)
        return stored

    def _store_pulled(self, flow, batch):
        """Store a batch in one commit; if that fails, one by one, so that one bad file
        does not keep the good ones before it out."""
        try:
            self._store_together(flow, batch)
        except Exception as error:
            if len(batch) == 1 or is_concurrency(error):
                raise
            for pulled in batch:
                self._store_together(flow, [pulled])

    def _store_together(self, flow, batch):
        with self._read_committed() as env:
            for pulled in batch:
                env["healthcare.message"]._accept(
                    env["healthcare.flow"].browse(flow.id),
                    pulled.payload,
                    name=pulled.name,
                )


def _batches(pulled):
    """Lists of what a connector yields: so many, or so many bytes, at a time.

    What came before a failure of the source is still stored.
    """
    batch, size, fault, rows = [], 0, None, iter(pulled)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except Exception as error:
            fault = error
            break
        batch.append(row)
        size += len(row.payload)
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
    if fault is not None:
        raise fault
