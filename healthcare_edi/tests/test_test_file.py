"""A test file: checked without a trace, then exchanged for real."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .exchange import GOOD, ExchangeCase


@tagged("post_install", "-at_install")
class TestTestFile(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.partner.functional_acknowledgment = "always"

    def _dialog(self, text):
        dialog = self.env["healthcare.edi.test"].create(
            {
                "trading_partner_id": self.partner.id,
                "file": base64.b64encode(text.encode()),
                "file_name": "test.edi",
            }
        )
        self.env.flush_all()
        return dialog

    def test_check_says_what_is_wrong_and_what_we_would_answer(self):
        before = self.env["healthcare.message"].search_count([])
        dialog = self._dialog(self._two_sets(second_count="9"))
        dialog.action_check()
        self.assertEqual((dialog.set_count, dialog.good_count), (2, 1))
        self.assertIn("SE01", dialog.issues_html)
        self.assertIn("AK9*P", dialog.answer)
        self.assertIn("*000000000*", dialog.answer, "no number is drawn")
        self.assertFalse(dialog.file, "nothing of it is kept")
        self.assertFalse(self.partner.number_ids)
        self.assertEqual(self.env["healthcare.message"].search_count([]), before)
        self.assertFalse(
            self.env["healthcare.interchange"].search(
                [("connection_id", "=", self.connection.id)]
            )
        )

    def test_check_of_a_good_file(self):
        dialog = self._dialog(self._sealed(segments=GOOD))
        dialog.action_check()
        self.assertFalse(dialog.issues_html)
        self.assertIn("AK9*A", dialog.answer)

    def test_check_of_something_else(self):
        dialog = self._dialog("this is not X12")
        dialog.action_check()
        self.assertIn("x12.not_x12", dialog.issues_html)
        self.assertFalse(dialog.answer)

    def test_receive(self):
        action = self._dialog(self._sealed(segments=GOOD)).action_receive()
        message = self.env["healthcare.message"].browse(action["res_id"])
        self._drain()
        self.assertEqual((message.state, message.name), ("done", "test.edi"))
        self.assertEqual(message.answer_ids.state, "sent")

    def test_receive_needs_a_live_connection(self):
        self.connection.state = "suspended"
        with self.assertRaises(UserError):
            self._dialog(self._sealed(segments=GOOD)).action_receive()
        with self.assertRaises(UserError):
            self.env["healthcare.edi.test"].create(
                {"trading_partner_id": self.partner.id}
            ).action_check()

    def test_only_an_administrator(self):
        operator = new_test_user(
            self.env, "edi_test_op", "healthcare_integration_base.group_operator"
        )
        with self.assertRaises(AccessError):
            self.partner.with_user(operator).action_test_file()
