"""A neutralized copy of a database never sends, fetches or accepts."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import file_open

from ..errors import ConfigurationError
from .common import EngineCase


@tagged("post_install", "-at_install")
class TestNeutralize(EngineCase):
    """Runs what Odoo runs on the copy."""

    def setUp(self):
        super().setUp()
        self.outbound = self.env["healthcare.flow"].create(
            {
                "name": "Out",
                "code": "out",
                "connection_id": self.connection.id,
                "direction": "out",
                "kind": "goods_receipt",
                "codec": "json",
            }
        )
        self.env["healthcare.credential"].create(
            {
                "name": "Token",
                "connection_id": self.connection.id,
                "kind": "bearer",
                "secret": "T",
            }
        )

    def _neutralize(self):
        self.env.flush_all()
        with file_open("healthcare_integration_base/data/neutralize.sql") as file:
            # Scripted handlers of the tests watch moves; the copy has none.
            self.env.cr.execute("ALTER TABLE healthcare_message DISABLE TRIGGER USER")
            self.env.cr.execute(file.read())
            self.env.cr.execute("ALTER TABLE healthcare_message ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def _due(self):
        self.env.cr.execute(
            """
            INSERT INTO healthcare_message
                   (uuid, connection_id, flow_id, company_id, direction, kind, codec,
                    state, lane, sequence, part, accepted_at, due_at, deliveries, tries,
                    payload_size)
            VALUES ('due-1', %s, %s, %s, 'out', 'goods_receipt', 'json',
                    'due', 'normal', 1, 0, now(), now() - interval '1 hour',
                    0, 0, 0) RETURNING id
            """,
            [self.connection.id, self.outbound.id, self.env.company.id],
        )
        return self.messages.browse(self.env.cr.fetchone()[0])

    def test_the_doors_are_closed(self):
        self.assertTrue(self.env["healthcare.flow"]._door("warehouse", "receipts"))
        self._neutralize()
        with self.assertRaises(ConfigurationError):
            self.env["healthcare.flow"]._door("warehouse", "receipts")

    def test_nothing_leaves_even_if_somebody_goes_live_in_the_copy(self):
        message = self._due()
        self._neutralize()
        self.assertEqual((message.state, message.code), ("dead", "copy.neutralized"))
        self.env["ir.config_parameter"].set_param("healthcare.stopped", "")
        self.connection.state = "live"
        drain = type(self.env["healthcare.drain"])
        with patch.object(drain, "_push", side_effect=AssertionError("sent")) as push:
            self._drain()
        push.assert_not_called()

    def test_nothing_is_fetched_and_no_secret_is_left(self):
        self._neutralize()
        drain = type(self.env["healthcare.drain"])
        with patch.object(drain, "_pull_one", create=True) as pull:
            self.env["healthcare.drain"]._cron_pull()
        pull.assert_not_called()
        self.assertEqual(self.connection.state, "draft")
        with self.assertRaises(ConfigurationError):
            self.env["healthcare.credential"]._secrets_of(self.connection, "bearer")

    def test_everything_is_stopped(self):
        self._neutralize()
        self.assertTrue(self.env["ir.config_parameter"].get_param("healthcare.stopped"))
