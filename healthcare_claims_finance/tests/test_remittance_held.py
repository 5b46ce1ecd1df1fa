from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestRemittanceHeld(ClaimsCommon):
    """What does not balance or came before changes nothing in the ledger."""

    def _bad(self, trace="T-BAD", number="A1"):
        line = ("1", 200, 120, [("CO", "45", 79)])
        return remittance(trace, payment(number, 200, 120, lines=[line]))

    def test_unbalanced_is_held_whole_and_the_others_go_on(self):
        claim = self.claim("A1", 200)
        other = self.claim("A2", 100)
        good = remittance("T-GOOD", payment("A2", 100, 100))
        outcomes = self.apply("remittance", self._bad(), good)
        self.assertEqual([o.code for o in outcomes], ["quarantined", "posted"])
        held = self.env["healthcare.remittance"].search([("name", "=", "T-BAD")])
        self.assertEqual(held.state, "quarantined")
        self.assertEqual(held.problem, "service:A1:1 claim:A1")
        self.assertEqual(held.balance_badge, "service")
        self.assertFalse(held.move_id)
        finding = outcomes[0].findings[0]
        self.assertEqual(finding.type_code, "OUT_OF_BALANCE")
        self.assertIn("B1", finding.summary)
        self.assertEqual((claim.open_amount, other.open_amount), (200, 0))

    def test_payment_that_is_not_the_sum(self):
        self.claim("B1", 100)
        outcome, held = self.remit(remittance("T-B", payment("B1", 100, 100), total=99))
        self.assertEqual(outcome.code, "quarantined")
        self.assertEqual(held.problem, "transaction")

    def test_a_person_cannot_argue_with_arithmetic(self):
        self.claim("A1", 200)
        _outcome, held = self.remit(self._bad())
        held.action_check_again()
        self.assertEqual(held.state, "quarantined")
        with self.assertRaises(UserError):
            held.action_post()
        with self.assertRaises(UserError):
            held.unlink()

    def test_replacement_from_the_payer_ends_the_hold(self):
        self.claim("A1", 200)
        _outcome, held = self.remit(self._bad())
        right = remittance("T-BAD", payment("A1", 200, 120, [("CO", "45", 80)]))
        outcome, record = self.remit(right, file="file-2")
        self.assertEqual(outcome.code, "posted")
        self.assertEqual(held.state, "replaced")
        self.assertNotEqual(held, record)

    def test_partial_posting_where_the_company_allows_it(self):
        self.company.healthcare_allow_partial = True
        self.claim("C1", 200)
        self.claim("C2", 100)
        document = remittance(
            "T-C",
            payment("C1", 200, 120, [("CO", "45", 70)]),
            payment("C2", 100, 100),
        )
        outcome, record = self.remit(document)
        self.assertEqual((outcome.code, record.state), ("posted_partial",) * 2)
        self.assertEqual(
            [f.type_code for f in outcome.findings], ["OUT_OF_BALANCE_CLAIM"]
        )
        self.assertEqual(self.balances(record.move_id)["REMIT_SUSPENSE"], Decimal(-120))

    def test_same_file_twice_changes_nothing(self):
        self.claim("D1", 150)
        document = remittance("T-D", payment("D1", 150, 150))
        _outcome, first = self.remit(document)
        lines = self.env["account.move.line"].search_count([])
        outcome, linked = self.remit(document)
        self.assertEqual(
            (outcome.state, outcome.code), ("duplicate", "rejected_duplicate_file")
        )
        self.assertEqual(linked, first)
        outcome, _linked = self.remit(replace(document, where="ST[9]"), file="file-2")
        self.assertEqual(outcome.code, "rejected_duplicate_payment")
        self.assertEqual(self.env["account.move.line"].search_count([]), lines)
        self.assertEqual(
            self.env["healthcare.remittance"].search_count([("name", "=", "T-D")]), 1
        )

    def test_same_payment_with_other_content_is_a_conflict(self):
        self.claim("E1", 150)
        self.claim("E2", 150)
        self.remit(remittance("T-E", payment("E1", 150, 150)))
        outcome, _record = self.remit(
            remittance("T-E", payment("E2", 150, 150)), file="file-2"
        )
        self.assertEqual(
            (outcome.state, outcome.code), ("conflict", "identity_conflict")
        )
        held = self.env["healthcare.remittance"].search(
            [("name", "=", "T-E"), ("state", "=", "quarantined")]
        )
        self.assertEqual(held.problem, "identity_conflict")
        with self.assertRaisesRegex(UserError, "which of the two"):
            held.action_check_again()

    def test_zero_payments_with_one_trace_number_are_different(self):
        self.claim("F1", 100)
        self.claim("F2", 100)
        more = {"handling": "H", "method": "NON"}
        for number in ("F1", "F2"):
            document = remittance(
                "SAME", payment(number, 100, 0, [("PR", "1", 100)]), **more
            )
            outcome, _record = self.remit(document)
            self.assertEqual(outcome.code, "posted")

    def test_unknown_payer_is_held_until_somebody_adds_the_id(self):
        document = remittance(
            "T-G", payment("G1", 100, 100), payer_ids=("NEW",), payer_trace_id="1"
        )
        outcome, held = self.remit(document)
        self.assertEqual((outcome.state, outcome.code), ("rejected", "payer_unknown"))
        self.assertEqual(held.state, "quarantined")
        self.claim("G1", 100)
        held.payer_id = self.payer
        held.action_check_again()
        self.assertEqual(held.state, "posted")
        self.assertFalse(held.problem)

    def test_payer_named_in_words_only_is_known_by_its_claims(self):
        self.claim("G2", 100)
        more = {"payer_ids": (), "payer_trace_id": ""}
        outcome, record = self.remit(
            remittance("T-G2", payment("G2", 100, 100), **more)
        )
        self.assertEqual((outcome.code, record.payer_id), ("posted", self.payer))
        self.claim("G3", 100)
        mixed = remittance(
            "T-G3", payment("G3", 100, 100), payment("WHO", 10, 10), **more
        )
        outcome, record = self.remit(mixed)
        self.assertEqual(outcome.code, "payer_unknown")

    def test_other_currency_and_fractions_of_a_cent(self):
        self.claim("H1", 100)
        outcome, _held = self.remit(
            remittance("T-H1", payment("H1", 100, 100), currency="CAD")
        )
        self.assertEqual(outcome.code, "currency_foreign")
        outcome, record = self.remit(
            remittance("T-H2", payment("H1", "100.005", "100.005"))
        )
        self.assertEqual(outcome.code, "remittance.amount.decimals")
        self.assertFalse(record)

    def test_missing_accounts_are_no_fault_of_the_payer(self):
        """The flow stops with one question; nothing is quarantined for it."""
        self.claim("CF", 100)
        self.env["healthcare.account.role"].search(
            [("company_id", "=", self.company.id)]
        ).unlink()
        with self.assertRaises(ConfigurationError):
            self.remit(remittance("T-CF", payment("CF", 100, 100)))
