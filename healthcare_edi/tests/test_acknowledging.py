"""What we answer: in the transaction that opened the file, from what was found."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.healthcare_acknowledging import HealthcareFormat
from .exchange import GOOD, KIND, ExchangeCase
from .stub_997 import answer_997

LOG = "odoo.addons.healthcare_edi.models.healthcare_acknowledging"


@tagged("post_install", "-at_install")
class TestAcknowledging(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.partner.functional_acknowledgment = "always"

    def _answers(self, message):
        return message.answer_ids

    def test_a_partner_that_gets_answers_has_a_flow_for_them(self):
        flow = self.partner._answer_flow()
        self.assertEqual((flow.kind, flow.codec, flow.direction), (KIND, "x12", "out"))
        self.partner.interchange_acknowledgment = "errors"
        self.assertEqual(self.partner._answer_flow(), flow, "one is enough")

    def test_a_good_file_is_accepted(self):
        message = self._receive(self._sealed(segments=GOOD))
        self.assertEqual(message.state, "done")
        answer = self._answers(message)
        self.assertEqual((answer.kind, answer.state), (KIND, "sent"))
        (sent,) = self.sent()
        (part,) = sent.parts
        self.assertEqual(part.code, "997")
        self.assertFalse(sent.issues)
        self.assertEqual(answer.transfer_id.ack_state, "none", "nobody answers this")
        self.assertEqual(part.facts["isa13"], "000000001")
        rows = {row[0]: row for row in part.tree}
        self.assertEqual(rows["AK1"][1:3], ["PR", "7"])
        self.assertEqual(rows["AK9"][1], "A")
        self.assertEqual(message.transfer_id.ack_state, "accepted")

    def test_half_a_file(self):
        message = self._receive(self._two_sets(second_count="9"))
        good, bad = message.child_ids.sorted("part")
        self.assertEqual((good.state, bad.state), ("done", "rejected"))
        self.assertEqual(self.trade.applied, ["PO00012"])
        self.assertEqual(bad.code, "x12.se01.count")
        self.assertFalse(bad._is_read(), "nothing of a bad set is kept as a document")
        self.assertEqual(message.state, "partly")
        transfer = message.transfer_id
        self.assertEqual(transfer.quarantined_ids, bad)
        self.assertEqual(transfer.ack_state, "partly")
        (sent,) = self.sent()
        rows = [row[:2] for row in sent.parts[0].tree if row[0] in ("AK5", "AK9")]
        self.assertEqual(rows, [["AK5", "A"], ["AK5", "R"], ["AK9", "P"]])
        self.assertEqual(len(self._exceptions("REJECTED_DOCUMENT")), 1)

    def test_a_quarantined_set_goes_on_once_it_is_tolerated(self):
        message = self._receive(self._two_sets(second_count="9"))
        bad = message.child_ids.filtered(lambda row: row.state == "rejected")
        self._forgive("x12.se01.*")
        bad._replay()
        self._drain()
        self.assertEqual(bad.state, "done")
        self.assertEqual(self.trade.applied, ["PO00012", "PO00013"])
        self.assertEqual(len(self._answers(message)), 1, "the file is answered once")
        self.assertEqual(
            self._exceptions("REJECTED_DOCUMENT").mapped("state"), ["resolved"]
        )

    def test_only_errors(self):
        self.partner.functional_acknowledgment = "errors"
        message = self._receive(self._sealed(segments=GOOD))
        self.assertFalse(self._answers(message))
        message = self._receive(self._two_sets("9", control="000000008"))
        self.assertEqual(len(self._answers(message)), 1)

    def test_never(self):
        self.partner.functional_acknowledgment = "never"
        message = self._receive(self._sealed(segments=GOOD))
        self.assertFalse(self._answers(message))

    def test_an_acknowledgment_is_not_acknowledged(self):
        self._order()
        message = self._receive(answer_997(("PO", "1"), [("850", "0001", "A")]))
        self.assertEqual(message.state, "done")
        self.assertFalse(self._answers(message))

    def test_a_file_that_nothing_reads_is_answered_as_such(self):
        text = self._sealed(segments=["N1*ST*Ward"]).replace("ST*855", "ST*999999")
        message = self._receive(text.replace("*PR*", "*ZZ*"))
        self.assertEqual(message.state, "rejected")
        self.assertEqual(len(self._answers(message)), 1)

    def test_a_fault_in_the_answer_stops_no_document(self):
        def broken(decoded, findings, control, standard):
            raise ValueError("SECRET-IN-TEXT")

        with (
            patch.object(
                HealthcareFormat, "_acknowledgers", lambda model: {"x12": broken}
            ),
            self.assertLogs(LOG, "ERROR") as logs,
        ):
            message = self._receive(self._sealed(segments=GOOD))
        self.assertEqual(message.state, "done")
        self.assertNotIn("SECRET", "".join(logs.output))
        self.assertEqual(len(self._exceptions("BUG")), 1)

    def test_ta1_beside_997(self):
        self.partner.interchange_acknowledgment = "always"
        message = self._receive(self._sealed(segments=GOOD))
        self.assertEqual(len(self._answers(message)), 2)
        codes = [sent.parts[0].code for sent in self.sent()]
        self.assertEqual(sorted(codes), ["997", "TA1"])
        numbers = {row.scope: row.value for row in self.partner.number_ids}
        self.assertEqual(numbers, {"interchange": 2, "group": 1})

    def test_a_refused_file_is_told_by_ta1_alone(self):
        message = self._receive(self._sealed(segments=GOOD, numbers={"iea01": "9"}))
        self.assertEqual(message.state, "rejected")
        (sent,) = self.sent()
        (row,) = sent.parts[0].tree
        self.assertEqual((row[0], row[1], row[4]), ("TA1", "000000007", "R"))
        self.assertEqual(message.transfer_id.ack_state or "none", "none")

    def test_a_repeated_number_is_told(self):
        self._receive(self._sealed(segments=GOOD))
        other = [row.replace("PO00012", "PO00099") for row in GOOD]
        self._receive(self._sealed(segments=other))
        (row,) = self.sent()[-1].parts[0].tree
        self.assertEqual((row[4], row[5]), ("R", "025"))

    def test_which_997_or_999(self):
        self.assertEqual(self.partner._standard_for("004010"), "997")
        self.assertEqual(self.partner._standard_for("005010X221A1"), "999")
        self.partner.acknowledgment_form = "997"
        self.assertEqual(self.partner._standard_for("005010X221A1"), "997")
