"""A charge reaches billing once, complete and coded, or its owner knows why not."""

from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCharge(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Charge = cls.env["healthcare.charge"].sudo()
        cls.clerk = new_test_user(
            cls.env,
            "capture",
            groups="healthcare_integration_base.group_charge_capture",
        )

    def _used(self, state="stock_issued", **values):
        charge = self.Charge.create(
            {
                "source": "OR",
                "event_id": f"E{self.Charge.search_count([])}",
                "used_at": datetime(2026, 6, 1, 9, 0),
                "item_code": "GLOVE",
                "quantity": 2,
                "encounter_key": "enc-1",
                "department": "OR1",
                "cost_centre": "4711",
                "charge_code": "27000",
                "cost": 3.0,
                "amount": 9.0,
                **values,
            }
        )
        if state != "received":
            charge._move_to(state)
        charge._progress()
        return charge

    def _questions(self, charge):
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", charge._name),
                ("res_id", "=", charge.id),
                ("state", "=", "open"),
            ]
        )

    def test_a_complete_use_goes_to_billing(self):
        self.assertEqual(self._used().state, "handed_off")

    def test_what_is_not_issued_yet_stays(self):
        self.assertEqual(self._used(state="received").state, "received")

    def test_each_missing_reference_holds_it_and_asks_its_owner(self):
        for missing in ("encounter_key", "department", "cost_centre"):
            with self.subTest(missing=missing):
                charge = self._used(**{missing: False})
                charge._ask()
                self.assertEqual(
                    (charge.state, charge.problem), ("stock_issued", "incomplete")
                )
                question = self._questions(charge)
                self.assertEqual(question.code, "USAGE_INCOMPLETE")
                self.assertTrue(question.user_id)
                charge.write({missing: "X1"})
                self.assertEqual(charge.state, "handed_off")
                self.assertEqual(question.state, "resolved")

    def test_without_a_code_the_cost_stands_and_the_charge_waits(self):
        charge = self._used(charge_code=False)
        self.assertEqual((charge.problem, charge.cost), ("uncoded", 3.0))
        charge._ask()
        self.assertEqual(self._questions(charge).code, "USAGE_UNMAPPED")
        self.assertEqual(self._questions(charge).amount, 9.0)

    def test_a_department_that_pays_itself_is_not_charged(self):
        charge = self._used(chargeable=False, encounter_key=False)
        self.assertEqual((charge.state, charge.problem), ("not_charged", False))

    def test_the_same_event_exists_once(self):
        self._used(event_id="SAME")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._used(event_id="SAME")

    def test_billing_answers(self):
        charge = self._used()
        charge._acknowledge("INV/1")
        self.assertEqual(
            (charge.state, charge.billing_reference), ("acknowledged", "INV/1")
        )

    def test_a_refusal_is_asked_and_sent_again(self):
        charge = self._used()
        charge._refuse("code not valid")
        question = self._questions(charge)
        self.assertEqual((charge.state, question.code), ("rejected", "CHARGE_REJECTED"))
        charge.with_user(self.clerk).write({"charge_code": "27001"})
        question.sudo().user_id = self.clerk
        question.with_user(self.clerk)._apply_resolution("charge_resend")
        self.assertEqual((charge.state, question.state), ("handed_off", "resolved"))

    def test_a_refused_charge_is_taken_back_by_its_answer(self):
        charge = self._used()
        charge._refuse("never happened")
        question = self._questions(charge)
        question.sudo().user_id = self.clerk
        question.with_user(self.clerk)._apply_resolution("charge_reverse", "typo")
        self.assertEqual((charge.state, question.state), ("reversed", "resolved"))

    def test_taking_back_what_was_billed_is_a_credit(self):
        charge = self._used()
        charge._acknowledge("INV/1")
        credit = charge._reverse()
        self.assertEqual((charge.state, credit.state), ("reversed", "handed_off"))
        self.assertEqual((credit.quantity, credit.amount, credit.cost), (-2, -9, -3))
        with self.assertRaises(UserError):
            charge._reverse()

    def test_taking_back_what_was_never_billed_is_no_credit(self):
        charge = self._used(charge_code=False)
        self.assertEqual(charge._reverse().state, "not_charged")

    def test_a_person_completes_and_edits_nothing_that_was_reported(self):
        charge = self._used(charge_code=False).with_user(self.clerk)
        with self.assertRaises(AccessError):
            charge.write({"quantity": 1})
        with self.assertRaises(AccessError):
            charge.write({"state": "acknowledged"})
        charge.write({"charge_code": "27000"})
        self.assertEqual(charge.state, "handed_off")
        with self.assertRaises(UserError):
            charge.write({"charge_code": "1"})

    def test_nobody_else_sees_or_acts(self):
        viewer = new_test_user(
            self.env, "look", groups="healthcare_integration_base.group_viewer"
        )
        charge = self._used()
        with self.assertRaises(AccessError):
            charge.with_user(viewer).read(["encounter_key"])
        with self.assertRaises(AccessError):
            charge.with_user(viewer).action_reverse()

    def test_not_charged_by_decision(self):
        charge = self._used(charge_code=False)
        charge._ask()
        question = self._questions(charge)
        question.sudo().user_id = self.clerk
        mine = question.with_user(self.clerk)
        with self.assertRaises(UserError):
            mine._apply_resolution("charge_not")
        mine._apply_resolution("charge_not", "research budget")
        self.assertEqual((charge.state, question.state), ("not_charged", "resolved"))
