"""Straight through: one write per message, and none of the promises is given up."""

import contextlib
from unittest.mock import patch

import odoo.sql_db
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import healthcare_drain_claim as claiming
from ..outcome import Outcome, Touched
from .common import KIND, EngineCase

APPLY_LOG = "odoo.addons.healthcare_integration_base.models.healthcare_drain_apply"


class Killed(BaseException):
    """The worker is gone: nothing after this line runs, nothing is given back."""


@tagged("post_install", "-at_install")
class TestStraight(EngineCase):
    """What is applied at once, and what must not be."""

    @property
    def drain(self):
        return self.env["healthcare.drain"]

    def test_one_attempt_and_no_state_between(self):
        seen = []
        self._watch(lambda row: seen.append(self._states([row.message_id])))
        message = self._accept("ok-1", "PO1")
        self._drain()
        self.assertEqual(seen, [["received"]])
        self.assertEqual(message.state, "done")
        self.assertTrue(message.opened_at and message.canonical)
        self.assertEqual(message.reference, "ok-1")
        self.assertEqual(message.attempt_ids.mapped("stage"), ["apply"])
        self.assertFalse(self._leases())

    def test_killed_after_the_effect_leaves_neither_effect_nor_outcome(self):
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(3)])
        with (
            patch.object(type(self.drain), "_record_outcomes", side_effect=Killed),
            contextlib.suppress(Killed),
        ):
            self._drain()
        self.env.invalidate_all()
        self.assertEqual(set(messages.mapped("state")), {"received"})
        self.assertEqual(self.handler.applied(), [])
        self._drain()
        self.assertEqual(self.handler.applied(), [], "leased by somebody who may live")
        self._let_leases_expire()
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(self.handler.applied(), ["ok-0", "ok-1", "ok-2"])

    def test_killed_before_the_lock_counts_a_delivery_each_time(self):
        message = self._accept("ok-1")
        for delivery in range(1, claiming.ALONE + 1):
            self.drain._claim("normal", 10)
            self._let_leases_expire()
            self.drain._sweep()
            self.env.invalidate_all()
            self.assertEqual(message.deliveries, delivery)
        self._accept("ok-2")
        self.assertEqual(len(self.drain._claim("normal", 10).ids), 1)
        self.assertEqual(self.drain._claim("normal", 10).ids, (message.id,))

    def test_where_a_worker_was_lost_opening_is_committed_first(self):
        killer, late = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO2")
        self.drain._claim("normal", 10)
        self._let_leases_expire()
        self.drain._sweep()
        batch = self.drain._claim("normal", 10)
        self.drain._work(batch)
        self.env.invalidate_all()
        self.assertEqual((killer.state, late.state), ("due", "due"))
        self.assertEqual(killer.deliveries, 1, "it is still one to be careful with")
        self._drain()
        self.assertEqual((killer.state, killer.deliveries), ("done", 0))

    def test_bystanders_go_before_the_killer(self):
        killer, other = self._accept("ok-1"), self._accept("ok-2")
        killer.deliveries, other.deliveries = 3, 2
        self.env.flush_all()
        self.assertEqual(self.drain._claim("normal", 10).ids, (other.id,))
        self.assertEqual(self.drain._claim("normal", 10).ids, (killer.id,))

    def test_a_lost_lease_is_nobodys_any_more(self):
        message = self._accept("ok-1")
        batch = self.drain._claim("normal", 10)
        self._let_leases_expire()
        self.drain._sweep()
        self.assertTrue(self.drain._work(batch))
        self.env.invalidate_all()
        self.assertEqual(message.state, "received")
        self.assertEqual(self.handler.applied(), [])

    def test_nothing_overtakes_what_is_not_opened_yet(self):
        early, late = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO1")
        self._lease("open", early)
        self._work_alone("open", late)
        self.assertEqual((early.state, late.state), ("received", "due"))
        self.assertIsNone(self.drain._claim("normal", 10))

    def test_a_paused_flow_holds_up_no_other(self):
        paused = self.flow.copy({"code": "paused", "kind": False})
        accepted = self.messages._accept(paused, self._body("ok-1", "PO1"))
        paused.state = "paused"
        late = self._accept("ok-2", "PO1")
        self._drain()
        early = self.messages.browse(accepted.message_id)
        self.assertEqual((early.state, late.state), ("received", "done"))

    def test_nothing_overtakes_what_somebody_else_applies(self):
        first, other = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO2")
        self._open_only()
        self._lease("apply", first)
        second = self._accept("ok-3", "PO1")
        self._drain()
        self.assertEqual(
            (first.state, other.state, second.state), ("due", "done", "due")
        )
        self._let_leases_expire()
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-2", "ok-1", "ok-3"])

    def test_nothing_overtakes_the_documents_of_a_file(self):
        body = b"[%s, %s]" % (self._body("ok-1", "PO1"), self._body("ok-2", "PO2"))
        self.messages._accept(self.flow, body)
        late = self._accept("ok-3", "PO1")
        self._work_alone("open", *self.messages.search([], order="id"))
        self.assertEqual(late.state, "due")
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-1", "ok-2", "ok-3"])

    def test_what_waits_for_an_unopened_one_holds_its_subject_elsewhere(self):
        other = self.connection.copy({"code": "annex", "state": "live"})
        flow = self.flow.copy({"connection_id": other.id, "code": "annex"})
        unopened = self._accept("ok-1")
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'retry', deliveries = 1, "
            "due_at = due_at + interval '1 hour' WHERE id = %s",
            [unopened.id],
        )
        self._accept("ok-2", "PO1")
        self.messages._accept(flow, self._body("ok-3", "PO1"))
        self._drain()
        self.assertEqual(self.handler.applied(), [], "ok-2 stands before ok-3")
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = due_at - interval '2 hours' "
            "WHERE id = %s",
            [unopened.id],
        )
        self.drain._sweep()
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-1", "ok-2", "ok-3"])

    @mute_logger(APPLY_LOG)
    def test_behind_a_failure_in_the_same_batch_it_parks(self):
        self._accept("bug-1", "PO1")
        second, third = self._accept("ok-2", "PO1"), self._accept("ok-3", "PO1")
        self._drain()
        self.assertEqual((second.state, third.state), ("parked", "parked"))
        self.assertTrue(second.canonical)
        self.assertEqual(second.attempt_ids.mapped("stage"), ["open"])

    @mute_logger(APPLY_LOG)
    def test_after_a_poison_the_rest_keeps_what_opening_found(self):
        bad = self._accept("bug-1")
        good = self.messages.concat(
            *[self._accept(f"ok-{n}", f"PO{n}") for n in range(9)]
        )
        self._drain()
        self.assertEqual(bad.state, "failed")
        self.assertTrue(bad.canonical, "it can be replayed as it was read")
        self.assertEqual(set(good.mapped("state")), {"done"})
        self.assertEqual(good.mapped("reference"), [f"ok-{n}" for n in range(9)])
        self.assertTrue(
            all(row.subject_key.endswith(row.reference[3:]) for row in good)
        )

    def test_a_letter_box_hands_over_to_the_flow_of_the_kind(self):
        box = self.flow.copy({"code": "box", "kind": False, "lane": "bulk"})
        accepted = self.messages._accept(box, self._body("ok-1"))
        self.env.flush_all()
        self._drain("bulk")
        message = self.messages.browse(accepted.message_id)
        self.assertEqual((message.state, message.kind), ("done", KIND))
        self.assertEqual((message.flow_id, message.lane), (self.flow, "normal"))

    def test_bad_bytes_and_good_ones_in_one_batch(self):
        good = self._accept("ok-1")
        accepted = self.messages._accept(self.flow, b"{not json")
        bad = self.messages.browse(accepted.message_id)
        self._work_alone("open", good, bad)
        self.assertEqual((good.state, bad.state), ("done", "rejected"))
        self.assertEqual(bad.attempt_ids.mapped("stage"), ["open"])

    def test_what_does_not_fit_into_a_moment_is_only_opened(self):
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(4)])
        drain = self.drain
        with patch.object(type(drain._pace()), "applying", 1):
            drain._work(drain._claim("normal", 10))
        self.env.invalidate_all()
        self.assertEqual(messages.mapped("state"), ["done", "due", "due", "due"])
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})

    def test_a_collision_gives_back_what_was_only_stored(self):
        message = self._accept("ok-1")
        batch = self.drain._claim("normal", 10)
        self.drain._give_back(batch)
        self.env.invalidate_all()
        self.assertEqual((message.state, message.deliveries), ("received", 1))
        self.assertFalse(self._leases())

    def test_statements_do_not_grow_with_the_batch(self):
        counts = []
        self.patch(self.handler, "_apply", lambda rows: [Outcome.done() for _ in rows])
        for round_number, size in enumerate((5, 60)):
            for number in range(size):
                self._accept(f"ok-{round_number}-{number}", f"PO{number}")
            self._drain_counting(counts)
        few, many = counts
        self.assertLessEqual(many, few)
        self.assertEqual(len(self.messages.search([("state", "=", "done")])), 65)

    def test_a_long_subject_hides_no_other(self):
        first = self._accept("ok-first", "PO1")
        for number in range(60):
            self._accept(f"ok-{number}", "PO1")
        other = self._accept("ok-other", "PO2")
        self._open_only()
        self._lease("apply", first)
        batch = self.drain._claim("normal", 10)
        self.assertEqual(batch.ids, (other.id,))

    def test_a_duplicate_names_the_first(self):
        first = self._accept("ok-1")
        self._drain()
        partner = self.env["res.partner"].create({"name": "Touched"})
        touched = Touched("res.partner", partner.id, "created", "$")
        self.env["healthcare.lineage"].create(
            {
                "message_id": first.id,
                "company_id": self.env.company.id,
                "res_model": "res.partner",
                "res_id": partner.id,
                "action": "created",
            }
        )
        answers = {
            "ok-2": Outcome.duplicate(touched=[touched]),
            "ok-3": Outcome.duplicate(first_id=first.id),
        }
        self.patch(
            self.handler, "_one", lambda row: answers[row.document.receipt_number]
        )
        again = self._accept("ok-2") | self._accept("ok-3")
        self._drain()
        self.assertEqual(again.duplicate_of_id, first)
        self.assertEqual(set(again.mapped("state")), {"duplicate"})

    # -- help ------------------------------------------------------------------------

    def _watch(self, look):
        apply_one = self.handler._one

        def watched(row):
            look(row)
            return apply_one(row)

        self.patch(self.handler, "_one", watched)

    def _states(self, ids):
        self.env.cr.execute(
            "SELECT state FROM healthcare_message WHERE id = ANY(%s)", [ids]
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _leases(self):
        self.env.cr.execute("SELECT message_ids FROM healthcare_drain_lease")
        return [row[0] for row in self.env.cr.fetchall()]

    def _lease(self, stage, *messages):
        rows = [(message.id, message.connection_id.id) for message in messages]
        batch = self.drain._lease_batch(stage, "normal", rows, False)
        self.env.invalidate_all()
        return batch

    def _work_alone(self, stage, *messages):
        self.assertTrue(self.drain._work(self._lease(stage, *messages)))
        self.env.invalidate_all()

    def _open_only(self):
        with patch.object(type(self.drain), "_is_automatic", lambda *_args: False):
            self.drain._work(self.drain._claim("normal", 100))
        self.env.invalidate_all()

    def _let_leases_expire(self):
        self.env.cr.execute(
            "UPDATE healthcare_drain_lease SET lease_until = now() - interval '1 hour'"
        )

    def _drain_counting(self, counts):
        self.env.flush_all()
        batch = self.drain._claim("normal", 100)
        before = odoo.sql_db.sql_counter
        self.drain._work(batch)
        counts.append(odoo.sql_db.sql_counter - before)
        self.env.invalidate_all()
