"""Matched bills go to finance once; what finance pays shows here and is locked here."""

from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    PaidInvoice,
    PayableStatus,
    PaymentStatus,
    SupplierAdjustment,
    SupplierRemittance,
)

from .common import ProcurementCase


class FinanceCase(ProcurementCase):
    """A finance system that takes bills and reports about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.env["healthcare.connection"].create(
            {
                "name": "Finance",
                "code": f"finance-{cls.__name__.lower()}",
                "state": "live",
            }
        )
        for direction, kind in (
            ("out", "payable"),
            ("in", "payment_status"),
            ("in", "supplier_remittance"),
        ):
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": kind,
                    "connection_id": cls.finance.id,
                    "direction": direction,
                    "kind": kind,
                    "codec": "json",
                }
            )

    def _bill(self, number="INV-5001", price="12.00"):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", price), number=number))
        return self._match(number).move_id

    def _report(self, export, state, number="R1", at=10, **more):
        more.setdefault("payable_id", export.payable_id)
        return self._apply(
            PaymentStatus(
                number,
                datetime(2026, 6, 10, at, tzinfo=UTC),
                (PayableStatus(state, where="payables[0]", **more),),
            ),
            self.finance,
        )

    def _remit(self, *invoices, trace="TRACE-1", total=None, **more):
        paid = sum((row.paid for row in invoices), Decimal(0))
        return self._apply(
            SupplierRemittance(
                trace,
                paid if total is None else total,
                invoices,
                payment_date=date(2026, 6, 12),
                method="ACH",
                handling="C",
                **more,
            ),
            self.finance,
        )


@tagged("post_install", "-at_install")
class TestExport(FinanceCase):
    def test_a_matched_bill_leaves_once(self):
        bill = self._bill()
        export = bill.healthcare_export_id
        self.assertEqual(export.state, "exported")
        message = export.message_id
        self.assertEqual((message.kind, message.state), ("payable", "due"))
        bill._healthcare_export()
        self.env["healthcare.bill.export"]._export(bill)
        self.assertEqual(len(bill.healthcare_export_ids), 1)
        messages = self.env["healthcare.message"].search(
            [
                ("kind", "=", "payable"),
                ("idempotency_key", "=like", f"payable:{export.payable_id}:%"),
            ]
        )
        self.assertEqual(messages, message)

    def test_what_leaves_is_what_is_booked(self):
        self.supplier.ref = "V-77"
        bill = self._bill()
        document = self.env["healthcare.handler.payable"]._compose(
            bill.healthcare_export_id
        )[0]
        self.assertEqual(document.total, Decimal("120.00"))
        self.assertEqual(document.supplier_invoice, "INV-5001")
        self.assertEqual(document.vendor_number, "V-77")
        self.assertEqual(sum(line.amount for line in document.lines), document.total)
        line = document.lines[0]
        self.assertEqual(line.account, bill.invoice_line_ids.account_id.code)
        self.assertEqual((line.order_line, line.quantity), ("1", Decimal(10)))

    def test_a_held_bill_leaves_when_it_is_released(self):
        bill = self._bill(price="13.00")
        self.assertFalse(bill.healthcare_export_ids)
        bill.healthcare_match_id._release("Agreed")
        self.assertEqual(bill.healthcare_finance_state, "exported")

    def test_a_typed_bill_is_not_exported(self):
        order = self._glove_order()
        self._receive(order)
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": "2026-06-05", "ref": "TYPED-1"})
        bill.action_post()
        self.assertFalse(bill.healthcare_export_ids)

    def test_a_debit_memo_goes_to_finance_as_well(self):
        bill = self._bill(price="13.00")
        match = bill.healthcare_match_id
        match._short_pay(["PRICE_HIGH"], "Agreed price")
        self.assertEqual(match.memo_id.healthcare_finance_state, "exported")

    def test_what_finance_has_is_not_drafted_but_reversed(self):
        bill = self._bill()
        with self.assertRaises(UserError):
            bill.button_draft()
        credit = bill._reverse_moves([{"invoice_date": "2026-06-09"}], cancel=True)
        self.assertEqual(credit.healthcare_finance_state, "exported")

    def test_a_refused_bill_is_asked_about_and_exported_again(self):
        bill = self._bill()
        export = bill.healthcare_export_id
        self._report(export, "rejected", reason="Vendor 77 is closed")
        question = self.env["healthcare.exception"].search(
            [("code", "=", "EXPORT_REJECTED"), ("res_id", "=", bill.id)]
        )
        self.assertEqual(question.state, "open")
        self.assertNotIn("77", question.name)
        export.action_export_again()
        self.assertEqual((export.state, export.revision), ("exported", 1))
        self.assertEqual(question.state, "resolved")
        with self.assertRaises(UserError):
            export.action_export_again()


@tagged("post_install", "-at_install")
class TestPaymentStatus(FinanceCase):
    def test_number_and_payment_come_back(self):
        bill = self._bill()
        export = bill.healthcare_export_id
        self._report(export, "accepted", "R1", document_number="FI-900")
        self.assertEqual(bill.healthcare_finance_number, "FI-900")
        self._report(
            export,
            "paid",
            "R2",
            at=11,
            paid=Decimal("120"),
            payment_date=date(2026, 6, 12),
            trace="ACH-1",
        )
        self.assertEqual(bill.healthcare_finance_state, "paid")
        self.assertEqual(bill.healthcare_paid_on, date(2026, 6, 12))
        order = bill.line_ids.purchase_line_id.order_id
        self.assertEqual(order.healthcare_payment_state, "paid")
        self.assertEqual(order.healthcare_payment_trace, "ACH-1")
        self.assertIn("ACH-1", str(bill.message_ids[:1].body))

    def test_an_older_report_changes_nothing(self):
        export = self._bill().healthcare_export_id
        self._report(export, "paid", "R2", at=12, paid=Decimal("120"))
        self._report(export, "scheduled", "R1", at=9)
        self.assertEqual(export.state, "paid")
        self.assertEqual(export.status_ids.filtered("ignored").report, "status:R1")

    def test_the_same_report_counts_once(self):
        export = self._bill().healthcare_export_id
        for _time in range(2):
            self._report(export, "partially_paid", "R1", paid=Decimal("50"))
        self.assertEqual(len(export.status_ids), 1)
        self.assertEqual(export.paid_amount, 50)

    def test_a_voided_payment_is_open_again(self):
        export = self._bill().healthcare_export_id
        self._report(export, "paid", "R1", paid=Decimal("120"))
        self._report(export, "voided", "R2", at=12)
        self.assertEqual((export.state, export.paid_amount), ("voided", 0))

    def test_an_unknown_bill_is_a_question(self):
        outcome = self._report(
            self._bill().healthcare_export_id, "paid", payable_id="BILL-0-0"
        )
        self.assertEqual(self._codes(outcome), ["PAYMENT_UNKNOWN"])

    def test_local_payment_is_locked(self):
        self.company.healthcare_finance_pays = True
        bill = self._bill()
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({})
        )
        with self.assertRaises(UserError):
            register.action_create_payments()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.supplier.id,
                "amount": 120,
            }
        )
        with self.assertRaises(UserError):
            payment.action_post()

    def test_paid_by_finance_is_settled_against_the_clearing_account(self):
        account = self.env["account.account"].create(
            {
                "name": "Finance clearing",
                "code": "299888",
                "account_type": "liability_current",
                "reconcile": True,
            }
        )
        self.company.write(
            {
                "healthcare_finance_pays": True,
                "healthcare_clearing_account_id": account.id,
            }
        )
        bill = self._bill()
        export = bill.healthcare_export_id
        self._report(export, "paid", "R1", paid=Decimal("120"))
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(bill.amount_residual, 0)
        self._report(export, "voided", "R2", at=12)
        self.assertEqual(bill.amount_residual, 120)


@tagged("post_install", "-at_install")
class TestRemittance(FinanceCase):
    def _paid(self, number, paid, **more):
        return PaidInvoice(number, Decimal(paid), where="RMR[1]", **more)

    def test_a_payment_of_two_bills(self):
        bills = [self._bill("INV-1"), self._bill("INV-2")]
        outcome = self._remit(
            self._paid("INV-1", "120"),
            self._paid(
                "INV 0002", "117.60", gross=Decimal("120"), discount=Decimal("2.40")
            ),
        )
        self.assertEqual(outcome.state, "done")
        for bill in bills:
            self.assertEqual(bill.healthcare_finance_state, "paid")
            self.assertEqual(bill.healthcare_payment_trace, "TRACE-1")

    def test_a_part_payment_and_its_rest(self):
        bill = self._bill()
        self._remit(self._paid("INV-5001", "50"))
        self.assertEqual(bill.healthcare_finance_state, "partially_paid")
        self._remit(self._paid("INV-5001", "50"))
        self.assertEqual(bill.healthcare_export_id.paid_amount, 50)
        self._remit(self._paid("INV-5001", "70"), trace="TRACE-2")
        self.assertEqual(bill.healthcare_finance_state, "paid")

    def test_what_does_not_balance_changes_nothing(self):
        bill = self._bill()
        outcome = self._remit(self._paid("INV-5001", "120"), total=Decimal("100"))
        self.assertEqual(outcome.state, "rejected")
        self.assertEqual(bill.healthcare_finance_state, "exported")

    def test_a_deduction_is_asked_about(self):
        bill = self._bill()
        outcome = self._remit(
            self._paid(
                "INV-5001",
                "110",
                gross=Decimal("120"),
                adjustments=(SupplierAdjustment(Decimal("-10"), "06"),),
            )
        )
        self.assertEqual(self._codes(outcome), ["PAYMENT_DIFFERS"])
        self.assertEqual(bill.healthcare_finance_state, "paid")

    def test_an_unknown_number_is_a_question(self):
        outcome = self._remit(self._paid("NOBODY", "5"))
        self.assertEqual(self._codes(outcome), ["PAYMENT_UNKNOWN"])


@tagged("post_install", "-at_install")
class TestSpend(FinanceCase):
    def test_spend_equals_the_ledger(self):
        self.glove.categ_id = self.env["product.category"].create({"name": "Gloves"})
        self._bill("INV-1")
        self._bill("INV-2")
        order = self._glove_order()
        self._receive(order, 500)
        self._bill("INV-3", price="13.00").healthcare_match_id._short_pay(
            ["PRICE_HIGH"], "Agreed"
        )
        typed = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": "2026-06-05",
                "invoice_line_ids": [
                    (0, 0, {"name": "Rent", "quantity": 1, "price_unit": 900})
                ],
            }
        )
        typed.action_post()
        run = self.env["healthcare.spend"]._consolidate(self.company)
        self.assertEqual(run.difference, 0)
        self.assertGreaterEqual(run.spend, 120 + 120 + 120 + 900)
        own = self.env["healthcare.spend"].search(
            [("partner_id", "=", self.supplier.id)]
        )
        self.assertAlmostEqual(sum(own.mapped("amount")), 120 + 120 + 120 + 900)
        self.assertIn(self.glove.categ_id, own.category_id)

    def test_a_lost_line_shows_as_a_difference(self):
        self._bill()
        spend = self.env["healthcare.spend"]
        spend._consolidate(self.company)
        spend.search([("partner_id", "=", self.supplier.id)], limit=1).unlink()
        values = spend._run_values(self.company, date(1900, 1, 1))
        self.assertEqual(values["difference"], -120)

    def test_the_job_runs_twice_alike(self):
        self._bill()
        spend = self.env["healthcare.spend"]
        first = spend._consolidate(self.company).spend
        self.assertEqual(spend._consolidate(self.company).spend, first)
