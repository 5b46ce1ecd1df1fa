"""Procurement, claims and technique in one list, the dearest day first."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.healthcare_claims_finance.tests.common import (
    PAID_ON,
    ClaimsCommon,
    payment,
    remittance,
)
from odoo.addons.healthcare_integration_base.outcome import Finding
from odoo.addons.healthcare_procurement_sync.tests.common import ProcurementCase

from .common import Doors


@tagged("post_install", "-at_install")
class TestOneQueue(Doors, ProcurementCase, ClaimsCommon):
    """An 855 that changes a price by 12,000, a claim of 9,000 denied with two days to
    appeal, and a webhook that fails and costs nothing."""

    def _price_change(self):
        order = self._glove_order(quantity=1000, price=12.0)
        outcome = self._apply(
            self._acknowledgment(
                order, self._ack_line(1, ("IP", "1000"), price="24.00")
            )
        )
        self.assertEqual(self._codes(outcome), ["PRICE_CHANGE"])
        return self._open(outcome.findings)

    def _denial(self):
        self.payer.healthcare_appeal_days = (fields.Date.today() - PAID_ON).days + 2
        self.claim("CLM-2", "9000")
        outcome, _record = self.remit(
            remittance(
                "CHECK-9",
                payment("CLM-2", "9000", "0", [("CO", "197", "9000")], status="4"),
            )
        )
        findings = [row for row in outcome.findings if row.type_code == "DENIAL"]
        return self._open(findings)

    def _open(self, findings):
        return self.env["healthcare.exception"]._open_many(
            [(finding, None, self.connection, None) for finding in findings]
        )

    def test_the_dearest_day_comes_first(self):
        price = self._price_change()
        webhook = self._open([Finding("DEAD_LETTER", "The webhook of Acme fails.")])
        denial = self._denial()
        self.assertEqual((price.amount, denial.amount), (12_000, 9_000))
        mine = self.env["healthcare.exception"].search(
            [("id", "in", (price | webhook | denial).ids)]
        )
        self.assertEqual(mine, denial + price + webhook)
        self.assertIn("100 %", denial.why)
        self.assertTrue(all(mine.mapped("user_id")))

    def test_the_document_says_what_is_open_until_it_is_solved(self):
        price = self._price_change()
        order = self.env["purchase.order"].browse(price.res_id)
        self.assertIn(price.type_id.name, order.healthcare_notice)
        self.assertIn(price.user_id.name, order.healthcare_notice)
        price._close("resolved", "The supplier took it back.")
        order.invalidate_recordset()
        self.assertFalse(order.healthcare_notice)
        self.assertIn("took it back", order.message_ids[0].body)
