"""A corrected copy: allowed fields only, the original untouched, by two people."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..outcome import Outcome
from .test_modes import GROUP, ModeCase, ModeHandler


class EditHandler(ModeHandler):
    """Rejects what has no order; else the partner's reference is the order."""

    def _editable_paths(self):
        return ("order_number", "lines[].quantity", "final")

    def _one(self, row):
        if not row.document.order_number:
            return Outcome.rejected("order.missing", "$.order_number")
        self.env.company.partner_id.write({"ref": row.document.order_number})
        return Outcome.done()


@tagged("post_install", "-at_install")
class TestEdit(ModeCase):
    """From the wizard to the effect, and everything that is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = new_test_user(
            cls.env, "hc_edit", f"{GROUP}operator,{GROUP}payload_reader,{GROUP}approver"
        )

    def setUp(self):
        super().setUp()
        self.handler = EditHandler(self.env)
        self.message = self._accept("write-1")
        self._drain()
        self.assertEqual(self.message.state, "rejected")
        self.payload = self.message._payload()

    def _wizard(self, user=None):
        wizard = (
            self.env["healthcare.message.edit"]
            .with_user(user or self.editor)
            .create({"message_id": self.message.id, "reason": "The site told us."})
        )
        wizard.action_open_fields()
        return wizard

    def _correct(self, value="PO7", path="order_number"):
        wizard = self._wizard()
        wizard.line_ids.filtered(lambda row: row.path == path).value = value
        wizard.action_correct()
        return self.message.edited_to_ids

    def test_two_people_correct_and_the_original_stays(self):
        copy = self._correct()
        self.assertEqual(copy.state, "to_approve")
        self.assertEqual((self.message.state, self.message.code), ("skipped", "edited"))
        self.assertEqual(self.message._payload(), self.payload)
        self.assertEqual(self.message._document().order_number, "")
        self.assertEqual(copy._document().order_number, "PO7")
        self.assertFalse(
            self.message.exception_ids.filtered(lambda e: e.state == "open")
        )
        self._drain()
        self.assertFalse(self.partner.ref)
        with self.assertRaises(AccessError):
            copy.with_user(self.editor).action_approve_effect()
        copy.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual((copy.state, self.partner.ref), ("done", "PO7"))

    def _replay_in_a_run(self, message):
        return self.env["healthcare.replay"]._start(message, "Once more.")

    def test_the_original_of_a_copy_does_not_go_round_again(self):
        copy = self._correct()
        copy.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual(copy.state, "done")
        self.assertFalse(self.message._is_replayable())
        with self.assertRaises(UserError):
            self.message._replay("Once more.")
        with self.assertRaises(UserError):
            self._replay_in_a_run(self.message)

    def test_a_copy_that_was_refused_stays_refused(self):
        copy = self._correct()
        copy.with_user(self.approver)._refuse_effect("Not what the site told us.")
        self.assertEqual(copy.state, "skipped")
        with self.assertRaises(UserError):
            copy.with_user(self.editor)._replay("All the same.")
        with self.assertRaises(UserError):
            self._replay_in_a_run(copy)
        self._drain()
        self.assertFalse(self.partner.ref)
        self.assertTrue(self.message._is_replayable(), "nothing stands for it")

    def test_what_was_purged_does_not_go_round_again(self):
        self.message._skip("Not needed.")
        self.assertTrue(self.message._is_replayable())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET purged_at = timezone('UTC', now()), "
            "canonical = NULL, payload = NULL WHERE id = %s",
            [self.message.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.message._replay("Once more.")
        with self.assertRaises(UserError):
            self._replay_in_a_run(self.message)
        with self.assertRaises(UserError):
            self.message.action_preview_replay()

    def test_a_run_leaves_what_was_corrected_since_it_began(self):
        run = self._replay_in_a_run(self.message)
        copy = self._correct()
        run._step(run.id)
        self.env.invalidate_all()
        self.assertEqual((self.message.state, copy.state), ("skipped", "to_approve"))

    def test_who_what_and_why_are_kept(self):
        copy = self._correct()
        self.assertEqual(copy.edited_by_id, self.editor)
        self.assertEqual(
            copy.edits,
            [
                {
                    "path": "order_number",
                    "label": "Order number",
                    "before": "",
                    "after": "PO7",
                }
            ],
        )
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "message.edited")], limit=1, order="id desc"
        )
        self.assertEqual(entry.reason, "The site told us.")
        self.assertEqual(entry.facts["paths"], ["order_number"])
        self.assertNotIn("PO7", str(entry.facts))

    def test_one_person_is_enough_when_the_flow_says_so(self):
        self.flow.edit_approval = False
        copy = self._correct()
        self._drain()
        self.assertEqual((copy.state, self.partner.ref), ("done", "PO7"))
        with self.assertRaises(UserError):
            self._wizard()

    def test_a_place_in_words(self):
        for path, words in (
            ("order_number", "Order number"),
            ("lines[2].quantity", "Line 3, Quantity"),
            ("lines[0].statuses[1].uom", "Line 1, Status 2, Unit"),
        ):
            self.assertEqual(self.message._path_in_words(path), words)

    def test_only_allowed_fields(self):
        self.assertEqual(
            self._wizard().line_ids.mapped("path"),
            ["order_number", "lines[0].quantity", "final"],
        )
        message = self.message.with_user(self.editor)
        with self.assertRaises(UserError):
            message._correct({"receipt_number": "write-2"}, "because")
        self.flow.editable_paths = "lines[].quantity"
        self.assertEqual(self._wizard().line_ids.mapped("path"), ["lines[0].quantity"])

    def test_values_are_checked(self):
        for path, value in (
            ("lines[0].quantity", "many"),
            ("lines[0].quantity", ""),
            ("order_number", ""),
        ):
            with self.subTest(path=path, value=value), self.assertRaises(UserError):
                self._correct(value, path)
        self.assertEqual(self.message.state, "rejected")

    def test_who_may(self):
        reader = new_test_user(self.env, "hc_reader", f"{GROUP}payload_reader")
        with self.assertRaises(UserError):
            self._wizard(reader)
        with self.assertRaises(AccessError):
            self._wizard(self.operator)

    def test_what_took_effect_is_not_corrected(self):
        done = self._accept("write-9", "PO9")
        self._drain()
        self.assertEqual(done.state, "done")
        with self.assertRaises(UserError):
            done.with_user(self.editor)._correct({"order_number": "PO7"}, "because")

    def test_refused_and_corrected_again(self):
        first = self._correct()
        first.with_user(self.approver)._refuse_effect("Not that order.")
        self.assertEqual(first.state, "skipped")
        self.message.with_user(self.editor)._replay("once more")
        self._drain()
        self.assertEqual(self.message.state, "rejected")
        self._correct("PO8")
        self.assertEqual(
            self.message.edited_to_ids.sorted("id").mapped("state"),
            ["skipped", "to_approve"],
        )
