"""The screen of an interchange: what is shown, to whom, and what differs."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .exchange import GOOD, ExchangeCase
from .stub_997 import answer_997

NAMED = ["N1*ST*WARDNAME*92*W1", *GOOD]
BASE = "healthcare_integration_base"


@tagged("post_install", "-at_install")
class TestScreen(ExchangeCase):
    def setUp(self):
        super().setUp()
        groups = f"{BASE}.group_operator"
        self.operator = new_test_user(self.env, "screen_operator", groups)
        groups += f",{BASE}.group_payload_reader"
        self.reader = new_test_user(self.env, "screen_reader", groups)

    def _page(self, message, user, **more):
        return message.with_user(user).interchange_page(**more)

    def _text(self, page):
        return str(page["rows"])

    def test_segments_with_words_and_places(self):
        message = self._receive(self._sealed(segments=NAMED))
        page = self._page(message, self.operator)
        tags = [row["tag"] for row in page["rows"]]
        self.assertEqual(tags[:4], ["ISA", "GS", "ST", "N1"])
        self.assertEqual(page["total"], 10)
        line = page["rows"][5]
        self.assertEqual(line["where"], "ISA[1]/GS[1]/ST[1]/PO1[1]")
        self.assertTrue(line["label"])

    def test_values_are_masked_until_a_purpose_is_named(self):
        message = self._receive(self._sealed(segments=NAMED))
        for user in (self.operator, self.reader):
            page = self._page(message, user)
            self.assertFalse(page["open"])
            self.assertNotIn("WARDNAME", str(page))
        self.assertTrue(page["may_ask"])
        grants = self.env["healthcare.payload.grant"].with_user(self.reader)
        grants._grant(message, "Answer the partner")
        page = self._page(message, self.reader)
        self.assertTrue(page["open"])
        self.assertIn("WARDNAME", self._text(page))
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "payload.opened"), ("message_id", "=", message.id)]
        )
        self.assertEqual(entry.user_id, self.reader)
        self.assertNotIn("WARDNAME", str(self._page(message, self.operator)))

    def test_a_text_cut_by_a_terminator_is_no_tag(self):
        segments = ["MSG*GOODS FOR", "JANE WARDNAME 1970*X", *GOOD]
        message = self._receive(self._sealed(segments=segments))
        other = self._receive(
            self._sealed(segments=GOOD).replace("000000007", "000000008")
        )
        for user in (self.operator, self.reader):
            page = self._page(message, user)
            self.assertNotIn("WARDNAME", str(page))
            found = self._page(message, user, search="wardname")
            self.assertEqual(found["total"], 0)
            sides = other.with_user(user).compare_page(message.id)
            self.assertNotIn("WARDNAME", str(sides))
        grants = self.env["healthcare.payload.grant"].with_user(self.reader)
        grants._grant(message, "Answer the partner")
        self.assertIn("WARDNAME", str(self._page(message, self.reader)))

    def test_a_search_finds_nothing_that_is_masked(self):
        message = self._receive(self._sealed(segments=NAMED))
        self.assertEqual(
            self._page(message, self.reader, search="wardname")["total"], 0
        )
        found = self._page(message, self.reader, search="po1")
        self.assertEqual([row["tag"] for row in found["rows"]], ["PO1"])
        grants = self.env["healthcare.payload.grant"].with_user(self.reader)
        grants._grant(message, "Answer the partner")
        self.assertEqual(
            self._page(message, self.reader, search="wardname")["total"], 1
        )

    def test_passwords_of_the_envelope_are_never_shown(self):
        text = self._sealed(segments=GOOD).replace(
            f"*00*{' ' * 10}*01", "*01*HUSHHUSH12*01"
        )
        message = self._receive(text)
        grants = self.env["healthcare.payload.grant"].with_user(self.reader)
        grants._grant(message, "Audit")
        page = self._page(message, self.reader)
        self.assertTrue(page["open"])
        self.assertNotIn("HUSHHUSH", str(page))

    def test_issues_stand_beside_their_segment(self):
        message = self._receive(self._two_sets(second_count="9"))
        page = self._page(message, self.operator, only_issues=True)
        (row,) = page["rows"]
        self.assertEqual((row["tag"], row["where"]), ("SE", "ISA[1]/GS[1]/ST[2]/SE"))
        self.assertEqual(row["issues"][0]["code"], "x12.se01.count")
        self.assertEqual([e["wrong"] for e in row["elements"]], [True, False])

    def test_complaints_of_the_partner_stand_beside_our_segment(self):
        order = self._order()
        errors = ["AK3*PO1*4**8"]
        self._receive(answer_997(("PO", "1"), [("850", "0001", "R")], errors=errors))
        page = self._page(order, self.operator, only_issues=True)
        self.assertEqual([row["tag"] for row in page["rows"]], ["PO1"])
        self.assertFalse(page["elsewhere"])

    def test_a_part_of_a_file_shows_its_own_set(self):
        message = self._receive(self._two_sets(second_count="9"))
        bad = message.child_ids.filtered(lambda row: row.state == "rejected")
        page = self._page(bad, self.operator)
        self.assertIn("ST[2]", page["rows"][2]["where"])
        self.assertNotIn("ST[1]", str(page["rows"]))

    def test_a_public_document_is_open_to_everybody(self):
        self._order()
        message = self._receive(answer_997(("PO", "1"), [("850", "0001", "A")]))
        self.assertTrue(self._page(message, self.operator)["open"])

    def test_pages(self):
        message = self._receive(self._sealed(segments=GOOD + ["N1*ST*X"] * 300))
        page = self._page(message, self.operator, offset=200)
        self.assertEqual(page["rows"][0]["number"], 201)
        self.assertEqual((page["total"], len(page["rows"])), (309, 109))

    def test_nothing_to_show(self):
        message = self.env["healthcare.message"]._outbox(
            self.flow_out, self._order_document()
        )
        self.assertFalse(self._page(message, self.operator)["rows"])
        broken = self._receive("this is not X12")
        self.assertFalse(self._page(broken, self.operator)["rows"])

    def test_who_may_not_read_the_message_sees_nothing(self):
        message = self._receive(self._sealed(segments=GOOD))
        stranger = new_test_user(self.env, "screen_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self._page(message, stranger)
        with self.assertRaises(AccessError):
            message.with_user(stranger).compare_page(message.id)

    def test_compare_two_messages(self):
        one = self._receive(self._sealed(segments=NAMED))
        text = self._sealed(segments=[*NAMED[:-1], "ACK*IQ*3*BX"])
        two = self._receive(text.replace("000000007", "000000008"))
        action = (one | two).with_user(self.operator).action_compare()
        self.assertEqual(action["params"], {"message_id": two.id, "other_id": one.id})
        page = two.with_user(self.operator).compare_page(one.id)
        self.assertNotIn("WARDNAME", str(page))
        changed = [line for line in page["lines"] if line["kind"] == "changed"]
        self.assertEqual(
            [line["left"]["tag"] for line in changed], ["ISA", "ACK", "IEA"]
        )
        flags = [element["changed"] for element in changed[1]["left"]["elements"]]
        self.assertEqual(flags, [True, True, False])
        only = two.with_user(self.operator).compare_page(one.id, only_changes=True)
        self.assertEqual(len(only["lines"]), 3)

    def test_compare_with_what_was_sent_before(self):
        order = self._order()
        self._receive(answer_997(("PO", "1"), [("850", "0001", "R")]))
        order._replay("Again")
        self._drain()
        fresh = self.env["healthcare.message"].search([("replaces_id", "=", order.id)])
        self.assertFalse(order._is_replayable(), "its old number does not leave again")
        self.assertTrue(fresh.can_compare)
        action = fresh.with_user(self.operator).action_compare()
        self.assertEqual(action["params"]["other_id"], order.id)

    def test_compare_documents_without_bytes(self):
        messages = self.env["healthcare.message"]
        one = messages._outbox(self.flow_out, self._order_document())
        two = messages._outbox(self.flow_out, self._order_document())
        page = two.compare_page(one.id)
        self.assertTrue(page["lines"])
        self.assertEqual({line["kind"] for line in page["lines"]}, {"same"})

    def test_three_are_not_compared(self):
        message = self._receive(self._sealed(segments=GOOD))
        with self.assertRaises(UserError):
            message.action_compare()
