"""Files have control records, batches balance or are not complete."""

import json
from datetime import timedelta
from decimal import Decimal

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..outcome import Finding, Outcome
from .common import EngineCase


class FileCase(EngineCase):
    """Files of several receipts, each of one box."""

    def _file(self, numbers, name="receipts.json", **more):
        """Store one file; returns its message."""
        bodies = [json.loads(self._body(number)) for number in numbers]
        self.env.flush_all()
        accepted = self.messages._accept(
            self.flow, json.dumps(bodies).encode(), name=name, **more
        )
        return self.messages.browse(accepted.message_id)

    def _transfer(self, message):
        self.env.invalidate_all()
        return message.transfer_id


@tagged("post_install", "-at_install")
class TestTransfer(FileCase):
    """What a file is, what was in it and what became of it."""

    def test_a_file_has_a_control_record(self):
        message = self._file(["ok-1", "ok-2", "reject-3"])
        self._drain()
        transfer = self._transfer(message)
        self.assertEqual(transfer.name, "receipts.json")
        self.assertEqual(transfer.content_hash, message.content_hash)
        self.assertEqual(transfer.size, message.payload_size)
        self.assertEqual((transfer.part_count, transfer.good_count), (3, 3))
        self.assertEqual(transfer.amount, 3)
        self.assertEqual((transfer.posted_count, transfer.excepted_count), (2, 1))
        self.assertEqual(transfer.result, "partly")
        self.assertEqual(message.child_ids.transfer_id, transfer)
        found = self.messages.search([("transfer_id", "=", transfer.id)])
        self.assertEqual(found, message.child_ids)

    def test_a_single_document_at_the_door_is_no_file(self):
        message = self._accept("ok-1")
        self._drain()
        self.assertFalse(self._transfer(message))

    def test_the_same_content_under_a_new_name_is_seen(self):
        first = self._file(["ok-1", "ok-2"])
        self._file(["ok-1", "ok-2"], name="again.json")
        self._drain()
        self.assertEqual(self._transfer(first).other_names, "again.json")
        other = self._file(["ok-1", "ok-2"], name="third.json", key="another")
        self._drain()
        self.assertEqual(self._transfer(other).same_as_id, self._transfer(first))

    def test_unreadable_parts_are_counted(self):
        bodies = [json.loads(self._body("ok-1")), {"kind": "goods_receipt"}]
        accepted = self.messages._accept(self.flow, json.dumps(bodies).encode())
        self._drain()
        transfer = self._transfer(self.messages.browse(accepted.message_id))
        counts = (transfer.part_count, transfer.good_count, transfer.bad_count)
        self.assertEqual(counts, (2, 1, 1))

    def test_three_of_five_hundred_fail_and_only_they_are_tried_again(self):
        bad = {7, 77, 477}
        numbers = [f"{'bug' if n in bad else 'ok'}-{n}" for n in range(1, 501)]
        message = self._file(numbers)
        with mute_logger("odoo.addons.healthcare_integration_base"):
            with self.assertLogs("odoo.addons.healthcare_integration_base", "WARNING"):
                for _round in range(6):
                    self._drain()
        transfer = self._transfer(message)
        self.assertEqual((transfer.posted_count, transfer.excepted_count), (497, 3))
        self.assertEqual(transfer.result, "partly")
        failed = message.child_ids.filtered(lambda row: row.state == "failed")
        self.assertEqual(set(failed.mapped("part")), bad)
        # One cause is one question; it stands for the three of them.
        asked = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id), ("state", "=", "open")]
        )
        self.assertEqual(asked.problem_id.message_count, 3)
        self.handler._one = lambda row: Outcome.done()
        calls = len(self.handler.calls)
        transfer.action_retry_bad()
        self._drain()
        self.assertEqual(sum(self.handler.calls[calls:]), 3)
        self.assertEqual(self._transfer(message).result, "done")
        self.assertEqual(set(asked.mapped("state")), {"resolved"})
        with self.assertRaises(UserError):
            transfer.action_retry_bad()

    def test_in_part_without_amounts(self):
        """The good lines of an order acknowledgment count, though nothing is paid."""
        finding = Finding("UNCLASSIFIED", "Line 3")
        self.handler._one = lambda row: Outcome.partly("lines", findings=[finding])
        self.handler._control_amount = lambda document: None
        message = self._accept("ok-1", name="answer.json")
        self._drain()
        transfer = self._transfer(message)
        self.assertEqual((message.state, transfer.result), ("partly", "partly"))
        self.assertEqual((transfer.posted_count, transfer.excepted_count), (0, 1))

    def test_three_lines_of_one_document(self):
        lines = (f"$.lines[{n}]" for n in (7, 77, 477))
        findings = [
            Finding("UNCLASSIFIED", f"Line {n}", where=place, amount=Decimal(1))
            for n, place in enumerate(lines)
        ]
        self.handler._one = lambda row: Outcome.partly("lines", findings=findings)
        self.handler._control_amount = lambda document: Decimal(500)
        message = self._accept("ok-1", name="catalog.json")
        self._drain()
        transfer = self._transfer(message)
        self.assertEqual((message.state, transfer.result), ("partly", "partly"))
        amounts = (transfer.posted_amount, transfer.excepted_amount)
        self.assertEqual(amounts, (497, 3))
        self.assertEqual(
            message.exception_ids.mapped("where"),
            ["$.lines[7]", "$.lines[77]", "$.lines[477]"],
        )

    def test_only_an_operator_retries(self):
        message = self._file(["ok-1", "reject-2"])
        self._drain()
        viewer = new_test_user(
            self.env, "file_viewer", "healthcare_integration_base.group_viewer"
        )
        with self.assertRaises(UserError):
            self._transfer(message).with_user(viewer).action_retry_bad()

    def test_a_viewer_sees_no_files(self):
        message = self._file(["ok-1", "ok-2"])
        self._drain()
        viewer = new_test_user(
            self.env, "file_reader", "healthcare_integration_base.group_viewer"
        )
        for model in ("transfer", "batch", "expectation", "subscription"):
            with self.assertRaises(AccessError):
                self.env[f"healthcare.{model}"].with_user(viewer).search([])
        with self.assertRaises(AccessError):
            self._transfer(message).with_user(viewer).read(["name"])


