"""Answers that contradict themselves, come again, or say more than they should."""

from odoo.tests import tagged

from .exchange import ExchangeCase
from .stub_997 import answer_997
from .test_syntaxes import SHIP


@tagged("post_install", "-at_install")
class TestContradictions(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.message = self._order()
        self.number = self.message.facts["gs06"]

    def _text(self, word, control="000000501", errors=(), st02="0001", code="850"):
        group = ("PO", self.number)
        return answer_997(group, [(code, st02, word)], control=control, errors=errors)

    def test_a_rejected_group_rejects_what_it_accepts_below(self):
        text = self._text("A").replace("AK9*A*1*1*1", "AK9*R*1*1*0*5")
        self._receive(text)
        self.assertEqual(self.message.state, "refused")
        self.assertIn("AK905:5", self._exceptions("ACK_REJECTED").name)

    def test_the_worst_counts_when_a_set_is_named_twice(self):
        group, sets = ("PO", self.number), [("850", "0001", "A"), ("850", "0001", "R")]
        self._receive(answer_997(group, sets))
        self.assertEqual(self.message.state, "refused")

    def test_an_old_acceptance_does_not_hide_a_rejection(self):
        self._receive(self._text("R"))
        self._receive(self._text("A", control="000000502"))
        self.assertEqual(self.message.state, "refused")
        self.assertEqual(self.message.transfer_id.ack_state, "refused")
        self.assertEqual(self._exceptions("ACK_REJECTED").state, "open")

    def test_an_arrival_is_not_an_acceptance(self):
        self.partner.acknowledgment_hours = 4
        number = self.message.facts["isa13"]
        head, tail = answer_997(("PO", "1"), [], control="000000777").split("GS*")
        row = f"TA1*{number}*261121*1200*A*000~\n"
        self._receive(head + row + f"IEA*0*{tail.rpartition('IEA*1*')[2]}")
        self.assertEqual(self.message.state, "sent")
        self.assertNotEqual(self.message.transfer_id.ack_state, "accepted")

    def test_words_in_the_place_of_codes_are_not_repeated(self):
        errors = ["AK3*JANEDOE*5*LOOP OF NORA*DIABETES", "AK4*1**NORAROE"]
        self._receive(self._text("R", errors=errors))
        self.assertEqual(self.message.state, "refused")
        told = str(self.message.issues) + self._exceptions("ACK_REJECTED").name
        told += str(self._exceptions("ACK_REJECTED").message_ids.mapped("body"))
        for word in ("JANEDOE", "NORA", "DIABETES"):
            self.assertNotIn(word, told.upper())


@tagged("post_install", "-at_install")
class TestContradictionsOfEdifact(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.flow_in.codec = self.flow_out.codec = "edifact"
        self.partner = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "edifact",
                "own_identifier": "5400000000010",
                "own_qualifier": "14",
                "identifier": SHIP,
                "qualifier": "14",
                "usage": "P",
            }
        )

    def test_a_rejected_interchange_rejects_what_it_accepts_below(self):
        order = self._order()
        rows = [
            f"UNB+UNOC:3+{SHIP}:14+5400000000010:14+260113:0930+900",
            "UNH+1+CONTRL:D:3:UN",
            f"UCI+{order.facts['unb05']}+5400000000010:14+{SHIP}:14+4+29",
            f"UCM+{order.facts['unh01']}+ORDERS:D:96A:UN+7",
            "UNT+4+1",
            "UNZ+1+900",
        ]
        self._receive("".join(f"{row}'\n" for row in rows))
        self.assertEqual(order.state, "refused")
