from datetime import date, timedelta
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedClaim,
    AcknowledgedLevel,
    ClaimAcknowledgment,
    Party,
    StatusCode,
    StatusReport,
)

from .common import ClaimsCommon

DAY = date(2026, 2, 1)


def answer(number, *categories, day=DAY, **more):
    """What the front door says of one claim."""
    codes = tuple(StatusCode(category, "562", "85") for category in categories)
    report = StatusReport(codes=codes, effective_date=day)
    return AcknowledgedClaim(number, (report,), where=f"TRN[{number}]", **more)


def acknowledgment(*claims, reference="ACK-1", **more):
    """A 277CA of the payer."""
    return ClaimAcknowledgment(
        reference, claims, source=Party("NHP", "payer_id"), where="ST[1]", **more
    )


@tagged("post_install", "-at_install")
class TestHandlerAcknowledgment(ClaimsCommon):
    """Taken in, turned away, unknown, repeated; never anything in the ledger."""

    def _answer(self, *claims, **more):
        return self.apply("claim_acknowledgment", acknowledgment(*claims, **more))[0]

    def test_accepted_makes_the_claim_due_for_recognition(self):
        claim = self.claim("A1", 100, recognise=False)
        outcome = self._answer(answer("A1", "A2", payer_claim_number="ICN-9"))
        self.assertEqual((outcome.state, outcome.findings), ("done", ()))
        self.assertEqual((claim.state, claim.accepted_date), ("accepted", DAY))
        self.assertFalse(claim.recognised)
        self.assertEqual(claim._recognisable(), claim)
        event = claim.event_ids.sorted("id")[-1]
        self.assertEqual((event.code, event.source), ("accepted", "acknowledgment"))
        self.assertEqual(event.payer_codes, "A2:562:85")
        self.assertEqual(outcome.touched[0].res_id, claim.id)

    def test_rejected_is_a_question_and_no_denial(self):
        claim = self.claim("R1", 250, recognise=False)
        outcome = self._answer(answer("R1", "A1", "A7"))
        (finding,) = outcome.findings
        self.assertEqual(claim.state, "rejected")
        self.assertEqual(finding.type_code, "CLAIM_REJECTED")
        self.assertEqual((finding.amount, finding.currency), (Decimal(250), "USD"))
        self.assertEqual((finding.model, finding.res_id), (claim._name, claim.id))
        self.assertIn("A7:562:85", finding.summary)
        self.assertFalse(claim.denial_ids)
        self.assertFalse(claim._recognisable())

    def test_accepted_later_closes_the_question(self):
        claim = self.claim("R2", 250, recognise=False)
        kind = self.env["healthcare.exception.type"].search(
            [("code", "=", "CLAIM_REJECTED")]
        )
        self._answer(answer("R2", "A3"))
        exception = self.env["healthcare.exception"].create(
            {
                "type_id": kind.id,
                "name": "R2",
                "res_model": claim._name,
                "res_id": claim.id,
                "company_id": self.company.id,
            }
        )
        self._answer(answer("R2", "A2"), reference="ACK-2")
        self.assertEqual(claim.state, "accepted")
        self.assertEqual(exception.state, "resolved")

    def test_an_old_acceptance_does_not_hide_a_later_rejection(self):
        """Answers do not come in the order in which they were given."""
        claim = self.claim("O1", 250, recognise=False)
        self._answer(answer("O1", "A7", day=DAY + timedelta(days=3)))
        self._answer(answer("O1", "A2"), reference="ACK-0")
        self.assertEqual(claim.state, "rejected")
        self.assertFalse(claim.accepted_date)
        self.assertEqual(claim.event_ids.sorted("id")[-1].code, "accepted", "told")
        later = DAY + timedelta(days=9)
        self._answer(answer("O1", "A2", day=later), reference="ACK-2")
        self.assertEqual((claim.state, claim.accepted_date), ("accepted", later))

    def test_both_answers_in_one_batch(self):
        """A question that the next document answers is not asked."""
        claims = [self.claim(number, 250, recognise=False) for number in ("B1", "B2")]
        first = acknowledgment(answer("B1", "A7"), answer("B2", "A2"))
        second = acknowledgment(
            answer("B1", "A2"), answer("B2", "A7"), reference="ACK-2"
        )
        outcomes = self.apply("claim_acknowledgment", first, second)
        self.assertEqual([claim.state for claim in claims], ["accepted", "accepted"])
        found = [(row.type_code, row.res_id) for x in outcomes for row in x.findings]
        self.assertEqual(found, [("CLAIM_REJECTED", claims[1].id)])

    def test_a_payer_answers_for_its_own_claim(self):
        """The next payer has the same claim under the same number."""
        first = self.claim("COB", 250, recognise=False)
        other = self.env["res.partner"].create({"name": "Second payer"})
        second = first.copy({"payer_id": other.id, "state": "submitted"})
        self.assertGreater(second.id, first.id)
        self._answer(answer("COB", "A7"))
        self.assertEqual((first.state, second.state), ("rejected", "submitted"))

    def test_answers_that_are_numbered_alike(self):
        """Same number and place, another word: nothing is taken for a repetition."""
        claim = self.claim("N1", 250, recognise=False)
        self._answer(answer("N1", "A1"), reference="0001")
        outcome = self._answer(answer("N1", "A7"), reference="0001")
        self.assertEqual((outcome.state, claim.state), ("done", "rejected"))
        self.assertEqual(outcome.findings[0].type_code, "CLAIM_REJECTED")

    def test_received_changes_nothing_but_the_history(self):
        claim = self.claim("W1", 100, recognise=False)
        self._answer(answer("W1", "A1"))
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.event_ids.sorted("id")[-1].code, "received")

    def test_a_claim_in_adjudication_keeps_its_state(self):
        claim = self.claim("P1", 100, recognise=False)
        claim.state = "paid"
        outcome = self._answer(answer("P1", "A3"))
        self.assertEqual(claim.state, "paid")
        self.assertEqual(outcome.findings[0].type_code, "CLAIM_REJECTED")
        self._answer(answer("P1", "A2"), reference="ACK-2")
        self.assertEqual(claim.state, "paid")

    def test_other_categories_are_kept_and_asked_about(self):
        claim = self.claim("F1", 100, recognise=False)
        outcome = self._answer(answer("F1", "F1"))
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(outcome.findings[0].type_code, "CLAIM_STATUS_UNKNOWN")
        self.assertEqual(claim.event_ids.sorted("id")[-1].payer_codes, "F1:562:85")

    def test_before_its_claim_it_waits(self):
        outcome = self._answer(answer("NEW-1", "A2"), answer("NEW-2", "A2"))
        self.assertEqual(
            (outcome.state, outcome.dependency), ("waiting", "claim:NEW-1")
        )
        arrived = self.apply("claim", self.document("NEW-1", 100))[0].arrived
        self.assertIn(outcome.dependency, arrived)

    def test_some_unknown_claims_do_not_hold_up_the_others(self):
        claim = self.claim("K1", 100, recognise=False)
        outcome = self._answer(answer("NOBODY", "A3"), answer("K1", "A2"))
        self.assertEqual((outcome.state, outcome.code), ("partly", "claim.unknown"))
        self.assertEqual(claim.state, "accepted")
        self.assertEqual([x.type_code for x in outcome.findings], ["UNKNOWN_CLAIM"])
        self.assertEqual(outcome.findings[0].where, "TRN[NOBODY]")

    def test_the_same_answer_again_is_a_duplicate(self):
        claim = self.claim("D1", 100, recognise=False)
        self._answer(answer("D1", "A7"))
        events = claim.event_ids
        outcome = self._answer(answer("D1", "A7"))
        self.assertEqual((outcome.state, outcome.findings), ("duplicate", ()))
        self.assertEqual(claim.event_ids, events)

    @mute_logger("odoo.sql_db")
    def test_the_database_takes_an_answer_once(self):
        claim = self.claim("D2", 100, recognise=False)
        row = answer("D2", "A2")
        values = claim._acknowledgment_values("accepted", row, "277CA|NHP|X|1", DAY)
        history = self.env["healthcare.claim.status.event"]
        history.create(values)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            history.create(values)

    def test_a_whole_batch_turned_away(self):
        level = AcknowledgedLevel(
            "receiver",
            trace_number="B-1",
            reports=(StatusReport(codes=(StatusCode("A8", "496", "41"),)),),
            rejected_amount=Decimal(900),
            where="HL[2]",
        )
        outcome = self.apply("claim_acknowledgment", acknowledgment(levels=(level,)))[0]
        (finding,) = outcome.findings
        self.assertEqual(finding.type_code, "CLAIM_BATCH_REJECTED")
        self.assertEqual(finding.amount, Decimal(900))

    def test_queries_do_not_grow_with_the_claims(self):
        for number in range(12):
            self.claim(f"Q{number}", 100, recognise=False)
        few = [answer(f"Q{n}", "A1") for n in range(2)]
        many = [answer(f"Q{n}", "A1") for n in range(2, 12)]
        counts = []
        for number, claims in enumerate((few, many)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._answer(*claims, reference=f"Q-{number}")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
