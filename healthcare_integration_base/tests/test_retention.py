"""Contents go by class and age; what is open, wrong or held stays (R189)."""

import os

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.healthcare_message_store import INLINE_LIMIT
from ..outcome import Finding
from .common import EngineCase
from .test_encryption import KeyCase


@tagged("post_install", "-at_install")
class TestRetention(EngineCase):
    """Receipts are financial; a rule keeps them for 100 days."""

    def setUp(self):
        super().setUp()
        self.env.cr.execute("UPDATE healthcare_retention SET active = FALSE")
        self.rule = self.env["healthcare.retention"].create(
            {"data_class": "financial", "days": 100}
        )

    def _old(self, number, days=200, drain=True):
        message = self._accept(number)
        if drain:
            self._drain()
        self._age(message, days)
        return message

    def _age(self, message, days):
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = accepted_at "
            "- make_interval(days => %s) WHERE id = %s OR parent_id = %s",
            [days, message.id, message.id],
        )
        self.env.invalidate_all()

    def _purge(self):
        self.env.flush_all()
        self.env["healthcare.retention"]._cron_purge()
        self.env.invalidate_all()

    def test_old_contents_go_and_the_head_stays(self):
        old, young = self._old("ok-1"), self._old("ok-2", days=50)
        self._purge()
        self.assertTrue(old.purged_at)
        self.assertEqual(old._payload(), b"")
        self.assertFalse(old.sudo().canonical)
        self.assertEqual((old.state, old.reference), ("done", "ok-1"))
        self.assertEqual(len(old.content_hash), 64)
        self.assertTrue(old.attempt_ids)
        self.assertFalse(young.purged_at)
        self.assertTrue(young._payload())
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "retention.purged")]
        )
        self.assertEqual(entry.facts["count"], 1)
        self.assertEqual(self.rule.purged_count, 1)
        self._purge()
        self.assertEqual(self.rule.purged_count, 1)

    def test_what_went_wrong_or_is_open_stays(self):
        wrong = self._old("reject-1")
        waiting = self._old("wait-1")
        asked = self._old("ok-2")
        unopened = self._old("ok-1", drain=False)
        self.env["healthcare.exception"]._open(Finding("BUG", "Why?"), message=asked)
        self._purge()
        for message in (wrong, waiting, asked, unopened):
            self.assertFalse(message.purged_at, message.state)

    def test_another_class_stays(self):
        old = self._old("ok-1")
        self.rule.data_class = "public"
        self._purge()
        self.assertFalse(old.purged_at)

    def test_a_legal_hold_keeps_until_it_is_lifted(self):
        old = self._old("ok-1")
        hold = self.env["healthcare.legal.hold"].create(
            {
                "name": "Audit",
                "reason": "Question of the auditor",
                "connection_id": self.connection.id,
            }
        )
        self._purge()
        self.assertFalse(old.purged_at)
        hold.active = False
        self._purge()
        self.assertTrue(old.purged_at)
        events = self.env["healthcare.audit.entry"].search(
            [("res_model", "=", "healthcare.legal.hold")]
        )
        self.assertEqual(set(events.mapped("event")), {"hold.set", "hold.lifted"})

    def test_a_file_waits_for_the_last_of_its_documents(self):
        self.env.flush_all()
        body = b"[%s,%s]" % (self._body("ok-1"), self._body("reject-2"))
        accepted = self.messages._accept(self.flow, body)
        file = self.messages.browse(accepted.message_id)
        self._drain()
        self._age(file, 200)
        self._purge()
        self.assertFalse(file.purged_at)
        self.assertTrue(file._payload())

    def test_a_large_payload_takes_its_file_with_it(self):
        accepted = self.messages._accept(self.flow, b"x" * (INLINE_LIMIT + 1))
        message = self.messages.browse(accepted.message_id)
        path = os.path.join(message._spool_folder(), message.sudo().payload_path)
        message._move("skipped")
        self._age(message, 200)
        self._purge()
        self.assertTrue(message.purged_at)
        self.assertFalse(os.path.exists(path))

    def test_a_file_of_a_rolled_back_accept_is_removed_after_a_day(self):
        large = b"x" * (INLINE_LIMIT + 1)
        kept = self.messages.browse(
            self.messages._accept(self.flow, large).message_id
        ).sudo()
        folder = self.messages._spool_folder()
        names = ("00000000-0000-0000-0000-00000000dead", "young", kept.payload_path)
        for name in names[:2]:
            self.messages._spool(name, b"x")
        for name in (names[0], names[2]):
            os.utime(os.path.join(folder, name), (0, 0))
        self.env["healthcare.retention"]._remove_orphans()
        left = [os.path.exists(os.path.join(folder, name)) for name in names]
        self.assertEqual(left, [False, True, True])
        for name in names[1:]:
            os.unlink(os.path.join(folder, name))

    def test_an_active_class_has_one_rule_and_thirty_days(self):
        for values in ({"days": 100}, {"days": 5, "data_class": "public"}):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
                with self.env.cr.savepoint():
                    self.env["healthcare.retention"].create(
                        {"data_class": "financial"} | values
                    )


