"""The same content in a new envelope takes effect once; a correction takes its own."""

import json

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.healthcare_drain import is_concurrency
from ..outcome import Outcome
from .common import EngineCase


def _works(handler, row):
    """The handler, mended."""
    number = row.document.receipt_number
    handler.env["res.partner.category"].create({"name": f"probe {number}"})
    return Outcome.done()


@tagged("post_install", "-at_install")
class TestContent(EngineCase):
    """One flow that sets repetitions aside."""

    def setUp(self):
        super().setUp()
        self.flow.refuse_repeats = True

    def _resend(self, number, key, **change):
        body = json.loads(self._body(number)) | change
        self.env.flush_all()
        accepted = self.messages._accept(
            self.flow, json.dumps(body, indent=2).encode(), key=key
        )
        return self.messages.browse(accepted.message_id)

    def test_a_new_name_and_form_is_a_duplicate_before_the_handler(self):
        first = self._resend("ok-1", "file-1")
        self._drain()
        again = self._resend("ok-1", "file-2", where="elsewhere")
        self._drain()
        self.assertEqual((first.state, again.state), ("done", "duplicate"))
        self.assertEqual(again.duplicate_of_id, first)
        self.assertEqual(again.code, "duplicate.content")
        self.assertEqual(self.handler.applied(), ["ok-1"])
        self.assertIn("duplicate", again.attempt_ids.mapped("state"))

    def test_a_corrected_resend_is_no_duplicate(self):
        self._resend("ok-1", "file-1")
        self._drain()
        body = json.loads(self._body("ok-1"))
        body["lines"][0]["quantity"] = "1.0"
        corrected = self._resend("ok-1", "file-2", lines=body["lines"])
        self._drain()
        self.assertEqual(corrected.state, "done")
        more = self._resend("ok-1", "file-3", site="Annex")
        self._drain()
        self.assertEqual(more.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-1"] * 3)

    def test_what_had_no_effect_does_not_count(self):
        for number in ("reject-1", "bug-1"):
            with mute_logger("odoo.addons.healthcare_integration_base"):
                first = self._resend(number, f"{number}-a")
                self._drain()
                again = self._resend(number, f"{number}-b")
                self._drain()
            self.assertNotEqual(again.state, "duplicate", number)
            self.assertEqual(again.state, first.state)

    def test_what_is_replayed_after_its_resend_took_effect_is_a_duplicate(self):
        with mute_logger("odoo.addons.healthcare_integration_base"):
            first = self._resend("bug-1", "a")
            self._drain()
        self.assertEqual(first.state, "failed")
        self.patch(type(self.handler), "_one", _works)
        again = self._resend("bug-1", "b")
        self._drain()
        self.assertEqual(again.state, "done")
        self.assertEqual(first.exception_ids.mapped("state"), ["open"])
        first._replay("the defect is mended")
        self._drain()
        self.assertEqual(self.handler.applied(), ["bug-1"])
        self.assertEqual((first.state, first.duplicate_of_id), ("duplicate", again))
        self.assertNotIn("open", first.exception_ids.mapped("state"))

    def test_what_is_replayed_before_its_parked_resend_takes_effect_once(self):
        with mute_logger("odoo.addons.healthcare_integration_base"):
            first = self._resend("bug-1", "a", order_number="PO1")
            self._drain()
        again = self._resend("bug-1", "b", order_number="PO1")
        self._drain()
        self.assertEqual((first.state, again.state), ("failed", "parked"))
        self.patch(type(self.handler), "_one", _works)
        first._replay("the defect is mended")
        self._drain()
        self.assertEqual(self.handler.applied(), ["bug-1"])
        self.assertEqual({first.state, again.state}, {"done", "duplicate"})

    def test_what_was_set_aside_is_due_when_its_first_comes_to_nothing(self):
        """Two and a third of the same batch: the first fails, the second takes effect,
        and the third is now its repetition."""
        works = type(self.handler)._one

        def once(handler, row):
            self.patch(type(self.handler), "_one", works)
            return Outcome.rejected("receipt.odd", "$.receipt_number")

        self.patch(type(self.handler), "_one", once)
        first, again, third = (self._resend("ok-1", key) for key in "abc")
        self._drain()
        self.assertEqual(first.state, "rejected")
        self.assertEqual(again.state, "done")
        self.assertEqual(third.state, "duplicate")
        self.assertEqual(third.duplicate_of_id, again)
        self.assertFalse(again.duplicate_of_id)
        self.assertIn("duplicate.first_failed", again.attempt_ids.mapped("code"))
        self.assertEqual(self.handler.applied(), ["ok-1"])

    def _written(self, function):
        """Whether ``function`` writes the rows of contents of this test."""
        statement = "SELECT array_agg(ctid ORDER BY id) FROM healthcare_content"
        self.env.flush_all()
        self.env.cr.execute(statement)
        before = self.env.cr.fetchone()
        function()
        self.env.flush_all()
        self.env.cr.execute(statement)
        return self.env.cr.fetchone() != before

    def test_setting_aside_and_failing_at_the_same_time_collide(self):
        """Both write the row of the content, or the repetition would stay set aside
        behind a first one that came to nothing meanwhile."""
        first = self._resend("wait-1", "a")
        self._drain()
        again = self._resend("wait-1", "b")
        self.assertTrue(self._written(self._drain), "set aside behind one that waits")
        self.assertEqual(again.state, "duplicate")
        revive = self.env["healthcare.content"]._revive
        self.assertFalse(self._written(lambda: revive(first.ids)), "nothing failed")
        self.env.flush_all()
        self.assertTrue(self._written(lambda: first._move("skipped", comment="No")))

    def test_behind_one_that_took_effect_nobody_collides(self):
        self._resend("ok-1", "a")
        self._drain()
        self._resend("ok-1", "b")
        self.assertFalse(self._written(self._drain))

    def test_each_of_a_batch_of_rejected_repetitions_is_tried(self):
        rows = [self._resend("reject-1", key) for key in "abc"]
        self._drain()
        self.assertEqual([row.state for row in rows], ["rejected"] * 3)

    def test_skipped_by_a_person_its_repetition_is_due(self):
        first = self._resend("wait-1", "a")
        self._drain()
        again = self._resend("wait-1", "b")
        self._drain()
        self.assertEqual((first.state, again.state), ("waiting", "duplicate"))
        self.patch(type(self.handler), "_one", _works)
        self.env.flush_all()
        first._move("skipped", comment="Not needed")
        self._drain()
        self.env.invalidate_all()
        self.assertEqual(again.state, "done")

    def test_what_was_undone_may_be_said_again(self):
        first = self._resend("ok-1", "file-1")
        self._drain()
        first.write({"compensated_at": self.env.cr.now()})
        again = self._resend("ok-1", "file-2")
        self._drain()
        self.assertEqual(again.state, "done")
        third = self._resend("ok-1", "file-3")
        self._drain()
        self.assertEqual((third.state, third.duplicate_of_id), ("duplicate", again))

    def test_what_nobody_repeated_is_replayed(self):
        with mute_logger("odoo.addons.healthcare_integration_base"):
            first = self._resend("bug-1", "a")
            self._drain()
        self.patch(type(self.handler), "_one", _works)
        first._replay("the defect is mended")
        self._drain()
        self.assertEqual((first.state, self.handler.applied()), ("done", ["bug-1"]))

    def test_twice_in_one_batch_and_in_one_file(self):
        one, two = self._resend("ok-1", "a"), self._resend("ok-1", "b")
        receipt = json.loads(self._body("ok-2"))
        accepted = self.messages._accept(
            self.flow, json.dumps([receipt, receipt]).encode()
        )
        self._drain()
        self.assertEqual((one.state, two.state), ("done", "duplicate"))
        parts = self.messages.browse(accepted.message_id).child_ids.sorted("part")
        self.assertEqual(parts.mapped("state"), ["done", "duplicate"])
        self.assertEqual(parts[1].duplicate_of_id, parts[0])
        self.assertEqual(self.handler.applied(), ["ok-1", "ok-2"])

    def test_switched_off_nothing_is_compared(self):
        self.flow.refuse_repeats = False
        self._resend("ok-1", "a")
        again = self._resend("ok-1", "b")
        self._drain()
        self.assertEqual(again.state, "done")
        self.assertFalse(self.env["healthcare.content"].search_count([]))

    def test_another_company_says_its_own(self):
        self._resend("ok-1", "a")
        self._drain()
        company = self.env["res.company"].create({"name": "Other hospital"})
        connection = self.connection.copy(
            {"code": "other", "company_id": company.id, "name": "Other"}
        )
        connection.state = "live"
        flow = connection.flow_ids
        self.assertTrue(flow.refuse_repeats)
        accepted = self.messages._accept(flow, self._body("ok-1"), key="b")
        self._drain()
        self.assertEqual(self.messages.browse(accepted.message_id).state, "done")

    def test_the_database_refuses_a_second_first(self):
        message = self._resend("ok-1", "a")
        self._drain()
        content = self.env["healthcare.content"].search([])
        self.assertEqual(content.message_id, message)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation) as raised,
            self.env.cr.savepoint(),
        ):
            content.copy()
            self.env.flush_all()
        self.assertTrue(is_concurrency(raised.exception), "given back, not failed")

    def test_statements_do_not_grow_with_the_documents(self):
        def queries(first, count):
            for number in range(first, first + count):
                for copy in "ab":
                    self._resend(f"ok-{number}", f"{number}{copy}")
            self.env.flush_all()
            drain = self.env["healthcare.drain"]
            batch = drain._claim("normal", 100)
            self.assertEqual(len(batch.ids), 2 * count)
            before = self.env.cr.sql_log_count
            drain._work_open(batch)
            spent = self.env.cr.sql_log_count - before
            self._drain()
            return spent

        queries(0, 2)
        self.assertEqual(queries(10, 3), queries(100, 30))
