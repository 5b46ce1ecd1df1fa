import json
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import to_json

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestThroughTheEngine(ClaimsCommon):
    """Stored bytes become entries and exceptions; records know their message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Clearinghouse", "code": "house-claims", "state": "live"}
        )
        cls.flows = {
            kind: cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": kind,
                    "connection_id": cls.connection.id,
                    "direction": "in",
                    "kind": kind,
                    "codec": "json",
                }
            )
            for kind in ("claim", "remittance")
        }

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())

    def _message(self, document):
        self.env.flush_all()
        accepted = self.env["healthcare.message"]._accept(
            self.flows[document.KIND], json.dumps(to_json(document)).encode()
        )
        return self.env["healthcare.message"].browse(accepted.message_id)

    def _drain(self):
        self.env.flush_all()
        with patch("time.sleep"):
            self.env["healthcare.drain"]._drain("normal")
        self.env.invalidate_all()

    def test_unbalanced_one_among_good_ones(self):
        for number in ("A1", "A2", "A3"):
            self._message(self.document(number, 100))
        self._drain()
        claims = self.env["healthcare.claim"].search([("name", "like", "A_")])
        claims.action_recognise()
        bad = self._message(
            remittance("E-1", payment("A1", 100, 70, [("CO", "45", 29)]))
        )
        good = self._message(
            remittance("E-2", payment("A2", 100, 70, [("CO", "45", 30)]))
        )
        lost = self._message(remittance("E-3", payment("NOBODY", 50, 50)))
        self._drain()
        states = [message.state for message in (bad, good, lost)]
        self.assertEqual(states, ["rejected", "done", "done"])
        by_name = {c.name: c for c in claims}
        self.assertEqual(by_name["A1"].open_amount, 100)
        self.assertEqual(by_name["A2"].open_amount, 0)
        questions = self.env["healthcare.exception"].search(
            [("message_id", "in", (bad | lost).ids)]
        )
        self.assertEqual(
            sorted(questions.mapped("code")), ["OUT_OF_BALANCE", "UNMATCHED_CLAIM"]
        )
        self.assertTrue(all(q.user_id and q.deadline for q in questions))

    def test_every_record_leads_to_its_message(self):
        self._message(self.document("B1", 100))
        self._drain()
        message = self._message(
            remittance("E-4", payment("B1", 100, 60, [("CO", "50", 40)]))
        )
        self._drain()
        record = self.env["healthcare.remittance"].search([("name", "=", "E-4")])
        self.assertEqual((message.state, record.state), ("done", "posted"))
        claim = self.env["healthcare.claim"].search([("name", "=", "B1")])
        for one, count in (
            (record, 1),
            (record.move_id, 1),
            (claim, 2),
            (claim.denial_ids, 1),
        ):
            self.assertEqual(one.healthcare_message_count, count, one)
        self.assertEqual(claim.denial_ids.healthcare_exception_count, 1)
        service = self.env.ref("healthcare_integration_base.user_service")
        self.assertEqual(record.create_uid, service)

    def test_a_later_payment_waits_for_nobody(self):
        self.company.healthcare_approval_writeoff = 10
        for number in ("C1", "C2"):
            self._message(self.document(number, 100))
        first = self._message(
            remittance("E-5", payment("C1", 100, 50, [("CO", "45", 50)]))
        )
        second = self._message(remittance("E-6", payment("C2", 100, 100)))
        self._drain()
        self.assertEqual([first.state, second.state], ["done", "done"])
        records = self.env["healthcare.remittance"].search([("name", "like", "E-")])
        self.assertEqual(
            {r.name: r.state for r in records}, {"E-5": "to_approve", "E-6": "posted"}
        )