@tagged("post_install", "-at_install")
class TestReseal(KeyCase):
    """A key is rotated while everything runs."""

    def setUp(self):
        super().setUp()
        # Whatever the database held before was sealed with other keys.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET payload = NULL, payload_path = NULL, "
            "payload_key = NULL, canonical = NULL;"
            "UPDATE healthcare_credential SET sealed = NULL"
        )
        self.env.invalidate_all()

    def _reseal(self):
        self.env.flush_all()
        count = self.env["healthcare.reseal"]._cron_reseal()
        self.env.invalidate_all()
        return count

    def _drop(self, name):
        with open(self.keys.name, encoding="ascii") as file:
            lines = [line for line in file if not line.startswith(f"{name}:")]
        self.keys.seek(0)
        self.keys.truncate(0)
        self.keys.writelines(lines)
        self.keys.flush()

    def test_everything_is_sealed_again_and_the_old_key_can_go(self):
        small = self._accept("ok-1")
        self._drain()
        body = b"x" * (INLINE_LIMIT + 1)
        large = self.messages.browse(self.messages._accept(self.flow, body).message_id)
        token = self.env["healthcare.credential"].create(
            {
                "name": "Token",
                "connection_id": self.connection.id,
                "kind": "bearer",
                "secret": "T",
            }
        )
        self._add_key("k2")
        self.assertEqual(self.env["healthcare.reseal"]._progress(), 2)
        self.assertEqual(self._reseal(), 3)
        self.assertEqual(self.env["healthcare.reseal"]._progress(), 0)
        self._drop("k1")
        self.assertEqual(small._payload(), self._body("ok-1"))
        self.assertEqual(small.sudo()._document_json()["receipt_number"], "ok-1")
        self.assertEqual(large._payload(), body)
        self.assertEqual(token._secrets_of(self.connection, "bearer"), ["T"])
        self.assertEqual(self._reseal(), 0)

    def test_the_file_of_an_older_reader_is_still_there(self):
        accepted = self.messages._accept(self.flow, b"x" * (INLINE_LIMIT + 1))
        message = self.messages.browse(accepted.message_id).sudo()
        before = message.payload_path
        self._add_key("k2")
        self._reseal()
        self.assertNotEqual(message.payload_path, before)
        self.assertTrue(os.path.exists(os.path.join(message._spool_folder(), before)))

    def test_a_raised_class_seals_what_was_stored_in_clear(self):
        self.flow.data_class = "financial"
        message = self._accept("ok-1")
        self._drain()
        self.assertIn("ok-1", self._stored(message).replace('"reference": "ok-1"', ""))
        self.flow.data_class = "patient_adjacent"
        self.assertEqual(self._reseal(), 1)
        self.assertEqual(message.sudo().payload_key, "k1")
        self.assertEqual(message.sudo().canonical.keys(), {"sealed"})
        self.assertEqual(message._payload(), self._body("ok-1"))

    def test_one_that_cannot_be_opened_does_not_hold_up_the_others(self):
        lost = self._accept("ok-1")
        self._forget_keys()
        self._add_key("k3")
        good = self._accept("ok-2")
        self._add_key("k4")
        self.assertEqual(self._reseal(), 1)
        self.assertEqual(good.sudo().payload_key, "k4")
        self.assertEqual(lost.sudo().payload_key, "k1")

    def test_what_is_in_work_is_left_alone(self):
        message = self._accept("ok-1")
        self.env.cr.execute(
            "UPDATE healthcare_message SET lease_token = 'x' WHERE id = %s",
            [message.id],
        )
        self._add_key("k2")
        self.assertEqual(self._reseal(), 0)
