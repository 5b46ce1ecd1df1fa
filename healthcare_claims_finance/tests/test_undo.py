"""Claims that never reached the books can be taken back; remittances cannot."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import payment, remittance
from .test_through_the_engine import TestThroughTheEngine as Engine


@tagged("post_install", "-at_install")
class TestUndoClaims(Engine):
    """The handlers' answers to a request to take something back."""

    def _undo(self, message):
        touched = message._undo_once().touched
        self.env.flush_all()
        self.env.invalidate_all()
        return {row.model for row in touched}

    def test_a_claim_is_forgotten_and_comes_again(self):
        message = self._message(self.document("U1", 100))
        self._drain()
        claims = self.env["healthcare.claim"]
        self.assertEqual(claims.search_count([("name", "=", "U1")]), 1)
        self.assertEqual(self._undo(message), {"healthcare.claim"})
        self.assertEqual(claims.search_count([("name", "=", "U1")]), 0)
        with self.assertRaises(UserError):
            message._undo_once()

    def test_a_replaced_claim_is_as_before(self):
        self._message(self.document("U2", 100))
        self._drain()
        original = self.env["healthcare.claim"].search([("name", "=", "U2")])
        replacement = self._message(self.document("U2", 120, frequency="7"))
        self._drain()
        self.assertEqual(original.state, "superseded")
        self._undo(replacement)
        self.assertEqual(original.state, "submitted")

    def test_a_recognised_claim_stays(self):
        message = self._message(self.document("U3", 100))
        self._drain()
        claim = self.env["healthcare.claim"].search([("name", "=", "U3")])
        claim.action_recognise()
        with self.assertRaises(UserError):
            message._undo_once()
        self.assertTrue(claim.exists())

    def test_a_remittance_has_rules_of_its_own(self):
        message = self._message(self.document("U4", 100))
        self._drain()
        self.env["healthcare.claim"].search([("name", "=", "U4")]).action_recognise()
        paid = self._message(
            remittance("E-U4", payment("U4", 100, 70, [("CO", "45", 30)]))
        )
        self._drain()
        self.assertEqual(paid.state, "done")
        for row in (paid, message):
            with self.assertRaises(UserError):
                row._undo_once()

    def test_a_preview_of_a_payment_posts_nothing(self):
        """Journal items are shown with their amounts; the books stay as they are."""
        self._message(self.document("U5-LONG-CASE-1", 100))
        self._drain()
        self.env["healthcare.claim"].search(
            [("name", "=", "U5-LONG-CASE-1")]
        ).action_recognise()
        self.flows["remittance"].mode = "assisted"
        message = self._message(
            remittance("E-U5", payment("U5-LONG-CASE-1", 100, 70, [("CO", "45", 30)]))
        )
        self.env.flush_all()
        moves = self.env["account.move"].search_count([])
        self._drain()
        self.assertEqual(message.state, "to_approve")
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        result = message.preview_result_id
        self.assertTrue(result.posted)
        lines = result.line_ids.filtered(
            lambda row: row.res_model == "account.move.line" and row.amount
        )
        self.assertEqual(sum(lines.mapped("amount")), 0)
        self.assertIn(70, lines.mapped("amount"))
        texts = result.line_ids.mapped(lambda row: (row.record_name, row.after))
        self.assertNotIn("U5-LONG-CASE-1", str(texts))
        result.report_id.sudo()._decide(self.env.ref("base.user_admin"), "")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)
