"""What the partner's tolerance does to a received file."""

import time

from odoo.tests import tagged

from ..tolerance import FORGIVEN
from .common import EdiCase

ANSWER = ["BAK*00*AD*PO00012*20260105", "PO1*1*4*BX***VC*GLV-M", "ACK*IA*4*BX"]


@tagged("post_install", "-at_install")
class TestOpening(EdiCase):
    def _judged(self, text, partner=None):
        codec = self.env["healthcare.format"]._codecs()["x12"]
        partner = self.partner if partner is None else partner
        return partner._judge(codec.decode(text.encode()))

    def _blocked(self, decoded):
        outer = [issue.code for issue in decoded.issues if issue.blocks]
        inner = [i.code for part in decoded.parts for i in part.issues if i.blocks]
        return outer, inner

    def test_a_right_file_passes(self):
        decoded = self._judged(self._sealed(segments=ANSWER))
        self.assertFalse(decoded.issues)
        self.assertFalse(decoded.parts[0].issues)

    def test_wrong_set_count_blocks_the_set_only(self):
        text = self._sealed(numbers={"se01": "9"}, segments=ANSWER)
        self.assertEqual(self._blocked(self._judged(text)), ([], ["x12.se01.count"]))
        self._forgive(*FORGIVEN)
        self.assertEqual(self._blocked(self._judged(text)), ([], []))

    def test_wrong_group_count_blocks_the_sets_of_the_group(self):
        text = self._sealed(numbers={"ge01": "2"}, segments=ANSWER)
        self.assertEqual(self._blocked(self._judged(text)), ([], ["x12.ge01.count"]))
        self._forgive(*FORGIVEN)
        self.assertEqual(self._blocked(self._judged(text)), ([], []))

    def test_wrong_interchange_count_blocks_the_file(self):
        text = self._sealed(numbers={"iea01": "2"}, segments=ANSWER)
        self.assertEqual(self._blocked(self._judged(text)), (["x12.iea01.count"], []))
        self._forgive(*FORGIVEN)
        self.assertEqual(self._blocked(self._judged(text)), ([], []))

    def test_a_set_without_end_is_always_blocked(self):
        self._forgive(*FORGIVEN)
        text = self._sealed(segments=ANSWER).split("SE*")[0]
        self.assertIn("x12.se.missing", self._blocked(self._judged(text))[1])

    def test_without_trading_partner_the_strict_rule_holds(self):
        nobody = self.env["healthcare.trading.partner"]
        text = self._sealed(numbers={"se01": "9"}, segments=ANSWER)
        decoded = self._judged(text, nobody)
        self.assertEqual(self._blocked(decoded), ([], ["x12.se01.count"]))

    def test_a_stranger_is_noted_and_test_data_stays_out_of_production(self):
        text = self._sealed(segments=ANSWER, sender="987654321")
        codes = [(i.code, i.severity) for i in self._judged(text).issues]
        self.assertEqual(codes, [("x12.isa06.sender", "warning")])
        self.partner.usage = "P"
        decoded = self._judged(self._sealed(segments=ANSWER))
        self.assertEqual(self._blocked(decoded), (["x12.isa15.usage"], []))

    def test_the_drain_applies_the_tolerance(self):
        text = self._sealed(numbers={"se01": "9"}, segments=ANSWER)
        pieces = self._pieces(text)
        self.assertEqual([piece.code for piece in pieces], ["x12.se01.count"])
        self.assertEqual(pieces[0].where, "ISA[1]/GS[1]/ST[1]/SE-01")

    def test_a_character_that_the_database_refuses(self):
        text = self._sealed(segments=["BAK*00*AD*PO\0*20260105", *ANSWER[1:]])
        (piece,) = self._pieces(text)
        self.assertEqual((piece.code, piece.state), ("document.character", "rejected"))
        self.assertFalse(piece.canonical)

    def test_many_groups_cost_no_time(self):
        head = self._sealed(segments=ANSWER).split("GS*")[0]
        text = head + "GS*PR*A*B*20260105*1200*1*X*004010~ST*855*1~" * 4_000
        started = time.process_time()
        decoded = self._judged(text)
        self.assertLess(time.process_time() - started, 5)
        self.assertTrue(all(part.blocked for part in decoded.parts))

    def test_broken_bytes_are_refused_with_a_code(self):
        pieces = self._pieces("this is not X12")
        self.assertEqual([piece.code for piece in pieces], ["x12.not_x12"])

    def _pieces(self, text):
        message = self.env["healthcare.message"].new(
            {
                "flow_id": self.flow_in.id,
                "connection_id": self.connection.id,
                "codec": "x12",
            }
        )
        return self.env["healthcare.drain"]._pieces(message, text.encode())
