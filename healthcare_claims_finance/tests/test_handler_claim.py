from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import Party

from .common import ClaimsCommon, money


@tagged("post_install", "-at_install")
class TestHandlerClaim(ClaimsCommon):
    """Copies of claims: refused, repeated, replaced, stored without ledger effect."""

    def test_refuses_what_cannot_be_a_claim(self):
        lines = (self.line("1", 60), self.line("2", 30))
        outcomes = self.apply(
            "claim",
            self.document("", 100),
            self.document("A1", 100, lines=lines),
            self.document("A2", "10.005"),
            self.document("A3", 100, currency="EUR"),
            self._of_unknown_payer("A4"),
            self.document("A5", 100),
        )
        self.assertEqual(
            [(o.state, o.code) for o in outcomes],
            [
                ("rejected", "claim.number.missing"),
                ("rejected", "claim.lines.total"),
                ("rejected", "claim.amount.decimals"),
                ("rejected", "claim.currency.foreign"),
                ("rejected", "claim.payer.unknown"),
                ("done", ""),
            ],
        )

    def _of_unknown_payer(self, number):
        from dataclasses import replace

        return replace(self.document(number, 100), payer=Party("NOBODY", "payer_id"))

    def test_stored_without_ledger_effect(self):
        claim = self.claim("B1", 300, recognise=False, expected=money(180))
        self.assertEqual(claim.state, "submitted")
        self.assertFalse(claim.recognised)
        self.assertEqual(claim.open_amount, 0)
        self.assertEqual(claim.expected_amount, 180)
        self.assertEqual(claim.event_ids.mapped("code"), ["submitted"])

    def test_same_version_again_is_a_duplicate(self):
        first = self.claim("C1", 100)
        outcome = self.apply("claim", self.document("C1", 100))[0]
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(outcome.touched[0].res_id, first.id)
        other = self.apply("claim", self.document("C1", 120))[0]
        self.assertEqual(
            (other.state, other.code), ("conflict", "claim.version.differs")
        )
        self.assertEqual(first.charge, 100)

    def test_twice_in_one_batch_is_stored_once(self):
        same = self.document("C2", 100)
        outcomes = self.apply("claim", same, same)
        self.assertEqual([o.state for o in outcomes], ["done", "duplicate"])

    def test_replacement_supersedes_and_is_not_recognised_beside_its_original(self):
        original = self.claim("D1", 100)
        newer = self.claim("D1", 90, recognise=False, frequency="7")
        self.assertEqual(original.state, "superseded")
        self.assertEqual(newer.original_claim_id, original)
        self.assertFalse(newer._recognisable())
        self.assertEqual(original.open_amount, 100)

    def test_a_batch_needs_few_queries(self):
        documents = [self.document(f"Q{n}", 100) for n in range(50)]
        self.apply("claim", self.document("WARM", 1))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.apply("claim", *documents)
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 60)

    def test_history_is_not_rewritten(self):
        claim = self.claim("E1", 100)
        with self.assertRaisesRegex(Exception, "cannot be changed"):
            claim.event_ids[:1].code = "other"
        with self.assertRaisesRegex(Exception, "cannot be deleted"):
            claim.unlink()
        self.assertEqual(money(claim.open_amount), Decimal(100))
