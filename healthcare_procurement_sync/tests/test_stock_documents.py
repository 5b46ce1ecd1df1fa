"""Snapshots, movements and reservations of sites."""

from datetime import timedelta
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import ItemIds, SnapshotLine

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestSnapshot(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(cls.env, "keeper", groups="stock.group_stock_user")
        cls.head = new_test_user(cls.env, "head", groups="stock.group_stock_manager")

    def _of_east(self):
        return self.env["healthcare.stock.snapshot"].search(
            [("facility_id", "=", self.east.id)]
        )

    def _position(self, product=None):
        return self.env["healthcare.stock.position"].search(
            [
                ("facility_id", "=", self.east.id),
                ("product_id", "=", (product or self.glove).id),
            ]
        )

    def test_it_never_changes_odoos_quantity(self):
        self._stock(self.glove, 100)
        outcome = self._say(self._snapshot(("GLOVE", "60")))
        self.assertEqual(self._codes(outcome), ["STOCK_MISMATCH"])
        self.assertEqual(self._on_hand(self.glove), 100)
        self.assertEqual(self._position().quantity, 60)
        self.assertEqual(self._of_east().line_ids.difference, -40)

    def test_agreeing_figures_ask_nothing(self):
        self._stock(self.glove, 60)
        self.assertEqual(self._say(self._snapshot(("GLOVE", "60"))).state, "done")

    def test_an_older_one_that_comes_late_is_kept_and_does_not_count(self):
        self._say(self._snapshot(("GLOVE", "60"), number="S2", minutes=5))
        self._say(self._snapshot(("GLOVE", "90"), number="S1", minutes=50))
        self.assertEqual(self._of_east().mapped("state"), ["current", "late"])
        self.assertEqual(self._position().quantity, 60)

    def test_a_newer_one_replaces_and_what_it_does_not_list_is_gone(self):
        self._say(self._snapshot(("GLOVE", "60"), ("GAUZE", "5"), minutes=50))
        self._say(self._snapshot(("GLOVE", "70"), number="S2", minutes=5))
        self.assertEqual(self._of_east().mapped("state"), ["current", "superseded"])
        self.assertEqual(self._position().quantity, 70)
        self.assertFalse(self._position(self.gauze))

    def test_a_part_leaves_the_rest(self):
        self._say(self._snapshot(("GLOVE", "60"), ("GAUZE", "5"), minutes=50))
        self._say(
            self._snapshot(("GLOVE", "70"), number="S2", minutes=5, complete=False)
        )
        self.assertEqual(self._position().quantity, 70)
        self.assertEqual(self._position(self.gauze).quantity, 5)

    def test_twice_is_once_and_other_figures_are_a_conflict(self):
        self._say(self._snapshot(("GLOVE", "60")))
        again = self._say(self._snapshot(("GLOVE", "60")))
        self.assertEqual(again.state, "duplicate")
        self.assertEqual(self._say(self._snapshot(("GLOVE", "61"))).state, "conflict")
        other = self._say(self._snapshot(("GLOVE", "61"), number="S9"))
        self.assertEqual(other.state, "conflict")
        self.assertEqual(self._position().quantity, 60)

    def test_an_unknown_line_does_not_hide_the_others_nor_empty_anything(self):
        self._say(self._snapshot(("GLOVE", "60"), ("GAUZE", "5"), minutes=50))
        outcome = self._say(
            self._snapshot(("GLOVE", "70"), ("NOBODY", "1"), number="S2")
        )
        self.assertIn("SNAPSHOT_UNKNOWN", self._codes(outcome))
        self.assertEqual(self._position().quantity, 70)
        self.assertEqual(self._position(self.gauze).quantity, 5)

    def test_unknown_items_that_nobody_uses_are_left_alone(self):
        self._say(self._snapshot(("GLOVE", "70"), ("NOBODY", "1")))
        steward = new_test_user(
            self.env,
            "stew",
            groups="healthcare_integration_base.group_steward,stock.group_stock_user",
        )
        question = self._open_question(self._of_east(), "SNAPSHOT_UNKNOWN")
        question.sudo().user_id = steward
        question.with_user(steward)._apply_resolution("items_leave", "old stock")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._position().quantity, 70)

    def test_an_unknown_site_waits_for_its_facility(self):
        document = self._snapshot(("GLOVE", "1"), site="NORTH")
        outcome = self._say(document)
        self.assertEqual(
            (outcome.state, outcome.dependency), ("waiting", "facility:north")
        )

    def test_a_clock_ahead_counts_as_now(self):
        self._say(self._snapshot(("GLOVE", "1"), minutes=-600))
        self.assertLessEqual(self._of_east().as_of, self.now + timedelta(minutes=5))

    def test_a_count_is_proposed_by_one_and_booked_by_another(self):
        self._stock(self.glove, 100)
        self._say(self._snapshot(("GLOVE", "60"), ("GAUZE", "7")))
        snapshot = self._of_east()
        question = self._open_question(snapshot, "STOCK_MISMATCH")
        question.sudo().user_id = self.head
        question.with_user(self.head)._apply_resolution("count_propose")
        self.assertEqual(
            (question.state, snapshot.count_state), ("resolved", "proposed")
        )
        self.assertEqual(self._on_hand(self.glove), 100)
        with self.assertRaises(UserError):
            snapshot.with_user(self.head).action_approve_count()
        with self.assertRaises(UserError):
            snapshot.with_user(self.keeper).action_approve_count()
        other = new_test_user(self.env, "head2", groups="stock.group_stock_manager")
        snapshot.with_user(other).action_approve_count()
        self.assertEqual(
            (self._on_hand(self.glove), self._on_hand(self.gauze)), (60, 7)
        )
        self.assertEqual(snapshot.count_state, "applied")

    def test_odoo_is_right(self):
        self._stock(self.glove, 100)
        self._say(self._snapshot(("GLOVE", "60")))
        question = self._open_question(self._of_east(), "STOCK_MISMATCH")
        question.sudo().user_id = self.keeper
        question.with_user(self.keeper)._apply_resolution("count_keep", "recounted")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._on_hand(self.glove), 100)

    def test_the_report_shows_each_facility_as_of_its_own_time(self):
        self._stock(self.glove, 11)
        self.west.write({"stock_system": "site", "stock_stale_hours": 1})
        self._stock(self.glove, 99, self.west)
        self._say(
            self._snapshot(
                ("GLOVE", "40"),
                SnapshotLine(
                    ItemIds(buyer="LANCET"),
                    Decimal(3),
                    "EA",
                    lot="L1",
                    expiry=self.now.date() + timedelta(days=30),
                    reserved=Decimal(1),
                ),
                site="WEST",
                minutes=180,
            )
        )
        self.env.flush_all()
        report = self.env["healthcare.stock.report"].with_user(self.keeper)
        rows = report.search([("product_id", "in", (self.glove | self.lancet).ids)])
        found = {
            (row.facility_id.code, row.product_id.default_code): row for row in rows
        }
        self.assertEqual(len(rows), 3)
        self.assertEqual(found["EAST", "GLOVE"].quantity, 11)
        self.assertFalse(found["EAST", "GLOVE"].stale)
        west = found["WEST", "GLOVE"]
        self.assertEqual((west.quantity, west.source, west.stale), (40, "site", True))
        self.assertEqual(west.as_of, self.now - timedelta(minutes=180))
        lancet = found["WEST", "LANCET"]
        self.assertEqual((lancet.available, lancet.expiry_state), (2, "near"))

    def test_pharmacy_stock_shows_what_expires(self):
        shelf = self.env["stock.location"].create(
            {"name": "Pharmacy", "location_id": self.east.warehouse_id.lot_stock_id.id}
        )
        self.env["healthcare.delivery.point"].create(
            {
                "facility_id": self.east.id,
                "code": "PH",
                "name": "Pharmacy",
                "location_id": shelf.id,
                "pharmacy": True,
            }
        )
        for name, days in (("OLD", -3), ("NEAR", 20), ("FAR", 400)):
            lot = self.env["stock.lot"].create(
                {"product_id": self.lancet.id, "name": name}
            )
            lot.expiration_date = self.now + timedelta(days=days)
            self.env["stock.quant"]._update_available_quantity(
                self.lancet, shelf, 5, lot_id=lot
            )
        self.env.flush_all()
        rows = self.env["healthcare.stock.report"].search(
            [("pharmacy", "=", True), ("facility_id", "=", self.east.id)]
        )
        self.assertEqual(
            {row.lot: (row.expiry_state, row.usable) for row in rows},
            {
                "OLD": ("expired", False),
                "NEAR": ("near", True),
                "FAR": ("fine", True),
            },
        )


