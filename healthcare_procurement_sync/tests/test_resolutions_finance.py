"""What finance asks is answered by a click; no question of buying is without one."""

from decimal import Decimal

from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import (
    PaidInvoice,
    SupplierAdjustment,
)

from .common import ProcurementCase
from .test_finance import FinanceCase
from .test_order_change import ChangeCase
from .test_resolutions_rest import Clicks

CLERK = "account.group_account_invoice"
BUYER = "purchase.group_purchase_user"


@tagged("post_install", "-at_install")
class TestFinanceAnswers(Clicks, FinanceCase):
    """Refused bills and payments that differ."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "finance-clerk", groups=CLERK)

    def _paid(self, number, paid, **more):
        return PaidInvoice(number, Decimal(paid), where="RMR[1]", **more)

    def test_a_refused_bill_is_exported_again(self):
        bill = self._bill()
        export = bill.healthcare_export_id
        self._report(export, "rejected", reason="Vendor is closed")
        question = self._question(bill, "EXPORT_REJECTED")
        self._press(question, "export_again", self.clerk)
        self.assertEqual((export.state, export.revision), ("exported", 1))
        self.assertEqual(question.state, "resolved")

    def test_a_deduction_is_explained_on_the_bill(self):
        bill = self._bill()
        cut = SupplierAdjustment(Decimal("-10"), "06")
        gross = Decimal("120")
        self._remit(self._paid("INV-5001", "110", gross=gross, adjustments=(cut,)))
        question = self._question(bill, "PAYMENT_DIFFERS")
        self._press(question, "payment_explained", self.clerk, "Short by a box")
        self.assertEqual(question.state, "resolved")
        self.assertIn("Short by a box", str(bill.message_ids[:1].body))
        self.assertEqual(bill.amount_total, 120)

    def test_a_payment_of_nothing_known_is_explained(self):
        self._remit(self._paid("NOBODY", "5"))
        question = self.env["healthcare.exception"].search(
            [("code", "=", "PAYMENT_UNKNOWN"), ("state", "=", "open")]
        )
        self.assertEqual(len(question), 1)
        self._press(question, "payment_explained", self.clerk, "A bill of 2019")
        self.assertEqual(question.state, "resolved")


@tagged("post_install", "-at_install")
class TestChangeUnknown(Clicks, ChangeCase):
    """An answer to a change that nobody asked for."""

    def test_the_supplier_is_asked_what_is_meant(self):
        buyer = new_test_user(self.env, "unknown-buyer", groups=BUYER)
        order = self._order()
        self._apply(self._answer(order, "AT", number="7"))
        question = self._question(order, "CHANGE_UNKNOWN")
        self._press(question, "ask_supplier", buyer, "Which change?")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))
        self._press(question, "noted", buyer, "Theirs was a mistake")
        self.assertEqual(question.state, "resolved")


@tagged("post_install", "-at_install")
class TestEveryQuestion(ProcurementCase):
    """A question that its owner can only stare at is a defect."""

    def test_no_type_is_without_an_answer(self):
        mine = self.env["ir.model.data"].search(
            [
                ("model", "=", "healthcare.exception.type"),
                ("module", "=", "healthcare_procurement_sync"),
            ]
        )
        types = self.env["healthcare.exception.type"].browse(mine.mapped("res_id"))
        answers = self.env["healthcare.resolution"].search([])
        self.assertGreater(len(types), 90)
        self.assertFalse((types - answers.type_ids).mapped("code"))
        # Sales need no addon here: their question goes to the owner of the connection.
        loose = types.filtered(lambda row: not row.group_id)
        self.assertEqual(loose.mapped("code"), ["CUSTOMER_PRICE"])
