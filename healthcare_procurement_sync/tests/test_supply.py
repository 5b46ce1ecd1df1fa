"""Days of supply, shortages of critical items, and what suppliers have."""

from datetime import timedelta
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..stock_request import Moved
from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestDaysOfSupply(StockCase):
    def _supply(self, product, facility=None):
        facility = facility or self.east
        found = product._healthcare_days_of_supply(facility)
        return found[product, facility]

    def test_days_are_usable_stock_by_usage(self):
        self._use_daily(self.glove, 16)
        self._stock(self.glove, 200)
        supply = self._supply(self.glove)
        self.assertEqual((supply.usable, supply.daily_usage), (200, 16))
        self.assertEqual(supply.days, Decimal("12.5"))
        self.assertEqual(supply.stockout_date, self.now.date() + timedelta(days=12))

    def test_each_facility_for_itself_in_a_fixed_number_of_statements(self):
        self._use_daily(self.glove, 4)
        self._stock(self.glove, 40)
        self._stock(self.glove, 30, self.west)
        facilities = self.east | self.west
        items = self.glove | self.gauze
        items._healthcare_days_of_supply(facilities)
        with self.assertQueryCount(14):
            found = items._healthcare_days_of_supply(facilities)
        self.assertEqual(found[self.glove, self.east].on_hand, 40)
        self.assertEqual(found[self.glove, self.west].on_hand, 30)
        self.assertIsNone(found[self.glove, self.west].days)
        self.assertEqual(len(found), 4)

    def test_expired_stock_and_what_expires_before_use_do_not_count(self):
        # Lots are used up at one a day.
        self._use_daily_lots(self.lancet, 1)
        self._stock(self.lancet, 50, lot="OLD", expiry=-2)
        self._stock(self.lancet, 100, lot="SOON", expiry=9)
        supply = self._supply(self.lancet)
        self.assertEqual(supply.on_hand, 150)
        self.assertEqual(supply.usable, 10)

    def _use_daily_lots(self, product, quantity):
        lot = self._stock(product, 28 * quantity, lot="PAST")
        source = self.east.warehouse_id.lot_stock_id
        booking = self.env["healthcare.stock.booking"]
        booking._book_moves(
            [
                Moved(
                    product,
                    Decimal(quantity),
                    source,
                    booking._consumption_location(),
                    self.now - timedelta(days=day),
                    lot=lot.name,
                )
                for day in range(28)
            ]
        )

    def test_quarantine_and_recalled_lots_do_not_count(self):
        shelf = self.east.warehouse_id.lot_stock_id
        hold = self.env["stock.location"].create(
            {"name": "Hold", "location_id": shelf.id, "healthcare_unusable": True}
        )
        self.env["stock.quant"]._update_available_quantity(self.glove, hold, 7)
        self._stock(self.glove, 3)
        self.assertEqual(self._supply(self.glove)[:2], (10, 3))
        self._stock(self.lancet, 5, lot="BAD")
        self._stock(self.lancet, 6, lot="GOOD")
        self.env["healthcare.recall"].create(
            {"name": "N1", "product_id": self.lancet.id, "lot_name": "BAD"}
        )
        self.assertEqual(self._supply(self.lancet)[:2], (11, 6))

    def test_what_arrives_within_the_lead_time_counts_for_the_risk(self):
        self._use_daily(self.glove, 10)
        self._stock(self.glove, 30)
        self.glove.seller_ids.delay = 5
        self.assertEqual(self._supply(self.glove).risk, "high")
        order = self._create_order(
            (self.glove, 2, self.box, 9.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        order.picking_ids.move_ids.date = self.now + timedelta(days=2)
        supply = self._supply(self.glove)
        self.assertEqual((supply.inbound, supply.risk), (200, "low"))

    def test_a_transfer_to_another_facility_is_usage_here(self):
        self._stock(self.glove, 100)
        self._say(
            self._movement("transfer", ("GLOVE", "28"), to_site="WEST", minutes=90)
        )
        self.assertEqual(self._on_hand(self.glove, self.west), 28)
        self.assertGreater(self._supply(self.glove).daily_usage, 0)

    def test_a_site_with_its_own_system_is_counted_by_its_snapshot(self):
        self._stock(self.glove, 100)
        self.east.stock_system = "site"
        self._say(self._snapshot(("GLOVE", "60")))
        self.assertEqual(self._supply(self.glove).on_hand, 60)


@tagged("post_install", "-at_install")
class TestShortage(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glove.product_tmpl_id.healthcare_criticality = "a"
        cls.glove.seller_ids.delay = 4
        cls.keeper = new_test_user(cls.env, "keeper", groups="stock.group_stock_user")
        cls.buyer = new_test_user(
            cls.env,
            "orderer",
            groups="purchase.group_purchase_user,stock.group_stock_user",
        )

    def _run_short(self):
        self._use_daily(self.glove, 10)
        self._stock(self.glove, 50)
        self._say(self._movement("issue", ("GLOVE", "48")))
        return self.env["healthcare.stock.alert"].search(
            [("product_id", "=", self.glove.id), ("state", "=", "open")]
        )

    def test_a_critical_item_below_its_safety_stock_is_told_at_once(self):
        alert = self._run_short()
        self.assertEqual((alert.facility_id, alert.level), (self.east, "below"))
        self.assertLess(alert.days, 1)
        question = self._open_question(alert, "STOCK_SHORTAGE")
        self.assertEqual(question.severity, "1")
        self.assertTrue(question.user_id)
        self.assertIn("days left", question.name)
        self.assertEqual(question.user_id, alert.user_id)

    def test_it_closes_by_itself_when_there_is_enough(self):
        alert = self._run_short()
        order = self._create_order(
            (self.glove, 4, self.box, 9.0),
            picking_type_id=self.east.warehouse_id.in_type_id.id,
        )
        self._receive(order)
        self.assertEqual(alert.state, "closed")
        self.assertFalse(self._open_question(alert, "STOCK_SHORTAGE"))

    def test_the_backlog_shows_it_at_its_facility_with_owner_and_age(self):
        alert = self._run_short()
        self.env.flush_all()
        rows = self.env["healthcare.stock.backlog"].with_user(self.keeper)
        [row] = rows.search(
            [
                ("facility_id", "=", self.east.id),
                ("type_id.code", "=", "STOCK_SHORTAGE"),
            ]
        )
        self.assertEqual((row.user_id, row.severity), (alert.user_id, "1"))
        self.assertEqual(row.age_hours, 0)
        self.assertEqual(row.action_open()["res_model"], "healthcare.exception")
        self.keeper.healthcare_facility_ids = self.west
        self.assertNotIn(row, rows.search([]))

    def test_who_may_not_be_ordered_from_says_why(self):
        self.supplier.sudo().healthcare_supplier_blocked = True
        alert = self._run_short()
        action = alert.with_user(self.buyer).action_cover()
        line = self.env["healthcare.stock.cover"].browse(action["res_id"]).line_ids
        allowed, reason = self.supplier._healthcare_orderable(self.company)
        self.assertEqual((allowed, line.refusal), (False, reason))
        with self.assertRaises(UserError):
            line.with_user(self.buyer).action_take()

    def test_an_old_site_gives_nothing(self):
        self._stock(self.glove, 500, self.west)
        self.west.stock_system = "site"
        self._say(self._snapshot(("GLOVE", "900"), site="WEST", minutes=60 * 48))
        self.assertFalse(self.glove._healthcare_donors(self.east))
        self._say(self._snapshot(("GLOVE", "900"), site="WEST", number="S2"))
        [(facility, surplus)] = self.glove._healthcare_donors(self.east)
        self.assertEqual((facility, surplus), (self.west, 900))

    def test_a_normal_item_is_not_told(self):
        self.glove.product_tmpl_id.healthcare_criticality = "c"
        self.assertFalse(self._run_short())

    def test_its_answer_fetches_from_the_fullest_facility(self):
        self._stock(self.glove, 500, self.west)
        alert = self._run_short()
        question = self._open_question(alert, "STOCK_SHORTAGE")
        question.sudo().user_id = self.keeper
        question.with_user(self.keeper)._apply_resolution("shortage_transfer")
        self.assertEqual(question.state, "resolved")
        picking = self.env["stock.picking"].search(
            [("origin", "ilike", "East Hospital")]
        )
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.location_id, self.west.warehouse_id.lot_stock_id)
        self.assertGreater(picking.move_ids.product_uom_qty, 0)

    def test_ways_to_cover_put_who_has_it_first(self):
        other = self.env["res.partner"].create({"name": "Southern", "is_company": True})
        self.env["product.supplierinfo"].create(
            {
                "partner_id": other.id,
                "product_tmpl_id": self.glove.product_tmpl_id.id,
                "product_uom_id": self.box.id,
                "price": 9.5,
                "delay": 9,
            }
        )
        self._apply(self._advice(("NM-1001", "0", "BX")))
        alert = self._run_short()
        action = alert.with_user(self.buyer).action_cover()
        cover = self.env["healthcare.stock.cover"].browse(action["res_id"])
        orders = cover.line_ids.filtered(lambda row: row.kind == "order")
        self.assertEqual(
            orders.mapped("seller_id.partner_id.name")[-1], self.supplier.name
        )
        done = orders[-1].with_user(self.buyer).action_take()
        order = self.env["purchase.order"].browse(done["res_id"])
        self.assertEqual((order.state, order.priority), ("draft", "1"))
        self.assertEqual(order.healthcare_facility_id, self.east)
        self.assertEqual(order.order_line.product_uom_id, self.box)
        self.assertGreaterEqual(order.order_line.product_qty * 100, cover.quantity)

    def test_going_on_without_needs_a_reason(self):
        alert = self._run_short()
        question = self._open_question(alert, "STOCK_SHORTAGE")
        question.sudo().user_id = self.keeper
        question.with_user(self.keeper)._apply_resolution(
            "shortage_accept", "theatre closed"
        )
        self.assertEqual(question.state, "resolved")

    def test_the_hourly_measure_knows_every_item(self):
        self._use_daily(self.gauze, 2)
        self._stock(self.gauze, 20)
        levels = self.env["healthcare.supply.level"]
        levels._cron_refresh()
        row = levels.search(
            [("product_id", "=", self.gauze.id), ("facility_id", "=", self.east.id)]
        )
        self.assertEqual((row.days, row.level, row.stale), (10.0, "fine", False))
        levels._cron_refresh()
        self.assertEqual(levels.search_count([("product_id", "=", self.gauze.id)]), 1)

    def test_a_local_user_sees_own_facilities_a_regional_one_all(self):
        self._stock(self.glove, 5)
        self._stock(self.glove, 6, self.west)
        levels = self.env["healthcare.supply.level"]
        levels._refresh(self.glove, self.east | self.west)
        self._use_daily(self.glove, 1)
        self._use_daily(self.glove, 1, facility=self.west)
        levels._refresh(self.glove, self.east | self.west)
        mine = levels.with_user(self.keeper)
        domain = [("product_id", "=", self.glove.id)]
        self.assertEqual(mine.search(domain).facility_id, self.east | self.west)
        self.keeper.healthcare_facility_ids = [Command.set(self.west.ids)]
        self.assertEqual(mine.search(domain).facility_id, self.west)
        hidden = levels.search([*domain, ("facility_id", "=", self.east.id)])
        with self.assertRaises(AccessError):
            hidden.with_user(self.keeper).read(["days"])
