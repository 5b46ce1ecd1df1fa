"""Keys, certificates and limits: who may do what, and what is refused."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models import healthcare_door_count, healthcare_drain_ring
from ..signature import KEY
from .doors import DoorCase

PATH = "/healthcare/v1/warehouse/receipts"
DIGEST = "ab" * 32


@tagged("post_install", "-at_install")
class TestApiKey(DoorCase):
    """A key of one connection, shown once."""

    def _key(self, **values):
        credential = self.env["healthcare.credential"].create(
            {
                "name": "iPaaS",
                "connection_id": self.connection.id,
                "kind": "api_key",
                **values,
            }
        )
        action = credential.action_new_key()
        return credential, action["context"]["default_key"]

    def _send(self, key, body=b"{}", path=PATH, **headers):
        headers = {"Content-Type": "application/json", "X-API-Key": key} | headers
        return self.url_open(path, data=body, headers=headers, method="POST")

    def test_a_key_opens_and_repeats_itself_by_content(self):
        _credential, key = self._key()
        self.assertRegex(key, KEY)
        first = self._send(key)
        self.assertEqual(first.status_code, 202, first.text)
        again = self._send(key, **{"X-API-Key": "", "Authorization": f"Bearer {key}"})
        self.assertEqual(again.json(), {"id": first.json()["id"], "duplicate": True})
        other = self._send(key, **{"Idempotency-Key": "k"})
        self.assertNotEqual(other.json()["id"], first.json()["id"])
        state = self.url_open(
            f"/healthcare/v1/messages/{first.json()['id']}", headers={"X-API-Key": key}
        )
        self.assertEqual(state.json()["state"], "received")

    def test_a_key_is_nowhere_to_be_read(self):
        credential, key = self._key()
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(c)::text FROM healthcare_credential c")
        rows = " ".join(row for (row,) in self.env.cr.fetchall())
        self.assertNotIn(key, rows)
        self.assertNotIn(key[12:], rows)
        administrator = new_test_user(
            self.env, "hc_adm", "healthcare_integration_base.group_administrator"
        )
        with self.assertRaises(AccessError):
            credential.with_user(administrator).read(["digest"])
        with self.assertRaises(UserError):
            credential.secret = "my own idea"
        operator = new_test_user(
            self.env, "hc_op", "healthcare_integration_base.group_operator"
        )
        with self.assertRaises(AccessError):
            credential.with_user(operator).action_new_key()

    def test_wrong_expired_and_replaced_keys(self):
        credential, key = self._key()
        self._problem(self._send(key + "x"), 401, "key.wrong")
        self._problem(self._send("hcik_" + "A" * 43), 401, "key.wrong")
        credential.expiry_date = "2020-01-01"
        self._problem(self._send(key), 401, "key.wrong")
        credential.expiry_date = False
        credential.action_new_key()
        self._problem(self._send(key), 401, "key.wrong")
        self.assertFalse(self.env["healthcare.message"].search_count([]))
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.failed_count)

    def test_a_key_ends_at_its_scope(self):
        other = self.flow.copy({"code": "other", "name": "Other"})
        _credential, key = self._key(flow_ids=[(6, 0, other.ids)])
        self._problem(self._send(key), 403, "credential.scope")
        path = "/healthcare/v1/warehouse/other"
        self.assertEqual(self._send(key, path=path).status_code, 202)
        _credential, reader = self._key(name="Reader", posts=False, fetches=True)
        self._problem(self._send(reader), 403, "credential.scope")

    def test_a_key_of_another_connection_is_wrong(self):
        foreign = self.connection.copy({"code": "foreign", "name": "Foreign"})
        foreign.state = "live"
        _credential, key = self._key(connection_id=foreign.id)
        self._problem(self._send(key), 401, "key.wrong")
        with self.assertRaises(ValidationError):
            self._key(connection_id=foreign.id, flow_ids=[(6, 0, self.flow.ids)])

    def test_guessing_is_slowed_down(self):
        _credential, key = self._key()
        with patch.object(healthcare_door_count, "FAILURES", 3):
            for _number in range(4):
                self._problem(self._send("hcik_wrong"), 401, "key.wrong")
            refused = self._send("hcik_wrong")
            code = "authentication.too_many_failures"
            self._problem(refused, 429, code)
            self.assertGreater(int(refused.headers["Retry-After"]), 0)
            self._problem(self._send(key), 429, code)


@tagged("post_install", "-at_install")
class TestClientCertificate(DoorCase):
    """Mutual TLS as a trusted proxy asserts it."""

    def setUp(self):
        super().setUp()
        self.env["healthcare.credential"].create(
            {
                "name": "Acme",
                "connection_id": self.connection.id,
                "kind": "certificate",
                "secret": ":".join(["AB"] * 32),
            }
        )
        self.connection.write(
            {"certificate_header": "X-Client-Sha256", "certificate_proxies": "10.9.0.1"}
        )

    def _send(self, value=DIGEST, **headers):
        headers = {"Content-Type": "application/json", "X-Client-Sha256": value}
        return self.url_open(PATH, data=b"{}", headers=headers, method="POST")

    def test_only_the_proxy_is_believed(self):
        self._problem(self._send(), 401, "certificate.untrusted")
        self.connection.certificate_proxies = "127.0.0.0/8"
        self.assertEqual(self._send().status_code, 202)
        for value in ("cd" * 32, f"{DIGEST}, {DIGEST}", "", "AB"):
            with self.subTest(value):
                self._problem(self._send(value), 401, "certificate.untrusted")

    def test_without_configuration_the_header_means_nothing(self):
        self.connection.write(
            {"certificate_header": False, "certificate_proxies": False}
        )
        self._problem(self._send(), 401, "signature.missing")

    def test_what_cannot_be_meant_is_refused(self):
        for proxies in ("0.0.0.0/0", "::/0", "proxy.example", False):
            with self.subTest(proxies), self.assertRaises(ValidationError):
                self.connection.certificate_proxies = proxies
        with self.assertRaises(ValidationError):
            self.connection.credential_ids.secret = "not a fingerprint"


@tagged("post_install", "-at_install")
class TestInboundLimit(DoorCase):
    """A bucket of tokens per connection."""

    def setUp(self):
        super().setUp()
        self._keep_secret()

    def _counts(self):
        """The counters on a cursor of their own, as a door has one."""
        cr = self.enterContext(self.env.registry.cursor())
        return self.env(cr=cr)["healthcare.door.count"]

    def _burst(self, count, start=0):
        return [
            self._post(b"{}", key=f"m{number}")
            for number in range(start, start + count)
        ]

    def test_above_the_limit_waits_and_is_counted(self):
        self.connection.write({"inbound_rate": 1, "inbound_burst": 3})
        answers = self._burst(5)
        statuses = [answer.status_code for answer in answers]
        self.assertEqual(statuses, [202] * 3 + [429] * 2)
        self._problem(answers[3], 429, "rate.exceeded")
        wait = int(answers[3].headers["Retry-After"])
        self.assertTrue(30 <= wait <= 61, wait)
        self.assertEqual(answers[3].json()["retry"], "after_delay")
        self.connection.invalidate_recordset()
        self.assertGreaterEqual(self.connection.refused_count, 1)
        self.assertEqual(self.env["healthcare.message"].search_count([]), 3)

    def test_tokens_come_back(self):
        self.connection.write({"inbound_rate": 60, "inbound_burst": 1})
        self.assertEqual(self._burst(1)[0].status_code, 202)
        self.assertEqual(self._burst(1, 10)[0].status_code, 429)
        healthcare_door_count.forget()
        self.env.cr.execute(
            "UPDATE healthcare_door_count SET filled_at = filled_at - 2"
        )
        self.assertEqual(self._burst(1, 20)[0].status_code, 202)

    def test_no_limit_asks_nothing(self):
        counts = self.env["healthcare.door.count"]
        self._burst(3)
        self.assertFalse(counts.search([("connection_id", "=", self.connection.id)]))

    def test_a_process_draws_few_tokens_at_a_time(self):
        self.connection.write({"inbound_rate": 6000, "inbound_burst": 1000})
        entrance = self.env["healthcare.connection"]._entrance("warehouse")
        counts = self._counts()
        self.assertEqual(counts._take(entrance), 0)
        row = counts.search([("connection_id", "=", self.connection.id)])
        self.assertEqual((row.granted, row.tokens), (50, 950))
        with patch.object(type(counts), "_draw", side_effect=AssertionError):
            for _number in range(49):
                self.assertEqual(counts._take(entrance), 0)

    def test_a_batch_larger_than_the_bucket_leaves_a_debt(self):
        self.connection.write({"inbound_rate": 60, "inbound_burst": 5})
        entrance = self.env["healthcare.connection"]._entrance("warehouse")
        counts = self._counts()
        self.assertEqual(counts._take(entrance, 20), 0)
        self.assertTrue(14 < counts._take(entrance) < 17)


@tagged("post_install", "-at_install")
class TestRinger(TransactionCase):
    """The thread that rings for the doors, without its thread."""

    def setUp(self):
        super().setUp()
        self.rung = []
        self.ringer = healthcare_drain_ring.Ringer()
        self.patch(
            healthcare_drain_ring, "ring", lambda *names: self.rung.append(names)
        )

    def test_many_messages_ring_once_per_lane(self):
        with patch.object(healthcare_drain_ring.threading, "Thread"):
            for lane in ("normal", "normal", "urgent") * 5:
                self.ringer.owe("db", lane)
        self.ringer.settle()
        self.assertEqual(sorted(self.rung), [("db", "normal"), ("db", "urgent")])
        self.ringer.settle()
        self.assertEqual(len(self.rung), 2)

    def test_one_bell_that_fails_silences_no_other(self):
        def ring(database, lane):
            if lane == "urgent":
                raise ValueError("SECRET")
            self.rung.append(lane)

        self.patch(healthcare_drain_ring, "ring", ring)
        with patch.object(healthcare_drain_ring.threading, "Thread"):
            for lane in ("urgent", "normal", "bulk"):
                self.ringer.owe("db", lane)
        with self.assertLogs(healthcare_drain_ring.__name__, "WARNING") as logs:
            self.ringer.settle()
        self.assertEqual(sorted(self.rung), ["bulk", "normal"])
        self.assertNotIn("SECRET", "".join(logs.output))

    def test_a_thread_that_died_is_replaced(self):
        with patch.object(healthcare_drain_ring.threading, "Thread") as thread:
            self.ringer.owe("db", "normal")
            self.ringer.owe("db", "normal")
            self.assertEqual(thread.call_count, 1)
            self.assertTrue(thread.call_args.kwargs["daemon"])
            thread.return_value.is_alive.return_value = False
            self.ringer.owe("db", "normal")
            self.assertEqual(thread.call_count, 2)

    def test_an_address_of_ours_is_no_code(self):
        for code in ("messages", "schemas"):
            with self.assertRaises(ValidationError):
                self.env["healthcare.connection"].create({"name": "x", "code": code})


@tagged("post_install", "-at_install")
class TestEndingAddress(DoorCase):
    """Deprecation and sunset of an address."""

    def test_callers_are_warned_counted_and_then_refused(self):
        self._keep_secret()
        self.flow.write({"deprecated_on": "2026-01-01", "sunset_on": "2999-01-01"})
        answer = self._post()
        self.assertEqual(answer.status_code, 202)
        self.assertEqual(answer.headers["Deprecation"], "@1767225600")
        self.assertEqual(answer.headers["Sunset"], "Tue, 01 Jan 2999 00:00:00 GMT")
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.deprecated_count, 1)
        self.flow.sunset_on = "2026-02-01"
        self._problem(self._post(key="m2"), 410, "flow.sunset")
        with self.assertRaises(ValidationError):
            self.flow.deprecated_on = False
