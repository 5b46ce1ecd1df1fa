"""What a partner answers: it closes our message, or a person has to act."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .exchange import ExchangeCase
from .stub_997 import answer_997


@tagged("post_install", "-at_install")
class TestAcknowledged(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.record = self.env["res.partner"].create({"name": "Ward supplies"})
        self.message = self._order(record=self.record)
        self.number = self.message.facts["gs06"]

    def _answer(self, word, errors=(), group=None, **more):
        group = group or self.number
        text = answer_997(("PO", group), [("850", "0001", word)], errors=errors, **more)
        return self._receive(text)

    def test_what_was_sent_bears_its_numbers(self):
        transfer = self.env["healthcare.transfer"].search(
            [("message_id", "=", self.message.id)]
        )
        self.assertEqual(self.message.state, "sent")
        self.assertEqual(transfer.interchange_number, "000000001")
        self.assertEqual(transfer.group_number, "1")
        self.assertEqual(transfer.receiver, "123456789")

    def test_accepted(self):
        answer = self._answer("A")
        self.assertEqual(answer.state, "done")
        self.assertEqual(self.message.state, "acknowledged")
        self.trade._transmitted.assert_called_with(self.message, "acknowledged")
        self.assertEqual(self.message.transfer_id.ack_state, "accepted")
        self.assertEqual(self.message.transfer_id.acknowledged_by_id, answer)

    def test_the_partner_may_pad_our_number(self):
        self._answer("A", group="000000001")
        self.assertEqual(self.message.state, "acknowledged")

    def test_accepted_with_errors_is_accepted_and_shown(self):
        self._answer("E", errors=["AK3*PO1*5**8"])
        self.assertEqual(self.message.state, "acknowledged")
        (issue,) = self.message.issues
        self.assertEqual(issue["reference"], "AK304:8")
        self.assertEqual(issue["where"], "PO1, segment 5")
        self.assertFalse(self._exceptions("ACK_REJECTED"))

    def test_rejected(self):
        owner = new_test_user(
            self.env, "edi_owner", "healthcare_integration_base.group_operator"
        )
        self.connection.owner_id = owner
        answer = self._answer("R", errors=["AK3*PO1*5**8"])
        self.assertEqual(answer.state, "done")
        self.assertEqual(self.message.state, "refused")
        self.trade._transmitted.assert_called_with(self.message, "refused")
        (question,) = self._exceptions("ACK_REJECTED")
        self.assertEqual(question.user_id, owner)
        self.assertEqual(question.message_id, self.message)
        self.assertIn("PO1, segment 5; AK304:8", question.name)
        self.assertIn("PO1, segment 5", self.record.message_ids[0].body)
        self.assertEqual(self.message.transfer_id.ack_state, "refused")

    def test_said_twice_asks_once(self):
        self._answer("R")
        self._answer("R", control="000000502")
        self.assertEqual(len(self._exceptions("ACK_REJECTED")), 1)

    def test_sent_anew_after_a_correction(self):
        self._answer("R")
        self.partner.identifier = "987654321"
        before = self.message._payload()
        self.message._replay("Its number was wrong")
        self._drain()
        fresh = self.env["healthcare.message"].search(
            [("replaces_id", "=", self.message.id)]
        )
        self.assertEqual((fresh.state, self.message.state), ("sent", "skipped"))
        self.assertEqual(fresh.facts["isa08"], "987654321")
        self.assertEqual(fresh.facts["isa13"], "000000002")
        self.assertEqual(self.message._payload(), before, "what went stays as it went")
        self.assertEqual(fresh.lineage_ids.mapped("res_id"), self.record.ids)
        self.assertEqual(self._exceptions("ACK_REJECTED").state, "resolved")

    def _ta1(self, word, code="000"):
        number = self.message.facts["isa13"]
        head, tail = answer_997(("PO", "1"), [], control="000000777").split("GS*")
        row = f"TA1*{number}*261121*1200*{word}*{code}~\n"
        return self._receive(head + row + f"IEA*0*{tail.rpartition('IEA*1*')[2]}")

    def test_ta1_closes_when_no_more_is_expected(self):
        self._ta1("A")
        self.assertEqual(self.message.state, "acknowledged")

    def test_ta1_is_not_enough_where_contents_are_confirmed(self):
        self.partner.acknowledgment_hours = 4
        self.assertEqual(self._ta1("A").state, "done")
        self.assertEqual(self.message.state, "sent")
        self._answer("A")
        self.assertEqual(self.message.state, "acknowledged")

    def test_ta1_rejects(self):
        self._ta1("R", "006")
        self.assertEqual(self.message.state, "refused")
        question = self._exceptions("ACK_REJECTED")
        self.assertIn("The sender is not known to the partner", question.name)

    def test_a_number_that_we_did_not_send(self):
        answer = self._answer("A", group="4711")
        self.assertEqual(answer.state, "rejected")
        self.assertEqual(answer.code, "ack.unknown_reference")
        self.assertEqual(len(self._exceptions("ACK_UNKNOWN")), 1)
        self.assertEqual(self.message.state, "sent")

    def test_an_answer_on_another_connection_of_the_partner(self):
        self.connection.partner_id = self.record
        other = self.connection.copy(
            {"code": "other_way", "state": "draft", "partner_id": self.record.id}
        )
        other.state = "live"
        self.assertIn(
            self.connection,
            self.env["healthcare.handler.functional_acknowledgment"]._connections(
                other
            ),
        )

    def test_an_answer_while_we_still_send(self):
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'sending', lease_token = 't', "
            "lease_until = timezone('UTC', now()) + interval '1 hour' WHERE id = %s",
            [self.message.id],
        )
        self.message.invalidate_recordset()
        answer = self._answer("A")
        self.assertEqual((answer.state, answer.code), ("retry", "ack.early"))

    def test_whoever_answers_has_it(self):
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'uncertain' WHERE id = %s",
            [self.message.id],
        )
        self.message.invalidate_recordset()
        self._answer("R")
        self.assertEqual(self.message.state, "refused")


@tagged("post_install", "-at_install")
class TestOverdue(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.partner.acknowledgment_hours = 4
        self.partner.expected_since = fields.Datetime.now() - timedelta(days=9)
        self.record = self.env["res.partner"].create({"name": "Ward supplies"})
        self.message = self._order(record=self.record)

    def _look(self, hours):
        self.env.cr.execute(
            "UPDATE healthcare_message SET done_at = timezone('UTC', now()) "
            "- make_interval(hours => %s) WHERE id = %s",
            [hours, self.message.id],
        )
        self.env.invalidate_all()
        self.env["healthcare.trading.partner"]._cron_overdue()

    def test_opens_once_and_closes_by_itself(self):
        self._look(3)
        self.assertFalse(self._exceptions("NO_997"))
        self._look(5)
        self._look(5)
        (question,) = self._exceptions("NO_997")
        self.assertEqual(question.message_id, self.message)
        self.assertEqual(question.res_id, self.record.id)
        self.assertIn("4 hours", question.name)
        self._receive(answer_997(("PO", "1"), [("850", "0001", "A")]))
        self.assertEqual(question.state, "resolved")

    def test_a_rejection_is_an_answer(self):
        self._look(5)
        self._receive(answer_997(("PO", "1"), [("850", "0001", "R")]))
        self.assertEqual(self._exceptions("NO_997").state, "resolved")
        self.assertEqual(self._exceptions("ACK_REJECTED").state, "open")

    def test_what_was_sent_before_is_not_asked_about(self):
        self.partner.acknowledgment_hours = 0
        self.assertFalse(self.partner.expected_since)
        self.partner.acknowledgment_hours = 4
        self._look(5)
        self.assertFalse(self._exceptions("NO_997"))
