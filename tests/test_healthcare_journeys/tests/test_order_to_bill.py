"""An order leaves as an 850; 855, 856 and 810 come back; the bill posts itself."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_procurement_sync.tests.common import ProcurementCase

from .common import Doors


@tagged("post_install", "-at_install")
class TestOrderToBill(Doors, ProcurementCase):
    """Through the door, the codec, the canonical document, the handler, and out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.write(
            {"connector": "folder", "folder_in": "in", "folder_out": "out"}
        )
        cls._speak_x12(cls.connection)

    def setUp(self):
        super().setUp()
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("in", "out"):
            (self.root / name).mkdir()
        variables = {"HEALTHCARE_FOLDER_ROOT": str(self.root)}
        self.enterContext(patch.dict(os.environ, variables))

    def test_a_clean_order_posts_its_bill_untouched(self):
        order = self._glove_order(quantity=10, price=12.0)
        self._drain()
        (sent,) = (self.root / "out").iterdir()
        self.assertIn(b"ST*850*", sent.read_bytes())
        self.assertIn(order.name.encode(), sent.read_bytes())
        self._answer(order)
        self._receive(order)
        message = self._post(
            self.connection,
            self._sealed(self._invoice(order, (1, "10", "BX", "12.00"))),
        )
        self.assertEqual(message.state, "done", (message.code, message.where))
        bill = order.invoice_ids
        self.assertEqual((bill.state, bill.amount_total), ("posted", 120))
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, order.order_line)
        self.assertEqual(order.invoice_status, "invoiced")
        self._check_lineage(order, bill)
        self._check_explanation(order.order_line, "PO1*1*")
        self._check_explanation(bill.invoice_line_ids, "IT1*1*10*BX*12")

    def _check_explanation(self, record, segment):
        """A buyer, who may not read payloads, sees the one segment behind his line."""
        groups = "purchase.group_purchase_user,account.group_account_invoice"
        buyer = new_test_user(self.env, f"explained_{record._table}", groups)
        action = record.with_user(buyer).action_explain_amount()
        found = self.env[action["res_model"]].with_user(buyer).browse(action["res_id"])
        self.assertEqual(found.amount, 120)
        marked = " ".join(filter(None, found.line_ids.mapped("excerpt")))
        self.assertIn(segment, marked)
        self.assertNotIn("ISA*", marked)

    def _answer(self, order):
        """The 855 and the 856 in one interchange; each becomes a message."""
        parent = self._post(
            self.connection,
            self._sealed(
                self._acknowledgment(order, self._ack_line(1, ("IA", "10"))),
                self._ship_notice(order, self._shipped(1, "10")),
            ),
        )
        self.assertEqual(
            parent.child_ids.sorted("part").mapped("kind"),
            ["order_acknowledgment", "ship_notice"],
        )
        self.assertEqual(set(parent.child_ids.mapped("state")), {"done"})
        subjects = set(parent.child_ids.mapped("subject_key"))
        self.assertEqual(len(subjects), 1, "both are about the order, in sequence")

    def _check_lineage(self, order, bill):
        lineage = self.env["healthcare.lineage"]
        for record in (order, bill):
            lines = lineage.search(
                [("res_model", "=", record._name), ("res_id", "=", record.id)]
            )
            self.assertTrue(lines.message_id, record._name)

    def test_a_higher_price_is_held_with_an_owner(self):
        order = self._glove_order(quantity=10, price=12.0)
        self._receive(order)
        invoice = self._invoice(order, (1, "10", "BX", "14.00"))
        message = self._post(self.connection, self._sealed(invoice))
        self.assertEqual(message.state, "partly")
        self.assertFalse(
            order.invoice_ids.filtered(lambda bill: bill.state == "posted")
        )
        exception = self.env["healthcare.exception"].search(
            [("message_id", "=", message.id), ("state", "=", "open")]
        )
        self.assertIn("PRICE_HIGH", exception.mapped("code"))
        self.assertTrue(all(row.user_id and row.deadline for row in exception))

    def test_the_same_file_twice_changes_nothing(self):
        order = self._glove_order()
        self._receive(order)
        payload = self._sealed(self._invoice(order, (1, "10", "BX", "12.00")))
        first = self._post(self.connection, payload)
        again = self._post(self.connection, payload)
        self.assertEqual(again, first)
        resealed = self._sealed(self._invoice(order, (1, "10", "BX", "12.00")))
        third = self._post(self.connection, resealed)
        self.assertNotEqual(third, first)
        self.assertEqual(third.state, "duplicate")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_an_invoice_of_an_unknown_order_stands_with_an_owner(self):
        invoice = self._invoice("PO-UNKNOWN", (1, "10", "BX", "12.00"), number="INV-9")
        message = self._post(self.connection, self._sealed(invoice))
        self.assertEqual(message.state, "partly")
        questions = self.env["healthcare.exception"].search(
            [("message_id", "=", message.id), ("state", "=", "open")]
        )
        self.assertTrue(questions.user_id)
        posted = [("state", "=", "posted"), ("ref", "=", "INV-9")]
        self.assertFalse(self.env["account.move"].search(posted))

    def test_a_folder_brings_the_answer(self):
        order = self._glove_order()
        self._drain()
        path = self.root / "in" / "answer.edi"
        path.write_bytes(
            self._sealed(self._acknowledgment(order, self._ack_line(1, ("IA", "10"))))
        )
        box = self.env["healthcare.flow"].create(
            {
                "name": "any",
                "code": "any",
                "connection_id": self.connection.id,
                "direction": "in",
                "codec": "x12",
            }
        )
        self.env.flush_all()
        self.env["healthcare.drain"]._pull(self.connection)
        self._drain()
        self.assertTrue((self.root / "in" / "archive" / "answer.edi").exists())
        message = self.env["healthcare.message"].search([("name", "=", "answer.edi")])
        self.assertEqual(message.state, "done", (message.code, message.where))
        self.assertNotEqual(message.flow_id, box)
