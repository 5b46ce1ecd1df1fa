"""A source that fails opens the circuit of its connection and nobody else's."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors.folder import HealthcareConnectorFolder
from ..errors import ConfigurationError, RetryableError
from .common import EngineCase

LOG = "odoo.addons.healthcare_integration_base.models.healthcare_drain_fetch"


@tagged("post_install", "-at_install")
class TestFetchGate(EngineCase):
    """Two watched folders, one of which is gone."""

    def setUp(self):
        super().setUp()
        self.connection.write({"connector": "folder", "circuit_failures": 2})
        self.other = self.connection.copy({"code": "other", "name": "Other"})
        self.other.write({"state": "live", "circuit_failures": 2})
        self.failures, self.asked = {}, []
        self.patch(HealthcareConnectorFolder, "_pull", self._pull)
        self.check = self.enterContext(
            patch.object(HealthcareConnectorFolder, "_check")
        )
        self.env.flush_all()

    @property
    def _pull(self):
        def pull(_adapter, connection):
            self.asked.append(connection.id)
            if connection.id in self.failures:
                raise self.failures[connection.id]
            return []

        return pull

    def _fetch(self):
        """One round of the cron: who was asked."""
        self.asked.clear()
        self.env.flush_all()
        with mute_logger(LOG):
            self.env["healthcare.drain"]._cron_pull()
        self.env.invalidate_all()
        return {
            name
            for name, row in (("one", self.connection), ("other", self.other))
            if row.id in self.asked
        }

    def _probe(self):
        self.env.cr.execute(
            "UPDATE healthcare_connection_gate SET probe_at = probe_at - interval '1h'"
        )
        self.env.invalidate_all()
        self.env["healthcare.drain"]._probe_idle()
        self.env.invalidate_all()

    def test_it_is_left_alone_until_a_probe_succeeds(self):
        self.failures[self.connection.id] = RetryableError("folder.unreadable")
        self.assertEqual(self._fetch(), {"one", "other"})
        self.assertEqual(self.connection.circuit_state, "closed")
        self.assertEqual(self._fetch(), {"one", "other"})
        self.assertEqual(self.connection.circuit_state, "open")
        self.assertEqual(self.other.circuit_state, "closed")
        self.assertEqual(self._fetch(), {"other"}, "nobody else waits for it")
        asked = self.env["healthcare.exception"].search([("code", "=", "CIRCUIT_OPEN")])
        self.assertEqual(asked.connection_id, self.connection)
        self.check.side_effect = RetryableError("folder.unreadable")
        self._probe()
        self.assertEqual(self._fetch(), {"other"})
        self.failures.clear()
        self.check.side_effect = None
        self._probe()
        self.assertEqual(self.connection.circuit_state, "closed")
        self.assertEqual(self._fetch(), {"one", "other"})
        self.assertEqual(asked.state, "resolved")

    def test_what_is_set_up_wrong_is_no_failure_of_the_partner(self):
        self.failures[self.connection.id] = ConfigurationError("folder.not_set")
        for _round in range(4):
            self.assertEqual(self._fetch(), {"one", "other"})
        self.assertEqual(self.connection.circuit_state, "closed")

    def test_successes_between_failures_count(self):
        self.connection.circuit_failures = 3
        for failing in (True, False, True, False, False, False, True):
            self.failures.clear()
            if failing:
                self.failures[self.connection.id] = RetryableError("folder.unreadable")
            self._fetch()
        self.assertEqual(self.connection.circuit_state, "closed")

    def test_a_person_fetches_all_the_same_and_closes_it(self):
        self.failures[self.connection.id] = RetryableError("folder.unreadable")
        for _round in range(2):
            self._fetch()
        self.assertEqual(self.connection.circuit_state, "open")
        self.failures.clear()
        self.env["healthcare.drain"]._pull(self.connection)
        self.env.invalidate_all()
        self.assertEqual(self.connection.circuit_state, "closed")
        self.assertFalse(self.connection.delivered_at, "nothing was delivered")

    def test_retry_after_pauses_the_fetching(self):
        error = RetryableError("http.429", retry_after=90)
        self.failures[self.connection.id] = error
        self._fetch()
        self.assertTrue(self.connection.paused_until)
        self.assertEqual(self._fetch(), {"other"})
