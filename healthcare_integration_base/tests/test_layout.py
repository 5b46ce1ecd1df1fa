"""A list feed without code: from its description to the handler."""

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.healthcare_handler import HealthcareHandler
from .common import KIND, EngineCase

HEADER = "Delivery;Order;Received;Item;Qty\n"
GOOD = "ok-1;PO1;10.03.2026;GLOVE;1.200,5\nok-1;PO1;10.03.2026;MASK;3\n"
BAD = "ok-2;PO2;11.03.2026;GLOVE;many\n"
LAST = "ok-3;PO3;12.03.2026;GLOVE;7\n"
COLUMNS = {
    "receipt_number": "Delivery",
    "order_number": "Order",
    "received_at": "Received",
    "lines[].item.buyer": "Item",
    "lines[].quantity": "Qty",
}


@tagged("post_install", "-at_install")
class TestLayout(EngineCase):
    """Receipts as a list with semicolons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.env["healthcare.schema.line"]
        cls.second = new_test_user(
            cls.env, "hc_2", "healthcare_integration_base.group_approver"
        )
        cls.layout = cls.env["healthcare.layout"].create(
            {
                "name": "Receipts of the store",
                "kind": KIND,
                "delimiter": ";",
                "decimal_mark": ",",
                "thousands_mark": ".",
                "date_format": "DD.MM.YYYY",
                "time_zone": "Europe/Berlin",
                "group_by": "Delivery",
                "sample": HEADER + GOOD + BAD,
                "field_ids": [
                    *((0, 0, cls._row(path, name)) for path, name in COLUMNS.items()),
                    (0, 0, cls._row("lines[].uom") | {"constant": "EA"}),
                ],
            }
        )

    @classmethod
    def _row(cls, path, source=False):
        member = cls.members.search(
            [("schema_id.kind", "=", KIND), ("path", "=", path)], limit=1
        )
        return {"target_id": member.id, "source": source}

    def _use(self):
        self.layout.with_user(self.second).action_activate()
        self.flow.write({"codec": "csv", "layout_id": self.layout.id})
        self.env.flush_all()

    def _feed(self, text):
        accepted = self.messages._accept(self.flow, text.encode())
        self._drain()
        return self.messages.browse(accepted.message_id)

    def test_who_decides_while_another_one_writes_collides(self):
        """Every change of a row writes its version as well, whoever makes it."""

        def version():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT ctid FROM healthcare_layout WHERE id = %s", [self.layout.id]
            )
            return self.env.cr.fetchone()

        field = self.layout.field_ids.filtered("constant")
        seen = [version()]
        field.constant = "CS"
        seen.append(version())
        self.layout.write({"rule_ids": [(0, 0, {"source": "Qty"})]})
        seen.append(version())
        self.layout.rule_ids.unlink()
        seen.append(version())
        self.assertEqual(len(set(seen)), 4)

    def test_what_was_changed_since_it_was_shown_is_looked_at_again(self):
        shown = "2026-03-10 12:00:00"
        layout = self.layout.with_user(self.second)
        with self.assertRaises(UserError):
            layout.with_context(layout_seen=shown).action_activate()
        self.assertEqual(self.layout.state, "draft")
        shown = fields.Datetime.to_string(self.layout.write_date)
        layout.with_context(layout_seen=shown).action_activate()
        self.assertEqual(self.layout.state, "active")

    def test_good_rows_go_on_bad_ones_say_their_line(self):
        self._use()
        message = self._feed(HEADER + GOOD + BAD + LAST)
        parts = message.child_ids.sorted("part")
        self.assertEqual(parts.mapped("state"), ["done", "rejected", "done"])
        self.assertEqual(self.handler.applied(), ["ok-1", "ok-3"])
        self.assertEqual(parts[1].code, "layout.value")
        self.assertEqual(parts[1].where, "line 4, Qty")
        self.assertEqual(message.state, "partly")
        self.assertEqual(parts[0].canonical["lines"][0]["quantity"], "1200.5")
        self.assertEqual(parts[0].facts["layout"], "Receipts of the store 1")

    def test_what_is_not_the_feed_is_rejected_as_a_whole(self):
        self._use()
        message = self._feed("a;b\n1;2\n")
        self.assertEqual(message.state, "rejected")
        self.assertEqual(message.code, "layout.column_missing")
        self.assertFalse(self.handler.applied())

    def test_the_preview_is_on_the_form(self):
        self.assertEqual((self.layout.sample_good, self.layout.sample_bad), (1, 1))
        self.assertIn("line 4, Qty", self.layout.preview)
        self.assertIn("1200.5", self.layout.preview)
        with Form(self.layout) as form:
            form.sample = HEADER + LAST
            self.assertEqual((form.sample_good, form.sample_bad), (1, 0))
            form.date_format = "DD.MM"
            self.assertIn("year, month and day", form.preview)
            form.date_format = "DD.MM.YYYY"
            form.delimiter = ","
            self.assertIn("layout.column_missing", form.preview)
            form.delimiter = ";"
            form.sample = HEADER + LAST.replace("GLOVE", "<script>")
            self.assertNotIn("<script>", form.preview)

    def test_a_version_in_force_stays_as_it_was(self):
        self.layout.with_user(self.second).action_activate()
        for change in (
            lambda: self.layout.write({"date_format": "YYYY"}),
            lambda: self.layout.field_ids[0].write({"source": "X"}),
            lambda: self.layout.field_ids[0].unlink(),
            lambda: self.layout.write({"rule_ids": [(0, 0, {"source": "Qty"})]}),
            lambda: self.layout.write({"state": "draft"}),
            lambda: self.layout.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_new_version_takes_over_the_flows(self):
        self._use()
        action = self.layout.action_new_version()
        draft = self.env["healthcare.layout"].browse(action["res_id"])
        self.assertEqual((draft.number, draft.state), (2, "draft"))
        self.assertEqual(len(draft.field_ids), len(self.layout.field_ids))
        self.assertEqual(self.flow.layout_id, self.layout)
        draft.field_ids.filtered(lambda row: row.source == "Qty").default = "1"
        # What is written is signed by whoever flushes it.
        self.env.flush_all()
        draft.with_user(self.second).action_activate()
        self.assertEqual(self.layout.state, "retired")
        self.assertEqual(self.flow.layout_id, draft)
        message = self._feed(HEADER + LAST.replace(";7", ";"))
        self.assertEqual(message.state, "done")
        self.assertEqual(message.facts["layout"], "Receipts of the store 2")

    def test_a_draft_or_another_kind_reads_nothing(self):
        with self.assertRaises(ValidationError):
            self.flow.write({"codec": "csv", "layout_id": self.layout.id})
        self.layout.with_user(self.second).action_activate()
        with self.assertRaises(ValidationError):
            self.flow.write({"codec": "json", "layout_id": self.layout.id})
        empty = self.layout.copy({"sample": "nothing", "name": "Empty"})
        with self.assertRaises(ValidationError):
            empty.with_user(self.second).action_activate()

    def test_a_feed_without_layout_waits_and_goes_on(self):
        self.patch(HealthcareHandler, "_for_kind", lambda model, kind: self.handler)
        self.flow.codec = "csv"
        message = self._feed(HEADER + LAST)
        self.assertEqual((message.state, message.code), ("waiting", "layout.missing"))
        self._use()
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = due_at - interval '1 hour'"
        )
        self._drain()
        message.invalidate_recordset()
        self.assertEqual(message.state, "done")

    def test_columns_are_proposed_from_the_sample(self):
        draft = self.env["healthcare.layout"].create(
            {
                "name": "Proposed",
                "kind": KIND,
                "sample": "Receipt number,order_number,Something\n1,2,3\n",
            }
        )
        draft.action_fill()
        rows = {row.source: row.target_id.path or "" for row in draft.field_ids}
        self.assertEqual(
            rows,
            {
                "Receipt number": "receipt_number",
                "order_number": "order_number",
                "Something": "",
            },
        )
        draft.action_fill()
        self.assertEqual(len(draft.field_ids), 3)

    def test_who_may(self):
        viewer = new_test_user(
            self.env, "hc_v", "healthcare_integration_base.group_viewer"
        )
        steward = new_test_user(
            self.env, "hc_s", "healthcare_integration_base.group_steward"
        )
        with self.assertRaises(AccessError):
            self.layout.with_user(viewer).action_activate()
        self.layout.with_user(steward).action_activate()
        self.assertEqual(self.layout.state, "active")
        self.assertEqual(self.layout.approved_by_id, steward)
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "layout.activated"), ("res_id", "=", self.layout.id)]
        )
        self.assertEqual(entry.user_id, steward)

    def test_who_wrote_any_of_it_does_not_put_it_in_force(self):
        """Neither who made it nor who changed, added or removed one row."""
        steward = new_test_user(
            self.env, "hc_s", "healthcare_integration_base.group_steward"
        )
        mine = self.layout.with_user(steward)
        with self.assertRaises(AccessError):
            self.layout.action_activate()
        for change in (
            lambda: mine.field_ids[0].write({"default": "x"}),
            lambda: mine.write({"rule_ids": [(0, 0, {"source": "Qty"})]}),
            lambda: mine.rule_ids.unlink(),
            lambda: mine.write({"skip": 1}),
        ):
            self.layout.sudo().editor_ids -= steward
            change()
            self.assertIn(steward, self.layout.editor_ids)
            self.assertFalse(mine.may_activate)
            with self.assertRaises(AccessError):
                mine.action_activate()
        mine.write({"skip": 0})
        mine.action_ask()
        self.assertIn(self.second, self.layout.activity_ids.user_id)
        self.layout.with_user(self.second).action_activate()
        self.assertEqual(self.layout.state, "active")

    def test_a_state_is_not_typed_in(self):
        """Neither the sample check nor the audit entry can be gone around."""
        steward = new_test_user(
            self.env, "hc_s", "healthcare_integration_base.group_steward"
        )
        for values in ({"state": "active"}, {"approved_by_id": self.second.id}):
            with self.assertRaises(AccessError):
                self.layout.with_user(steward).write(values)
        with self.assertRaises(AccessError):
            self.layout.with_user(steward).create(
                {"name": "Typed", "kind": KIND, "state": "active"}
            )

    def test_the_database_refuses_the_author(self):
        self.layout.field_ids.flush_recordset()
        author = self.layout.create_uid
        for approver in (None, author.id):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    "UPDATE healthcare_layout SET state = 'active', "
                    "approved_by_id = %s WHERE id = %s",
                    [approver, self.layout.id],
                )

    def test_upgrading_keeps_what_layouts_name(self):
        member = self.layout.field_ids[0].target_id
        member.text = "Other words"
        self.env["healthcare.schema"]._sync()
        self.assertTrue(member.exists())
        self.assertNotEqual(member.text, "Other words")
