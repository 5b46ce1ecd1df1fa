from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClaimsCommon, money, payment, remittance


@tagged("post_install", "-at_install")
class TestRemittancePosting(ClaimsCommon):
    """Balanced payments become one entry to the cent."""

    def test_a_wrong_control_total_takes_everything_back(self):
        claim = self.claim("A1", 200)
        document = remittance("T-A1", payment("A1", 200, 120, [("CO", "45", 80)]))
        writer = type(self.env["healthcare.ledger"])
        with patch.object(writer, "_balances", return_value={}):
            outcome, record = self.remit(document)
        self.assertEqual((outcome.state, outcome.code), ("rejected", "control.payment"))
        self.assertEqual([f.type_code for f in outcome.findings], ["POSTING_CONTROL"])
        self.assertEqual(record.state, "quarantined")
        self.assertFalse(record.move_id or record.row_ids)
        self.assertEqual((claim.open_amount, claim.state), (200, "submitted"))

    def test_parts_of_one_claim(self):
        claim = self.claim("B1", 300)
        rows = [("CO", "45", 100), ("PR", "1", 50), ("PR", "2", 20), ("PR", "3", 30)]
        outcome, record = self.remit(remittance("T-B1", payment("B1", 300, 100, rows)))
        self.assertEqual((outcome.state, outcome.code), ("done", "posted"))
        move = record.move_id
        self.assertEqual(
            self.balances(move),
            {
                "REMIT_CLEARING": money(100),
                "REV_CONTRA": money(100),
                "AR_PATIENT": money(100),
                "AR_PAYER": money(-300),
            },
        )
        patient = move.line_ids.filtered(lambda i: i.healthcare_role == "AR_PATIENT")
        self.assertEqual(
            {i.healthcare_component: i.balance for i in patient},
            {"deductible": 50, "coinsurance": 20, "copay": 30},
        )
        self.assertEqual(patient.partner_id.healthcare_patient_key, "key-B1")
        credit = move.line_ids.filtered(lambda i: i.healthcare_role == "AR_PAYER")
        self.assertTrue(credit.reconciled)
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))
        self.assertEqual(claim.patient_open_amount, 100)
        self.assertEqual(move.date, date(2026, 2, 2))
        self.assertEqual(record.settlement_state, "awaiting_eft")

    def test_one_receivable_item_per_claim_everything_else_summed(self):
        for number in range(20):
            self.claim(f"C{number}", 100, recognise=False)
        self.env["healthcare.claim"].search([("name", "like", "C")]).action_recognise()
        claims = [
            payment(f"C{n}", 100, 60, [("CO", "45", 30), ("PR", "2", 10)])
            for n in range(20)
        ]
        _outcome, record = self.remit(remittance("T-C", *claims))
        roles = record.move_id.line_ids.mapped("healthcare_role")
        self.assertEqual(roles.count("AR_PAYER"), 20)
        self.assertEqual(roles.count("AR_PATIENT"), 20)
        self.assertEqual(roles.count("REV_CONTRA"), 1)
        self.assertEqual(roles.count("REMIT_CLEARING"), 1)
        self.assertEqual(len(record.row_ids), 20 * 4)

    def test_queries_do_not_grow_with_claims(self):
        counts = []
        for size in (10, 40):
            names = [f"Q{size}-{n}" for n in range(size)]
            self.apply("claim", *(self.document(name, 100) for name in names))
            self.env["healthcare.claim"].search(
                [("name", "in", names)]
            ).action_recognise()
            claims = [payment(name, 100, 70, [("CO", "45", 30)]) for name in names]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.remit(remittance(f"T-Q{size}", *claims))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        per_claim = (counts[1] - counts[0]) / 30
        self.assertLess(per_claim, 3, counts)

    def test_locked_period_shifts_and_says_so(self):
        self.claim("D1", 100)
        self.company.fiscalyear_lock_date = date(2026, 2, 28)
        _outcome, record = self.remit(remittance("T-D1", payment("D1", 100, 100)))
        self.assertTrue(record.period_shifted)
        self.assertEqual(record.accounting_date, date(2026, 3, 1))
        self.assertEqual(record.payment_date, date(2026, 2, 2))

    def test_claim_is_recognised_by_its_remittance_at_the_latest(self):
        claim = self.claim("E1", 100, recognise=False)
        self.remit(remittance("T-E1", payment("E1", 100, 100)))
        self.assertTrue(claim.recognised)
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))

    def test_reversal_and_correction(self):
        claim = self.claim("F1", 200)
        self.remit(remittance("T-F1", payment("F1", 200, 120, [("CO", "45", 80)])))
        reversal = payment("F1", -200, -120, [("CO", "45", -80)], "22")
        correction = payment("F1", 200, 150, [("CO", "45", 20), ("PR", "3", 30)])
        outcome, record = self.remit(remittance("T-F2", reversal, correction))
        self.assertEqual(outcome.code, "posted", outcome)
        self.assertEqual(
            self.balances(record.move_id),
            {
                "REMIT_CLEARING": money(30),
                "REV_CONTRA": money(-60),
                "AR_PATIENT": money(30),
            },
        )
        self.assertEqual((claim.open_amount, claim.paid_amount), (0, 150))
        first = self.env["healthcare.remittance.claim"].search(
            [("remittance_id.name", "=", "T-F1")]
        )
        self.assertEqual(first.reversed_by_id.remittance_id, record)

    def test_payment_that_announces_and_takes_back(self):
        self.claim("G1", 500)
        self.claim("G2", 300)
        _first, record = self.remit(
            remittance("T-G1", payment("G1", 500, 500), provider=[("FB", "X", -40)])
        )
        self.assertEqual(self.balances(record.move_id)["PAYER_RECOUP"], money(-40))
        outcome, record = self.remit(
            remittance("T-G2", payment("G2", 300, 300), provider=[("FB", "X", 40)])
        )
        self.assertFalse(outcome.findings)
        self.assertEqual(self.balances(record.move_id)["PAYER_RECOUP"], money(40))
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.accounts["PAYER_RECOUP"].id)]
        )
        self.assertTrue(all(item.reconciled for item in items))

    def test_zero_payment_moves_no_cash(self):
        claim = self.claim("H1", 180)
        document = remittance(
            "T-H1",
            payment("H1", 180, 0, [("CO", "45", 30), ("PR", "1", 150)]),
            handling="H",
            method="NON",
        )
        _outcome, record = self.remit(document)
        self.assertNotIn("REMIT_CLEARING", self.balances(record.move_id))
        self.assertEqual(record.settlement_state, "not_applicable")
        self.assertEqual((claim.state, claim.patient_open_amount), ("paid", 150))

    def test_crossover_moves_the_share_to_the_next_payer(self):
        later = self._create_payer("Eastside Medicaid", "EMC")
        claim = self.claim("I1", 500)
        claim.next_payer_id = later
        self.remit(
            remittance(
                "T-I1",
                payment("I1", 500, 300, [("PR", "1", 75), ("CO", "45", 125)], "19"),
            )
        )
        self.assertEqual((claim.state, claim.open_amount), ("awaiting_remit", 75))
        second = payment("I1", 500, 65, [("OA", "23", 425), ("CO", "45", 10)], "2")
        outcome, record = self.remit(
            remittance("T-I2", second, payer_ids=("EMC",), payer_trace_id="1888888888")
        )
        self.assertFalse(outcome.findings)
        self.assertEqual(record.payer_id, later)
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))

    def test_above_the_limit_waits_for_another_person(self):
        self.company.healthcare_approval_writeoff = 5000
        self.claim("J1", 9000)
        document = remittance("T-J1", payment("J1", 9000, 1000, [("CO", "45", 8000)]))
        outcome, record = self.remit(document)
        self.assertEqual((outcome.state, outcome.code), ("done", "to_approve"))
        self.assertEqual(record.state, "to_approve")
        self.assertFalse(record.move_id)
        self.assertEqual([f.type_code for f in outcome.findings], ["APPROVAL_NEEDED"])
        both = self._user("claims_both", "group_remittance_approver")
        record.poster_id = both
        with self.assertRaisesRegex(UserError, "another person"):
            record.with_user(both).action_approve()
        approver = self._user("claims_approver", "group_remittance_approver")
        record.with_user(approver).action_approve()
        self.assertEqual(record.state, "posted")
        self.assertEqual(record.approver_id, approver)

    def test_waits_for_a_person_where_the_company_wants_it(self):
        self.company.healthcare_auto_post = False
        self.claim("K1", 100)
        outcome, record = self.remit(remittance("T-K1", payment("K1", 100, 100)))
        self.assertEqual((outcome.code, record.state), ("balanced", "balanced"))
        record.action_post()
        self.assertEqual(record.state, "posted")

    def test_the_entry_is_not_changed_by_hand(self):
        self.claim("N1", 100)
        _outcome, record = self.remit(remittance("T-N1", payment("N1", 100, 100)))
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            record.move_id.button_draft()

    @mute_logger("odoo.sql_db")
    def test_the_same_effect_is_never_posted_twice(self):
        self.claim("L1", 100)
        _outcome, record = self.remit(remittance("T-L1", payment("L1", 100, 100)))
        copied = record.move_id.copy()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            copied.healthcare_posting_key = record.move_id.healthcare_posting_key
            self.env.flush_all()

    def test_nothing_recognised_before_the_remittance(self):
        self.company.healthcare_recognition = "on_remittance"
        claim = self.claim("M1", 200, recognise=False)
        _outcome, record = self.remit(
            remittance("T-M1", payment("M1", 200, 120, [("CO", "45", 80)]))
        )
        self.assertFalse(claim.recognised)
        self.assertEqual(self.balances(record.move_id)["REV_NET"], money(-200))
