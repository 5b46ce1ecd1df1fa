"""Claims come in, an 835 pays them, a bank line settles the clearing account."""

from odoo.tests import tagged

from odoo.addons.healthcare_claims_finance.tests.common import (
    ClaimsCommon,
    money,
    payment,
    remittance,
)

from .common import Doors


class PaidByX12(Doors, ClaimsCommon):
    """A live payer who sends 835s; no test of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {
                "name": "Northfield Health Plan",
                "code": "northfield",
                "partner_id": cls.payer.id,
                "state": "live",
            }
        )
        for kind in ("remittance", "claim"):
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": kind,
                    "connection_id": cls.connection.id,
                    "direction": "in",
                    "kind": kind,
                }
            )
        cls._speak_x12(cls.connection, "PAYER")

    def _pay(self, *claims, trace="CHECK-77", **more):
        document = remittance(trace, *claims, **more)
        return self._post(self.connection, self._sealed(document, sender="PAYER"))

    def _remittance(self, message):
        rows = message.lineage_ids.filtered(
            lambda row: row.res_model == "healthcare.remittance"
        )
        return self.env["healthcare.remittance"].browse(rows[:1].res_id)


@tagged("post_install", "-at_install")
class TestClaimToCash(PaidByX12):
    """An 835 of three claims: paid, denied, and one that nobody knows."""

    def test_paid_denied_and_unknown(self):
        paid, denied = self.claim("CLM-1", "250"), self.claim("CLM-2", "80")
        message = self._pay(
            payment("CLM-1", "250", "150", [("CO", "45", "80"), ("PR", "3", "20")]),
            payment("CLM-2", "80", "0", [("CO", "197", "80")], status="4"),
            payment("CLM-9", "40", "40"),
        )
        self.assertEqual(message.state, "done", message.code)
        found = self._remittance(message)
        self.assertTrue(found)
        entry = found.move_id
        self.assertEqual(entry.state, "posted")
        balances = self.balances(entry)
        self.assertEqual(sum(balances.values()), 0)
        self.assertIn(money("190"), balances.values())
        self.assertTrue(paid.exists() and denied.exists())
        case = self.env["healthcare.denial.case"].search([("claim_id", "=", denied.id)])
        self.assertEqual(len(case), 1)
        self.assertTrue(case.user_id and case.deadline)
        unmatched = self.env["healthcare.exception"].search(
            [("state", "=", "open"), ("amount", "=", 40)]
        )
        self.assertTrue(unmatched.user_id)

    def test_the_same_file_twice_changes_nothing(self):
        self.claim("CLM-1", "100")
        payload = self._sealed(
            remittance("CHECK-1", payment("CLM-1", "100", "100")), sender="PAYER"
        )
        self._post(self.connection, payload)
        entries = self.env["account.move"].search_count([])
        self._post(self.connection, payload)
        resealed = self._sealed(
            remittance("CHECK-1", payment("CLM-1", "100", "100")), sender="PAYER"
        )
        again = self._post(self.connection, resealed)
        self.assertEqual(again.state, "duplicate")
        self.assertEqual(self.env["account.move"].search_count([]), entries)

    def test_an_unbalanced_transaction_set_is_quarantined_whole(self):
        self.claim("CLM-1", "100")
        before = self.env["account.move"].search_count([])
        message = self._pay(payment("CLM-1", "100", "100"), total="90")
        self.assertEqual((message.state, message.code), ("rejected", "quarantined"))
        posted = self.env["account.move"].search_count([("state", "=", "posted")])
        self.assertLessEqual(posted, before)
        self.assertFalse(self._remittance(message).move_id)
        self.assertTrue(
            self.env["healthcare.exception"].search_count(
                [("message_id", "=", message.id), ("state", "=", "open")]
            )
        )

    def test_several_payments_in_one_file(self):
        self.claim("CLM-1", "100")
        self.claim("CLM-2", "60")
        parent = self._post(
            self.connection,
            self._sealed(
                remittance("CHECK-1", payment("CLM-1", "100", "100")),
                remittance("CHECK-2", payment("CLM-2", "60", "60")),
                sender="PAYER",
            ),
        )
        self.assertEqual(parent.state, "done")
        self.assertEqual(parent.child_ids.mapped("state"), ["done", "done"])
        self.assertEqual(
            len(
                self.env["healthcare.remittance"].search(
                    [("move_id.state", "=", "posted")]
                )
            ),
            2,
        )
