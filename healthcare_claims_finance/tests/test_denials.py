from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClaimsCommon, money, payment, remittance


@tagged("post_install", "-at_install")
class TestDenials(ClaimsCommon):
    """A denied amount stays open, with an owner and a deadline, until an outcome."""

    def _denied(self, number="A1", reason="50", trace="T-A", charge=200):
        claim = self.claim(number, charge)
        outcome, record = self.remit(
            remittance(
                trace,
                payment(number, charge, 0, [("CO", reason, charge)]),
                handling="H",
                method="NON",
            )
        )
        return claim, outcome, record

    def test_never_written_off_by_itself(self):
        claim, outcome, record = self._denied()
        self.assertEqual((outcome.code, record.state), ("no_financial_effect",) * 2)
        self.assertFalse(record.move_id)
        self.assertEqual((claim.state, claim.open_amount), ("denied", 200))
        case = claim.denial_ids
        self.assertEqual(case.category_id.code, "MEDNEC")
        self.assertEqual(case.deadline, date(2026, 5, 3))
        self.assertTrue(case.user_id)
        self.assertEqual(case.activity_ids.user_id, case.user_id)
        finding = outcome.findings[0]
        self.assertEqual(
            (finding.type_code, finding.model, finding.res_id, finding.amount),
            ("DENIAL", case._name, case.id, money(200)),
        )

    def test_owner_is_the_category_then_an_analyst(self):
        analyst = self._user("denial_analyst_1", "group_denial_analyst")
        coder = self._user("denial_coder", "group_denial_analyst")
        self.env.ref("healthcare_claims_finance.denial_category_coding").user_id = coder
        claim, _outcome, _record = self._denied("B1", "4", "T-B")
        self.assertEqual(claim.denial_ids.user_id, coder)
        self.company.healthcare_denial_user_id = analyst
        claim, _outcome, _record = self._denied("B2", "50", "T-B2")
        self.assertEqual(claim.denial_ids.user_id, analyst)

    def test_unknown_reason_is_still_a_denial(self):
        claim, _outcome, _record = self._denied("C1", "9999", "T-C")
        case = claim.denial_ids
        self.assertEqual((case.category_id.code, case.reason_code), ("OTHER", "9999"))
        flagged = self.env["healthcare.code"].search([("code", "=", "9999")])
        self.assertTrue(flagged.flagged)
        self.assertFalse(case.reason_id)

    def test_the_same_denial_again_is_the_same_case(self):
        claim, _outcome, _record = self._denied("D1", "16", "T-D")
        outcome, _record = self.remit(
            remittance(
                "T-D2",
                payment("D1", 200, 0, [("CO", "16", 200)]),
                handling="H",
                method="NON",
            )
        )
        self.assertEqual(len(claim.denial_ids), 1)
        self.assertFalse(outcome.findings)

    def test_paid_after_all(self):
        claim, _outcome, _record = self._denied("E1", "16", "T-E")
        self.remit(remittance("T-E2", payment("E1", 200, 120, [("CO", "45", 80)])))
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))
        self.assertEqual(claim.denial_ids.state, "won")
        self.assertFalse(claim.denial_ids.activity_ids)

    def test_overturned(self):
        claim, _outcome, _record = self._denied("F1", "50", "T-F")
        self.remit(
            remittance(
                "T-F2",
                payment("F1", -200, 0, [("CO", "50", -200)], "22"),
                payment("F1", 200, 120, [("CO", "45", 80)]),
            )
        )
        self.assertEqual((claim.state, claim.denial_ids.state), ("paid", "overturned"))

    def test_write_off_needs_an_approver(self):
        claim, _outcome, _record = self._denied("G1", "29", "T-G")
        analyst = self._user("denial_analyst_2", "group_denial_analyst")
        with self.assertRaises(AccessError):
            claim.denial_ids.with_user(analyst).action_write_off()
        approver = self._user("denial_approver", "group_remittance_approver")
        claim.denial_ids.with_user(approver).action_write_off()
        self.assertEqual(self.balance_of("DENIAL_WRITEOFF"), 200)
        self.assertEqual((claim.state, claim.open_amount), ("closed", 0))
        self.assertEqual(claim.denial_ids.state, "written_off")
        with self.assertRaises(UserError):
            claim.denial_ids.with_user(approver).action_write_off()

    def test_partial_denial_and_patient_hold(self):
        claim = self.claim("H1", 250)
        outcome, _record = self.remit(
            remittance(
                "T-H",
                payment(
                    "H1",
                    250,
                    80,
                    lines=[
                        ("1", 150, 80, [("CO", "45", 50), ("PR", "96", 20)]),
                        ("2", 100, 0, [("CO", "197", 100)]),
                    ],
                ),
            )
        )
        self.assertEqual((claim.state, claim.open_amount), ("partially_denied", 100))
        self.assertEqual(
            sorted(f.type_code for f in outcome.findings),
            ["DENIAL", "NONCOVERED_PATIENT"],
        )
        held = claim.denial_ids.filtered("statement_hold")
        self.assertEqual((held.kind, held.amount), ("noncovered_patient", 20))
        denied = claim.denial_ids - held
        self.assertEqual(denied.line_control_number, "2")

    def test_steps_in_order(self):
        claim, _outcome, _record = self._denied("I1", "50", "T-I")
        case = claim.denial_ids
        with self.assertRaisesRegex(UserError, "not possible"):
            case.action_lost()
        case.action_start()
        case.action_appeal()
        case.action_lost()
        case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertFalse(case.activity_ids)
