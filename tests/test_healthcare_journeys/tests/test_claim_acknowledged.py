"""Claims go to a payer, whose front door takes one in and turns one away."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedClaim,
    AcknowledgedLevel,
    ClaimAcknowledgment,
    Party,
    StatusCode,
    StatusReport,
)

from .test_claim_to_cash import PaidByX12

DAY = date(2026, 6, 1)


def answer(number, category, code):
    """One claim of a 277CA."""
    report = StatusReport((StatusCode(category, code),), effective_date=DAY)
    return AcknowledgedClaim(number, (report,))


@tagged("post_install", "-at_install")
class TestClaimAcknowledged(PaidByX12):
    """A 277CA as bytes, through the drain, to the claims and to who must act."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow = cls.env["healthcare.flow"].create(
            {
                "name": "claim acknowledgment",
                "code": "claim_acknowledgment",
                "connection_id": cls.connection.id,
                "direction": "in",
                "kind": "claim_acknowledgment",
                "codec": "x12",
            }
        )

    def _answer(self, document):
        payload = self._sealed(document, sender="PAYER")
        self.env.flush_all()
        accepted = self.env["healthcare.message"]._accept(self.flow, payload)
        self._drain()
        return self.env["healthcare.message"].browse(accepted.message_id)

    def test_taken_in_and_turned_away(self):
        taken = self.claim("CLM-1", "250", recognise=False)
        refused = self.claim("CLM-2", "80", recognise=False)
        entries = self.env["account.move"].search_count([])
        document = ClaimAcknowledgment(
            reference="ACK-1",
            claims=(
                answer("CLM-1", "A2", "20"),
                answer("CLM-2", "A7", "562"),
            ),
            levels=(
                AcknowledgedLevel(
                    "receiver",
                    Party("SUB1", "x12:46", "Hospital"),
                    "BATCH-1",
                    accepted_count=Decimal(1),
                    rejected_count=Decimal(1),
                ),
            ),
            source=Party("NHP", "payer_id", "Northfield Health Plan"),
            receiver=Party("SUB1", "x12:46", "Hospital"),
        )
        message = self._answer(document)
        self.assertEqual(message.state, "done", message.code)
        self.assertEqual(message.kind, "claim_acknowledgment")
        self.assertEqual((taken.state, refused.state), ("accepted", "rejected"))
        question = self.env["healthcare.exception"].search(
            [("message_id", "=", message.id), ("state", "=", "open")]
        )
        self.assertEqual(question.amount, 80)
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        again = self._answer(replace(document, source_trace="SENT-AGAIN"))
        self.assertEqual(again.state, "duplicate")
