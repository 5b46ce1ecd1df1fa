"""A substitute: compared, signed, applied everywhere at once, and switched back."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .substitution_case import SubstitutionCase


@tagged("post_install", "-at_install")
class TestSubstitution(SubstitutionCase):
    def _compare(self, order):
        self._offer(order, price="5.75")
        offer = order.order_line.healthcare_substitution_ids
        action = offer.with_user(self.buyer).action_accept()
        row = self.env["healthcare.substitution"].browse(action["res_id"])
        row.reason = "The ordered glove does not come"
        return row

    def test_pack_of_50_for_pack_of_100_doubles_the_packs(self):
        row = self._compare(self._glove_order())
        self.assertEqual((row.quantity, row.uom_id), (10, self.box))
        self.assertEqual(
            (row.substitute_quantity, row.substitute_uom_id), (20, self.half)
        )
        self.assertEqual(row.price_each, 0.12)
        self.assertEqual(row.substitute_price_each, 0.115)
        self.assertEqual(row.difference_pct, -4.17)
        self.assertEqual(row.difference, -5)

    def test_who_asked_does_not_sign(self):
        row = self._compare(self._glove_order())
        row.with_user(self.buyer).action_ask()
        self.assertEqual(row.state, "review")
        self.assertIn(self.nurse, row.activity_ids.user_id)
        with self.assertRaises(AccessError):
            row.with_user(self.buyer).action_sign()
        self.assertTrue(row.with_user(self.nurse).may_sign)

    def test_a_reviewer_does_not_sign_his_own_request(self):
        both = self._person("both", "purchase.group_purchase_user")
        both.group_ids += self.env.ref(
            "healthcare_procurement_sync.group_clinical_reviewer"
        )
        row = self._compare(self._glove_order())
        row.with_user(both).action_ask()
        with self.assertRaises(AccessError):
            row.with_user(both).action_sign()

    def _par(self, product, low, high):
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": product.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": low,
                "product_max_qty": high,
            }
        )

    def _signed(self, order):
        row = self._compare(order)
        row.with_user(self.buyer).action_ask()
        row.with_user(self.nurse).action_sign()
        self.env.flush_all()
        self.env.invalidate_all()
        return row

    def test_signing_changes_order_and_par_level_together(self):
        rule = self._par(self.glove, 200, 600)
        order = self._glove_order()
        row = self._signed(order)
        self.assertEqual((row.state, row.reviewer_id), ("applied", self.nurse))
        fresh = row.replacement_line_id
        self.assertEqual(
            (fresh.product_id, fresh.product_qty, fresh.product_uom_id),
            (self.soft, 20, self.half),
        )
        self.assertEqual((fresh.price_unit, fresh.healthcare_number), (5.75, 1))
        open_moves = order.picking_ids.move_ids.filtered(
            lambda move: move.state != "cancel"
        )
        self.assertEqual(open_moves.product_id, self.soft)
        self.assertEqual(sum(open_moves.mapped("product_qty")), 1000)
        self.assertFalse(rule.active)
        other = self.env["stock.warehouse.orderpoint"].search(
            [("product_id", "=", self.soft.id)]
        )
        self.assertEqual((other.product_min_qty, other.product_max_qty), (200, 600))
        self.assertEqual(order.healthcare_exception_count, 0)
        self.assertTrue(
            self.facility.message_ids.filtered(
                lambda message: "in place of" in (message.body or "")
            )
        )

    def test_what_was_signed_is_not_edited(self):
        row = self._signed(self._glove_order())
        with self.assertRaises(UserError):
            row.substitute_price = 1

    def test_goods_and_bills_of_the_substitute_fit_the_order(self):
        order = self._glove_order()
        self._signed(order)
        receipt = self._goods_receipt(
            order, self._received(1, "20", "B50", "SOFTGLOVE")
        )
        outcome = self._apply(receipt, self.warehouse_connection)
        self.assertEqual(outcome.state, "done", outcome)
        invoice = self._invoice(
            order, self._invoice_line(1, "20", "B50", "5.75", "NM-4004")
        )
        self._apply(invoice)
        self.assertEqual(self._match().state, "posted", self._match().reason)

    def test_switching_back_restores_par_levels(self):
        rule = self._par(self.glove, 200, 600)
        kept = self._par(self.soft, 20, 60)
        row = self._signed(self._glove_order())
        self.assertEqual(kept.product_min_qty, 220)
        row.with_user(self.nurse).action_switch_back()
        self.assertEqual((rule.active, kept.product_min_qty), (True, 20))
        self.assertEqual(row.state, "ended")

    def test_the_end_date_switches_back_by_itself(self):
        rule = self._par(self.glove, 200, 600)
        row = self._signed(self._glove_order())
        row.end_date = fields.Date.today() + timedelta(days=1)
        self.env["healthcare.substitution"]._cron_switch_back()
        self.assertEqual(row.state, "applied")
        row.end_date = fields.Date.today()
        self.env["healthcare.substitution"]._cron_switch_back()
        self.assertEqual((row.state, rule.active), ("ended", True))

    def test_the_supplier_is_told_no_and_the_line_waits(self):
        order = self._glove_order()
        row = self._compare(order)
        row.with_user(self.buyer).action_refuse()
        self.assertEqual(row.state, "refused")
        self.assertEqual(row.offer_id.state, "refused")
        self.assertEqual(order.order_line.product_id, self.glove)

    def test_inside_a_group_a_buyer_accepts_alone(self):
        self.env["healthcare.substitution.group"].create(
            {"name": "Gloves", "product_ids": [(6, 0, (self.glove | self.soft).ids)]}
        )
        order = self._glove_order()
        self._offer(order)
        order.order_line.healthcare_substitution_ids.with_user(
            self.buyer
        ).action_accept()
        self.assertIn(self.soft, order.order_line.product_id)

    def _automatic(self, **values):
        return self.env["healthcare.substitution.group"].create(
            {
                "name": "Gloves",
                "automatic": True,
                "product_ids": [(6, 0, (self.glove | self.soft).ids)],
                **values,
            }
        )

    def test_an_approved_group_takes_a_cheaper_item_without_asking(self):
        self._automatic()
        order = self._glove_order()
        outcome = self._offer(order, price="5.75")
        self.assertEqual((outcome.state, self._codes(outcome)), ("done", []))
        line = order.order_line.filtered("product_qty")
        self.assertEqual(
            (line.product_id, line.product_qty, line.price_unit), (self.soft, 20, 5.75)
        )

    def test_a_dearer_item_is_asked_in_any_group(self):
        self._automatic()
        order = self._glove_order()
        outcome = self._offer(order, price="6.50")
        self.assertEqual(self._codes(outcome), ["SUBSTITUTION"])
        self.assertEqual(order.order_line.product_id, self.glove)

    def test_a_less_critical_item_is_asked_for_a_critical_one(self):
        self._automatic()
        self.glove.healthcare_criticality = "a"
        outcome = self._offer(self._glove_order(), price="5.75")
        self.assertEqual(self._codes(outcome), ["SUBSTITUTION"])

    def test_a_substitute_without_charge_code_asks_the_steward(self):
        row = self._compare(self._glove_order())
        row._write_charge(self.glove, "A4927")
        row.invalidate_recordset()
        self.assertEqual(row.charge_code, "A4927")
        self.assertFalse(row.substitute_charge_code)
        row.with_user(self.buyer).action_ask()
        row.with_user(self.nurse).action_sign()
        self.env.invalidate_all()
        self.assertEqual(row.charge_change, "queued")
        self.assertFalse(row.substitute_charge_code)
        question = self.env["healthcare.exception"].search(
            [("code", "=", "SUBSTITUTE_CHARGE"), ("res_id", "=", row.id)]
        )
        question._apply_resolution("confirm_substitute_charge")
        row.invalidate_recordset()
        self.assertEqual(
            (row.charge_change, row.substitute_charge_code), ("done", "A4927")
        )
