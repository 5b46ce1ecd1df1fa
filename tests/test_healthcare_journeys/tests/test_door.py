"""What a door remembers about its address is forgotten when that changes."""

import base64

from odoo.tests import TransactionCase, tagged

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

SECRET = "whsec_" + base64.b64encode(b"a secret of a door, 24 bytes+").decode()


@tagged("post_install", "-at_install")
class TestDoor(TransactionCase):
    """One connection with one inbound flow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Door", "code": "door", "state": "live"}
        )
        cls.flow = cls.env["healthcare.flow"].create(
            {
                "name": "Probe",
                "code": "probe",
                "direction": "in",
                "kind": "journey_probe",
                "connection_id": cls.connection.id,
            }
        )

    def _door(self, code="door"):
        return self.env["healthcare.flow"]._door(code, "probe")

    def test_a_change_is_seen_at_once(self):
        self.assertEqual(self._door().lane, "normal")
        self.flow.lane = "urgent"
        self.assertEqual(self._door().lane, "urgent")
        self.assertEqual(self.flow._facts().lane, "urgent")
        self.connection.code = "gate"
        self.assertEqual(self._door("gate").flow_id, self.flow.id)
        with self.assertRaises(ConfigurationError):
            self._door()

    def test_a_closed_connection_has_no_door(self):
        self.assertTrue(self._door())
        for state in ("draft", "retired"):
            self.connection.state = state
            with self.subTest(state=state), self.assertRaises(ConfigurationError):
                self._door()
        self.connection.state = "suspended"
        self.assertTrue(self._door(), "accepted, and waits")

    def test_a_withdrawn_secret_opens_nothing(self):
        credentials = self.env["healthcare.credential"]
        credential = credentials.create(
            {"name": "key", "connection_id": self.connection.id, "secret": SECRET}
        )
        self.assertEqual(credentials._open_all(self._door()), [SECRET])
        self.assertNotIn(SECRET, repr(self._door()), "kept sealed")
        credential.expiry_date = "2020-01-01"
        with self.assertRaises(ConfigurationError):
            credentials._open_all(self._door())
        credential.expiry_date = False
        credential.active = False
        with self.assertRaises(ConfigurationError):
            credentials._open_all(self._door())
        credential.active = True
        self.assertEqual(credentials._open_all(self._door()), [SECRET])
        credential.unlink()
        self.assertEqual(self._door().secrets, ())