@tagged("post_install", "-at_install")
class TestMovement(StockCase):
    def _record(self, number="M1"):
        return self.env["healthcare.stock.movement"].search([("name", "=", number)])

    def test_a_transfer_moves_goods_at_its_own_time(self):
        self._stock(self.glove, 100)
        outcome = self._say(
            self._movement("transfer", ("GLOVE", "1", "BX"), to_site="WEST")
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self._on_hand(self.glove), 0)
        self.assertEqual(self._on_hand(self.glove, self.west), 100)
        move = self._record().move_ids
        self.assertEqual(move.date, self.now - timedelta(minutes=5))
        self.assertEqual(move.move_line_ids.date, move.date)

    def test_twice_is_booked_once(self):
        self._stock(self.glove, 100)
        document = self._movement("issue", ("GLOVE", "10"))
        self._say(document)
        self.assertEqual(self._say(document).state, "duplicate")
        other = self._movement("issue", ("GLOVE", "11"))
        self.assertEqual(self._say(other).state, "conflict")
        self.assertEqual(self._on_hand(self.glove), 90)

    def test_late_ones_are_marked_and_counted_per_place(self):
        self._stock(self.glove, 100)
        self._say(self._movement("issue", ("GLOVE", "1"), minutes=59))
        self._say(self._movement("issue", ("GLOVE", "1"), number="M2", minutes=61))
        self._say(self._movement("issue", ("GLOVE", "1"), number="M3", minutes=90))
        self.assertFalse(self._record().late)
        [(facility, count)] = self.env["healthcare.stock.movement"]._read_group(
            [("facility_id", "=", self.east.id)], ["facility_id"], ["late_count:sum"]
        )
        self.assertEqual((facility, count), (self.east, 2))
        self.assertEqual(self._record("M3").delay, 90)

    def test_an_unknown_item_books_nothing_of_the_event(self):
        self._stock(self.glove, 100)
        outcome = self._say(self._movement("issue", ("GLOVE", "1"), ("NOBODY", "1")))
        self.assertEqual(outcome.state, "waiting")
        self.assertEqual(self._on_hand(self.glove), 100)
        self.assertFalse(self._record())

    def test_an_unknown_place_waits_for_the_department(self):
        self._stock(self.glove, 100)
        document = self._movement("transfer", ("GLOVE", "4"), to_location="WARD")
        outcome = self._say(document)
        self.assertEqual(outcome.dependency, f"place:{self.east.id}:ward")
        shelf = self.env["stock.location"].create(
            {"name": "Ward 3", "location_id": self.east.warehouse_id.lot_stock_id.id}
        )
        self.env["healthcare.delivery.point"].create(
            {
                "facility_id": self.east.id,
                "code": "WARD",
                "name": "Ward",
                "location_id": shelf.id,
            }
        )
        self.assertEqual(self._say(document).state, "done")
        quant = self.env["stock.quant"].search([("location_id", "=", shelf.id)])
        self.assertEqual(quant.quantity, 4)

    def test_lots_are_exact(self):
        self._stock(self.lancet, 10, lot="L1")
        self._stock(self.lancet, 10, lot="L2")
        self._say(self._movement("issue", ("LANCET", "4", "EA", "L2")))
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.lancet.id),
                ("location_id", "=", self.east.warehouse_id.lot_stock_id.id),
            ]
        )
        self.assertEqual(
            {row.lot_id.name: row.quantity for row in quants}, {"L1": 10, "L2": 6}
        )

    def test_more_than_odoo_had_is_booked_and_asked(self):
        self._stock(self.glove, 3)
        outcome = self._say(self._movement("issue", ("GLOVE", "5")))
        self.assertEqual(self._codes(outcome), ["STOCK_NEGATIVE"])
        self.assertEqual(self._on_hand(self.glove), -2)
        head = new_test_user(self.env, "head", groups="stock.group_stock_manager")
        question = self._open_question(self._record(), "STOCK_NEGATIVE")
        question.sudo().user_id = head
        question.with_user(head)._apply_resolution("negative_zero", "shelf is empty")
        self.assertEqual(self._on_hand(self.glove), 0)
        self.assertEqual(question.state, "resolved")

    def test_a_reservation_is_in_nobodys_promise_until_released(self):
        self._stock(self.glove, 10)
        location = self.east.warehouse_id.lot_stock_id
        free = self.env["stock.quant"]._get_available_quantity
        self._say(self._movement("reserve", ("GLOVE", "7"), reservation="CASE-1"))
        self.assertEqual(free(self.glove, location), 3)
        self.assertEqual(self._on_hand(self.glove), 10)
        self.assertEqual(self._record().state, "reserved")
        self._say(self._movement("release", number="M2", reservation="CASE-1"))
        self.assertEqual(free(self.glove, location), 10)
        self.assertEqual(self._record().state, "released")

    def test_an_issue_uses_its_reservation_up(self):
        self._stock(self.glove, 10)
        self._say(self._movement("reserve", ("GLOVE", "7"), reservation="CASE-1"))
        self._say(
            self._movement("issue", ("GLOVE", "6"), number="M2", reservation="CASE-1")
        )
        location = self.east.warehouse_id.lot_stock_id
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.glove, location), 4
        )

    def test_a_reservation_without_enough_stock_is_asked_and_tried_again(self):
        self._stock(self.glove, 2)
        outcome = self._say(
            self._movement("reserve", ("GLOVE", "7"), reservation="CASE-1")
        )
        self.assertEqual(self._codes(outcome), ["RESERVATION_SHORT"])
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        question = self._open_question(self._record(), "RESERVATION_SHORT")
        question.sudo().user_id = keeper
        with self.assertRaises(UserError):
            question.with_user(keeper)._apply_resolution("reservation_cover")
        self._stock(self.glove, 20)
        question.with_user(keeper)._apply_resolution("reservation_cover")
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self._record().move_ids.state, "assigned")

    def test_it_can_be_undone(self):
        self._stock(self.glove, 100)
        self._say(self._movement("issue", ("GLOVE", "10")))
        handler = self.env["healthcare.handler.stock_movement"]
        document = self._movement("issue", ("GLOVE", "10"))

        class Message:
            def _document(self):
                return document

        handler._compensate([Message()])
        self.assertEqual(self._on_hand(self.glove), 100)
        self.assertFalse(self._record())
