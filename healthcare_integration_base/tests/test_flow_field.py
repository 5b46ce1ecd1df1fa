"""A flow carries what it declares; what it does not is left out and counted."""

import json
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..canonical import GoodsReceipt, ItemIds, ReceivedLine, to_json
from ..models.healthcare_flow_field import NEEDED
from ..models.healthcare_release import _hash
from .common import NOON, EngineCase


@tagged("post_install", "-at_install")
class TestFlowField(EngineCase):
    """The declaration, what it does to documents in and out, and who may change it."""

    def setUp(self):
        super().setUp()
        self.flow.action_list_fields()

    def _receive(self, number):
        document = GoodsReceipt(
            receipt_number=number,
            order_number="PO1",
            lines=(ReceivedLine(ItemIds(buyer="GLOVE"), Decimal(1), "BX", "7"),),
            received_at=NOON,
            site="NORTH",
        )
        body = json.dumps(to_json(document)).encode()
        self.env.flush_all()
        accepted = self.messages._accept(self.flow, body)
        return self.messages.browse(accepted.message_id)

    def _leave_out(self, *paths):
        lines = self.flow.field_ids.filtered(lambda row: row.path in paths)
        self.assertEqual(len(lines), len(paths))
        lines.carried = False
        return lines

    def test_the_fields_of_the_kind_are_listed_once(self):
        paths = self.flow.field_ids.mapped("path")
        self.assertIn("lines[].uom", paths)
        self.assertTrue(all(self.flow.field_ids.mapped("meaning")))
        self.flow.action_list_fields()
        self.assertEqual(self.flow.field_ids.mapped("path"), paths)

    def test_nothing_is_left_out_without_saying_so(self):
        message = self._receive("ok-1")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(message._document().site, "NORTH")
        self.assertEqual(self.flow.dropped_total, 0)

    def test_what_is_not_carried_is_not_stored_and_counted(self):
        number, site = self._leave_out("site", "lines[].line_number").sorted("path")
        for name in ("ok-1", "ok-2"):
            message = self._receive(name)
        self._drain()
        self.assertEqual(message.state, "done")
        document = message._document()
        self.assertEqual(document.site, "")
        self.assertEqual(document.lines[0].line_number, "")
        self.assertEqual(document.lines[0].item.buyer, "GLOVE")
        self.env.invalidate_all()
        self.assertEqual((number.dropped_count, site.dropped_count), (2, 2))
        self.assertEqual(self.flow.dropped_total, 4)
        # The bytes as received stay what they are.
        self.assertIn(b"NORTH", message._payload())

    def test_the_counts_survive_folding(self):
        (line,) = self._leave_out("site")
        for name in ("ok-1", "ok-2", "ok-3"):
            self._receive(name)
            self._drain()
        drops = self.env["healthcare.flow.field.drop"]
        self.assertEqual(len(drops.search([("field_id", "=", line.id)])), 3)
        drops._gc_fold()
        self.env.invalidate_all()
        self.assertEqual(len(drops.search([("field_id", "=", line.id)])), 1)
        self.assertEqual(line.dropped_count, 3)

    def test_what_leaves_is_minimised_as_well(self):
        flow = self.flow.copy({"direction": "out", "code": "out"})
        self.assertEqual(len(flow.field_ids), len(self.flow.field_ids))
        line = flow.field_ids.filtered(lambda row: row.path == "site")
        line.carried = False
        document = GoodsReceipt("R-1", "PO1", (), NOON, site="NORTH")
        message = self.messages._outbox(flow, document)
        self.assertEqual(message._document().site, "")
        self.assertEqual(line.dropped_count, 1)

    def test_what_every_document_needs_cannot_be_left_out(self):
        with self.assertRaises(ValidationError):
            self._leave_out("receipt_number")
        with self.assertRaises(ValidationError):
            self.env["healthcare.flow.field"].create(
                {"flow_id": self.flow.id, "path": "no.such.field"}
            )

    def test_what_a_document_is_known_by_is_not_left_out_in_silence(self):
        """Without its order number it would have no order: it waits, with a question,
        until the flow carries the field again."""
        self.patch(type(self.handler), "_subject", lambda _model, row: row.site)
        (line,) = self._leave_out("site")
        message = self._receive("ok-1")
        self._drain()
        self.assertEqual((message.state, message.code), ("waiting", NEEDED))
        self.assertEqual(self.handler.applied(), [])
        question = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id), ("state", "!=", "resolved")]
        )
        self.assertIn(NEEDED, question.name)
        line.carried = True
        self._drain()
        self.assertEqual(message.state, "done")

    def test_a_field_that_was_deleted_a_moment_ago_stops_nobody(self):
        """Another process still leaves it out until it hears of that."""
        (line,) = self._leave_out("site")
        remembered = self.env["healthcare.flow"]._undeclared(self.flow.id)
        line.unlink()
        self.patch(
            type(self.env["healthcare.flow"]), "_undeclared", lambda *_args: remembered
        )
        message = self._receive("ok-1")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(message._document().site, "")

    def test_a_declaration_is_part_of_what_was_released(self):
        """What a production connection carries changes with two signatures."""
        self.connection.environment = "production"
        before = self.connection._release_content()
        (line,) = self._leave_out("site")
        after = self.connection._release_content()
        self.assertNotEqual(before, after)
        release = self.env["healthcare.release"].create(
            {
                "name": "As it is",
                "connection_id": self.connection.id,
                "content": after,
                "content_hash": _hash(after),
            }
        )
        self.env.flush_all()
        people = [
            new_test_user(self.env, name, "healthcare_integration_base.group_approver")
            for name in ("field_owner", "field_security")
        ]
        release.write(
            {
                "owner_approver_id": people[0].id,
                "security_approver_id": people[1].id,
                "author_id": people[0].id,
                "state": "approved",
                "effective_at": fields.Datetime.now(),
            }
        )
        self.assertEqual((self.connection.state, self.flow.state), ("live", "active"))
        line.carried = True
        self.assertEqual(self.flow.state, "paused")
        self.assertTrue(self.flow.held_for_release)

    def test_the_decision_is_in_the_audit_trail(self):
        self._leave_out("site")
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "flow.field_declared")], order="id desc", limit=1
        )
        self.assertEqual(entry.res_id, self.flow.id)

    def test_to_take_a_field_off_the_list_is_such_a_decision(self):
        (line,) = self._leave_out("site")
        line.unlink()
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "flow.field_declared")], order="id desc", limit=1
        )
        self.assertEqual(entry.facts, {"field": "site", "carried": True})

    def test_only_an_administrator_declares(self):
        operator = new_test_user(
            self.env, "flow_op", "healthcare_integration_base.group_operator"
        )
        line = self.flow.field_ids[0].with_user(operator)
        self.assertTrue(line.path)
        with self.assertRaises(AccessError):
            line.purpose = "because"
