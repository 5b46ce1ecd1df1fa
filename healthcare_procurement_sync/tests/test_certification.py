"""A draft with one wrong unit row fails with a percentage and cannot count."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_undo import GROUP, UndoCase


@tagged("post_install", "-at_install")
class TestCertification(UndoCase):
    """Stored receipts, translated as today and as a draft would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward, cls.other = (
            new_test_user(cls.env, f"cert_{name}", f"{GROUP}steward,{GROUP}approver")
            for name in ("steward", "other")
        )
        cls.mapping = cls.env["healthcare.mapping"]._establish(
            {
                "name": "Units of the dock",
                "domain": "uom",
                "connection_id": cls.warehouse_connection.id,
                "owner_id": cls.other.id,
            },
            [("KT", cls.box), ("ST", cls.each)],
        )
        cls.mapping.certify = True

    def _messages(self):
        """Three receipts in boxes, one of them with a line in single pieces."""
        messages = []
        for number, (quantity, unit) in enumerate(
            [("6", "KT"), ("2", "KT"), ("700", "ST")]
        ):
            order = self._glove_order()
            line = self._received(1, quantity, uom=unit)
            document = self._goods_receipt(order, line, number=f"C{number}")
            message = self._send(document, self.warehouse_connection)
            self.assertEqual(message.state, "done")
            messages.append(message)
        return messages

    def _certify(self, version):
        self.env.flush_all()
        run = self.env["healthcare.certification"].with_user(self.steward)
        run = run.create({"version_id": version.id, "days": 1})
        run.action_run()
        self.env.invalidate_all()
        return run

    def test_one_wrong_row_fails_and_the_fix_passes(self):
        self._messages()
        stock = self.glove.qty_available
        draft = self.mapping.with_user(self.steward)._draft()
        row = draft.line_ids.filtered(lambda line: line.code == "ST")
        row.target = self.box
        wrong = self._certify(draft)
        self.assertEqual(wrong.state, "failed")
        self.assertEqual((wrong.message_total, wrong.message_same), (3, 2))
        self.assertTrue(50 < wrong.pass_rate < 100, wrong.pass_rate)
        self.assertIn("Quantity", wrong.field_ids.mapped("label"))
        self.assertTrue(wrong.line_ids)
        draft.action_test()
        with self.assertRaises(UserError):
            draft.with_user(self.other).action_approve()
        draft.action_back_to_draft()
        row.target = self.each
        right = self._certify(draft)
        self.assertEqual((right.state, right.pass_rate), ("passed", 100))
        draft.action_test()
        draft.with_user(self.other).action_approve()
        self.assertEqual(draft.state, "active")
        self.assertEqual(self.glove.qty_available, stock)

    def test_a_change_after_the_run_needs_a_new_one(self):
        self._messages()
        draft = self.mapping.with_user(self.steward)._draft()
        self.assertEqual(self._certify(draft).state, "passed")
        certificates = self.env["healthcare.certification"]
        self.assertTrue(certificates._passed(draft))
        draft.line_ids[:1].target = self.case
        self.assertFalse(certificates._passed(draft))
        draft.action_test()
        with self.assertRaises(UserError):
            draft.with_user(self.other).action_approve()

    def test_a_missing_row_fails(self):
        self._messages()
        draft = self.mapping.with_user(self.steward)._draft()
        draft.line_ids.filtered(lambda line: line.code == "ST").unlink()
        run = self._certify(draft)
        self.assertEqual(run.state, "failed")
        self.assertIn("outcome", run.line_ids.mapped("field"))

    def test_nothing_to_compare_with(self):
        draft = self.mapping.with_user(self.steward)._draft()
        with self.assertRaises(UserError):
            self._certify(draft)

    def test_nothing_changes_by_certifying(self):
        self._messages()
        draft = self.mapping.with_user(self.steward)._draft()
        moves = self.env["stock.move"].search_count([])
        pickings = self.env["stock.picking"].search([], order="id").mapped("state")
        self._certify(draft)
        self.assertEqual(self.env["stock.move"].search_count([]), moves)
        self.assertEqual(
            self.env["stock.picking"].search([], order="id").mapped("state"), pickings
        )

    def test_a_flow_leaves_the_shadow_with_a_certificate(self):
        flow = self.warehouse_connection.flow_ids.filtered(
            lambda row: row.kind == "goods_receipt"
        )
        flow.write({"mode": "shadow", "certify": True})
        order = self._glove_order()
        document = self._goods_receipt(order, self._received(1, "10", uom="KT"))
        message = self._send(document, self.warehouse_connection)
        self.assertEqual(message.code, "mode.shadow")
        runs = self.env["healthcare.certification"].with_user(self.steward)
        first = runs.create({"flow_id": flow.id, "days": 1, "gate": 60})
        first.action_run()
        self.assertEqual(first.state, "failed")
        with self.assertRaises(UserError):
            flow.mode = "automatic"
        self._receive(order)
        self.env.flush_all()
        second = runs.create({"flow_id": flow.id, "days": 1, "gate": 60})
        second.action_run()
        self.assertGreater(second.pass_rate, first.pass_rate)
        self.assertEqual(second.state, "passed", second.line_ids.mapped("label"))
        flow.mode = "automatic"
