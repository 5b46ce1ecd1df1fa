"""What is used becomes stock, cost and charge, once."""

from datetime import timedelta
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .stock_common import StockCase


class UsageCase(StockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glove.standard_price = 0.5
        cls.code = cls.env["healthcare.charge.code"].create(
            {
                "product_id": cls.glove.id,
                "code": "27000",
                "price": 2.0,
                "valid_from": "2020-01-01",
            }
        )
        cls.clerk = new_test_user(
            cls.env,
            "capture",
            groups="healthcare_integration_base.group_charge_capture",
        )
        cls.keeper = new_test_user(cls.env, "keeper", groups="stock.group_stock_user")

    def _answer_as(self, user, record, code, answer, reason=""):
        question = self._open_question(record, code)
        self.assertEqual(len(question), 1)
        question.sudo().user_id = user
        result = question.with_user(user)._apply_resolution(answer, reason)
        return question, result


@tagged("post_install", "-at_install")
class TestUsage(UsageCase):
    def test_one_event_moves_stock_and_goes_to_billing(self):
        self._stock(self.glove, 10)
        outcome = self._say(self._usage())
        self.assertEqual(outcome.state, "done")
        charge = self._charge()
        self.assertEqual(charge.state, "handed_off")
        self.assertEqual(
            (charge.charge_code, charge.amount, charge.cost), ("27000", 4.0, 1.0)
        )
        self.assertEqual((charge.department, charge.cost_centre), ("OR", "4711"))
        self.assertEqual(self._on_hand(self.glove), 8)
        self.assertEqual(charge.move_id.date, self.now - timedelta(minutes=5))

    def test_waste_costs_and_is_not_charged(self):
        self._stock(self.glove, 10)
        self._say(self._usage(wasted=Decimal(1), waste_reason="dropped"))
        charge = self._charge()
        self.assertEqual((charge.cost, charge.amount), (1.5, 4.0))
        self.assertEqual(self._on_hand(self.glove), 7)

    def test_twice_is_once(self):
        self._stock(self.glove, 10)
        self._say(self._usage())
        self.assertEqual(self._say(self._usage()).state, "duplicate")
        self.assertEqual(self._say(self._usage(quantity="3")).state, "conflict")
        self.assertEqual(self._on_hand(self.glove), 8)

    def test_an_item_without_code_leaves_stock_and_waits_for_its_code(self):
        self._stock(self.gauze, 10)
        outcome = self._say(self._usage(item="GAUZE"))
        self.assertEqual(self._codes(outcome), ["USAGE_UNMAPPED"])
        charge = self._charge()
        self.assertEqual((charge.state, charge.problem), ("stock_issued", "uncoded"))
        self.assertEqual(self._on_hand(self.gauze), 8)
        question, action = self._answer_as(
            self.clerk, charge, "USAGE_UNMAPPED", "charge_code_item"
        )
        form = Form(
            self.env["healthcare.charge.code"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        form.code = "27100"
        form.price = 5
        form.save()
        self.assertEqual((charge.state, charge.charge_code), ("handed_off", "27100"))
        self.assertEqual((charge.amount, question.state), (10.0, "resolved"))

    def test_the_code_of_the_facility_comes_first_and_of_the_day(self):
        codes = self.env["healthcare.charge.code"]
        codes.create(
            {
                "product_id": self.glove.id,
                "facility_id": self.east.id,
                "code": "E1",
                "valid_from": "2021-01-01",
                "valid_to": "2021-12-31",
            }
        )
        codes.create(
            {
                "product_id": self.glove.id,
                "facility_id": self.east.id,
                "code": "E2",
                "valid_from": "2022-01-01",
            }
        )
        choose = self.glove._healthcare_charge_code
        self.assertEqual(choose(self.east).code, "E2")
        self.assertEqual(choose(self.west).code, "27000")

    def test_what_is_never_billed_is_not_charged(self):
        self.code.write({"billed": False})
        self._stock(self.glove, 10)
        self._say(self._usage())
        self.assertEqual(self._charge().state, "not_charged")
        self.assertEqual(self._charge().cost, 1.0)

    def test_incomplete_usage_is_held_and_its_owner_asked(self):
        self._stock(self.glove, 10)
        outcome = self._say(self._usage(encounter_key="", department=""))
        self.assertEqual(self._codes(outcome), ["USAGE_INCOMPLETE"])
        charge = self._charge()
        self.assertEqual((charge.state, charge.problem), ("stock_issued", "incomplete"))
        question, action = self._answer_as(
            self.clerk, charge, "USAGE_INCOMPLETE", "charge_complete"
        )
        self.assertEqual(action["res_id"], charge.id)
        charge.with_user(self.clerk).write(
            {"encounter_key": "enc-9", "department": "OR", "cost_centre": "4711"}
        )
        self.assertEqual((charge.state, question.state), ("handed_off", "resolved"))

    def test_without_a_quantity_nothing_moves(self):
        self._stock(self.glove, 10)
        outcome = self._say(self._usage(quantity=None))
        self.assertEqual(self._codes(outcome), ["USAGE_INCOMPLETE"])
        self.assertEqual(self._on_hand(self.glove), 10)

    def test_two_reports_within_minutes_are_charged_once(self):
        self._stock(self.glove, 10)
        self._say(self._usage(minutes=20))
        outcome = self._say(self._usage("U2", minutes=10))
        self.assertEqual(self._codes(outcome), ["USAGE_DUPLICATE"])
        second = self._charge("U2")
        self.assertEqual(second.duplicate_of_id, self._charge())
        self.assertEqual((second.state, self._on_hand(self.glove)), ("received", 8))
        question, _none = self._answer_as(
            self.clerk, second, "USAGE_DUPLICATE", "charge_same"
        )
        self.assertEqual((second.state, question.state), ("not_charged", "resolved"))
        self.assertEqual(self._on_hand(self.glove), 8)

    def test_two_real_uses_are_both_charged(self):
        self._stock(self.glove, 10)
        self._say(self._usage(minutes=20))
        self._say(self._usage("U2", minutes=10))
        second = self._charge("U2")
        self._answer_as(
            self.clerk, second, "USAGE_DUPLICATE", "charge_different", "two pairs"
        )
        self.assertEqual((second.state, self._on_hand(self.glove)), ("handed_off", 6))

    def test_an_hour_later_it_is_another_use(self):
        self._stock(self.glove, 10)
        self._say(self._usage(minutes=90))
        self.assertEqual(self._say(self._usage("U2", minutes=10)).state, "done")

    def test_in_one_batch_the_second_one_is_held_too(self):
        self._stock(self.glove, 10)
        outcomes = self._apply_all(
            [self._usage("U1"), self._usage("U2")], self.warehouse_connection
        )
        self.assertEqual([row.state for row in outcomes], ["done", "partly"])

    def test_a_reversal_brings_the_goods_back_and_credits(self):
        self._stock(self.glove, 10)
        self._say(self._usage())
        outcome = self._say(
            self._usage("U2", quantity="2", minutes=1, reversal_of="U1")
        )
        self.assertEqual(outcome.state, "done")
        credit = self._charge("U2")
        self.assertEqual(self._charge().state, "reversed")
        self.assertEqual((credit.state, credit.amount), ("handed_off", -4.0))
        self.assertEqual(self._on_hand(self.glove), 10)
        again = self._say(self._usage("U3", reversal_of="U1"))
        self.assertEqual(again.state, "duplicate")

    def test_a_reversal_before_its_use_waits(self):
        outcome = self._say(self._usage("U2", reversal_of="U1"))
        self.assertEqual(outcome.dependency, "usage:U1")

    def test_an_expired_lot_is_critical_and_its_rest_goes_to_quarantine(self):
        self._stock(self.lancet, 10, lot="OLD", expiry=-10)
        outcome = self._say(self._usage(item="LANCET", lot="OLD"))
        self.assertIn("USAGE_LOT", self._codes(outcome))
        charge = self._charge()
        head = new_test_user(self.env, "head", groups="stock.group_stock_manager")
        question, _none = self._answer_as(
            head, charge, "USAGE_LOT", "usage_lot_told", "ward told"
        )
        self.assertEqual((question.severity, question.state), ("1", "resolved"))
        self.assertEqual(self._on_hand(self.lancet), 0)
        supply = self.lancet._healthcare_days_of_supply(self.east)
        self.assertEqual(supply[self.lancet, self.east][:2], (8, 0))

    def test_a_recalled_lot_is_critical(self):
        self._stock(self.lancet, 10, lot="BAD")
        self.env["healthcare.recall"].create(
            {"name": "N1", "product_id": self.lancet.id, "lot_name": "BAD"}
        )
        outcome = self._say(self._usage(item="LANCET", lot="BAD"))
        self.assertIn("USAGE_LOT", self._codes(outcome))

    def test_bill_only_goods_were_never_in_stock(self):
        self._stock(self.glove, 10)
        self._say(self._usage(bill_only=True, implant=True))
        self.assertEqual(self._charge().state, "handed_off")
        self.assertEqual(self._on_hand(self.glove), 10)


@tagged("post_install", "-at_install")
class TestIssue(UsageCase):
    def _issue(self, quantity=4.0, encounter="enc-1", product=None, lot=None):
        issue = (
            self.env["healthcare.stock.issue"]
            .with_user(self.keeper)
            .create(
                {
                    "delivery_point_id": self.theatre.id,
                    "encounter_key": encounter,
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": (product or self.glove).id,
                                "quantity": quantity,
                                "lot_id": lot.id if lot else False,
                            }
                        )
                    ],
                }
            )
        )
        action = issue.action_issue()
        return self.env["stock.picking"].browse(action["res_id"])

    def test_an_issue_to_an_encounter_is_a_charge(self):
        self._stock(self.glove, 10)
        picking = self._issue()
        charge = picking.healthcare_charge_ids
        self.assertEqual((picking.state, charge.state), ("done", "handed_off"))
        self.assertEqual(
            (charge.charge_code, charge.quantity, charge.amount, charge.cost),
            ("27000", 4, 8.0, 2.0),
        )
        self.assertEqual((charge.department, charge.cost_centre), ("OR", "4711"))
        self.assertEqual(self._on_hand(self.glove), 6)
        self.assertEqual(charge.move_id.picking_id, picking)

    def test_an_issue_to_a_department_is_cost(self):
        self._stock(self.glove, 10)
        charge = self._issue(encounter=False).healthcare_charge_ids
        self.assertEqual((charge.state, charge.cost), ("not_charged", 2.0))

    def test_what_is_not_there_is_not_issued(self):
        self._stock(self.glove, 3)
        with self.assertRaises(UserError):
            self._issue()

    def test_a_lot_is_chosen(self):
        lot = self._stock(self.lancet, 10, lot="L1")
        with self.assertRaises(UserError):
            self._issue(product=self.lancet)
        charge = self._issue(product=self.lancet, lot=lot).healthcare_charge_ids
        self.assertEqual((charge.lot, charge.problem), ("L1", "uncoded"))
        self.assertTrue(self._open_question(charge, "USAGE_UNMAPPED"))

    def test_only_people_of_the_stock_issue(self):
        with self.assertRaises(AccessError):
            self.env["healthcare.stock.issue"].with_user(self.clerk).create(
                {"delivery_point_id": self.theatre.id}
            )

    def _return(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back.button_validate()
        return back

    def test_a_return_takes_the_charge_back(self):
        self._stock(self.glove, 10)
        picking = self._issue()
        charge = picking.healthcare_charge_ids
        self._return(picking, 4)
        self.assertEqual(charge.state, "reversed")
        self.assertEqual(self._on_hand(self.glove), 10)
        credit = self.env["healthcare.charge"].search(
            [("reversal_of_id", "=", charge.id)]
        )
        self.assertEqual((credit.amount, credit.state), (-8.0, "handed_off"))

    def test_a_part_that_comes_back_leaves_the_rest_charged(self):
        self._stock(self.glove, 10)
        picking = self._issue()
        self._return(picking, 1)
        charges = self.env["healthcare.charge"].search(
            [("encounter_key", "=", "enc-1"), ("product_id", "=", self.glove.id)]
        )
        self.assertEqual(sum(charges.mapped("amount")), 8.0 - 8.0 + 6.0)
        live = charges.filtered(
            lambda row: row.state == "handed_off" and not row.reversal_of_id
        )
        self.assertEqual((live.quantity, live.amount), (3, 6.0))
        self.assertEqual(self._on_hand(self.glove), 7)