@tagged("post_install", "-at_install")
class TestBatch(FileCase):
    """A batch is complete when it balances, and says why it does not."""

    def setUp(self):
        super().setUp()
        self.flow.kind = False
        self.target = self.env["healthcare.flow"].create(
            {
                "name": "Receipts of the box",
                "code": "boxed",
                "connection_id": self.connection.id,
                "direction": "in",
                "kind": "goods_receipt",
            }
        )
        self.env["healthcare.flow"].flush_model()

    def _batch(self, flow=None, **more):
        # Completing ends the window at this second: a document of the same second
        # belongs to the next one, and a test may well happen within a second.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = accepted_at "
            "- interval '1 minute'"
        )
        self.env.invalidate_all()
        now = fields.Datetime.now()
        values = {
            "flow_id": (flow or self.flow).id,
            "date_from": now - timedelta(hours=1),
            "date_to": now + timedelta(hours=1),
        }
        return self.env["healthcare.batch"].create(values | more)

    def test_received_is_posted_excepted_and_parked(self):
        self._file(["ok-1", "ok-2", "reject-3", "wait-4"])
        self._accept("ok-5")
        self._drain()
        for flow in (self.flow, self.target):
            batch = self._batch(flow)
            counts = [batch[f"{name}_count"] for name in ("received", "posted")]
            counts += [batch[f"{name}_count"] for name in ("excepted", "parked")]
            self.assertEqual(counts, [5, 3, 1, 1])
            self.assertEqual(batch.received_amount, 5)
            self.assertEqual(batch.posted_amount, 3)
            self.assertFalse(batch.difference_codes)
            self.assertEqual(batch.result, "partly")
            parked = self.messages.search(batch.action_open_parked()["domain"])
            self.assertEqual(parked.mapped("reference"), ["wait-4"])
            batch.action_complete()
            self.assertEqual(batch.state, "complete")

    def test_work_under_way_does_not_balance(self):
        self._accept("ok-1")
        batch = self._batch()
        self.assertEqual(batch.difference_codes, "in_work count")
        with self.assertRaises(UserError):
            batch.action_complete()
        self._drain()
        batch.action_complete()
        self.assertEqual(batch.completed_by_id, self.env.user)

    def test_a_lost_document_does_not_balance(self):
        message = self._file(["ok-1", "ok-2", "ok-3"])
        self._drain()
        batch = self._batch()
        self.assertFalse(batch.difference_codes)
        lost = message.child_ids[0]
        for table in ("healthcare_message_attempt", "healthcare_lineage"):
            self.env.cr.execute(f"DELETE FROM {table} WHERE message_id = %s", [lost.id])
        self.env.cr.execute("SET LOCAL healthcare.delete_reason = 'a test'")
        self.env.cr.execute("DELETE FROM healthcare_message WHERE id = %s", [lost.id])
        batch.action_count()
        self.assertEqual(batch.difference_codes, "count amount")

    def test_the_partner_counts_otherwise(self):
        self._accept("ok-1")
        self._drain()
        batch = self._batch(control_given=True, expected_count=2, expected_amount=2)
        self.assertEqual(batch.difference_codes, "expected_count expected_amount")
        self.assertIn("another number", batch.difference_text)

    def test_the_database_refuses_what_does_not_balance(self):
        self._accept("ok-1")
        batch = self._batch()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE healthcare_batch SET state = 'complete' WHERE id = %s",
                [batch.id],
            )

    def test_totals_are_not_edited(self):
        operator = new_test_user(
            self.env, "batch_operator", "healthcare_integration_base.group_operator"
        )
        batch = self._batch().with_user(operator)
        with self.assertRaises(AccessError):
            batch.posted_count = 5
        with self.assertRaises(AccessError):
            batch.state = "complete"
        batch.control_given = True

    def test_a_repetition_counts_once(self):
        self.handler._one = lambda row: (
            Outcome.duplicate()
            if row.document.receipt_number == "again"
            else Outcome.done()
        )
        self._file(["ok-1", "again"])
        self._drain()
        batch = self._batch()
        self.assertEqual((batch.received_count, batch.repeated_count), (1, 1))
        self.assertFalse(batch.difference_codes)
