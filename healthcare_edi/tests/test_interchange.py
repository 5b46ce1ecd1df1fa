"""An interchange number comes once from its sender."""

from odoo.tests import tagged

from .exchange import GOOD, ExchangeCase

OTHER = [row.replace("PO00012", "PO00099") for row in GOOD]


@tagged("post_install", "-at_install")
class TestInterchange(ExchangeCase):
    def test_recorded(self):
        message = self._receive(self._sealed(segments=GOOD))
        row = self.env["healthcare.interchange"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(
            (row.number, row.sender, row.message_id), ("7", "123456789", message)
        )

    def test_the_list_names_each_syntax(self):
        for model in ("healthcare.interchange", "healthcare.transfer"):
            names = self.env[model].fields_get(["codec"])["codec"]["selection"]
            self.assertEqual(dict(names)["cxml"], "cXML", model)

    def test_other_content_is_stopped(self):
        self._receive(self._sealed(segments=GOOD))
        second = self._receive(self._sealed(segments=OTHER))
        self.assertEqual(
            (second.state, second.code), ("rejected", "edi.interchange.duplicate")
        )
        self.assertEqual(self.trade.applied, ["PO00012"])
        self.assertEqual(len(self._exceptions("INTERCHANGE_DUPLICATE")), 1)
        self.assertFalse(self._exceptions("REJECTED_DOCUMENT"))
        self.assertIn("before", second.note)

    def test_the_same_content_is_a_duplicate(self):
        first = self._receive(self._sealed(segments=GOOD))
        second = self._receive(self._sealed(segments=GOOD), key="another name")
        self.assertEqual((second.state, second.duplicate_of_id), ("duplicate", first))
        self.assertEqual(self.trade.applied, ["PO00012"])
        self.assertFalse(self._exceptions("REJECTED_DOCUMENT"))

    def test_two_in_one_batch(self):
        accept = self.env["healthcare.message"]._accept
        self.env.flush_all()
        ids = [
            accept(self.flow_in, self._sealed(segments=rows).encode()).message_id
            for rows in (GOOD, OTHER)
        ]
        self._drain()
        messages = self.env["healthcare.message"].browse(ids)
        self.assertEqual(messages.mapped("state"), ["done", "rejected"])

    def test_what_had_no_effect_gives_its_number_away(self):
        bad = self._receive(self._sealed(segments=GOOD, numbers={"se01": "9"}))
        self.assertEqual(bad.state, "rejected")
        second = self._receive(self._sealed(segments=OTHER))
        self.assertEqual(second.state, "done")
        third = self._receive(self._sealed(segments=[*GOOD, "CTT*1"]))
        self.assertEqual(third.code, "edi.interchange.duplicate")

    def test_a_person_lets_it_pass(self):
        self._receive(self._sealed(segments=GOOD))
        second = self._receive(self._sealed(segments=OTHER))
        self._forgive("edi.interchange.duplicate")
        second._replay()
        self._drain()
        self.assertEqual(second.state, "done")
        question = self._exceptions("INTERCHANGE_DUPLICATE")
        self.assertEqual(question.state, "resolved")

    def test_tolerated_by_the_table(self):
        self._forgive("edi.interchange.*")
        self._receive(self._sealed(segments=GOOD))
        second = self._receive(self._sealed(segments=OTHER))
        self.assertEqual(second.state, "done")
        self.assertEqual(second.issues[0]["severity"], "warning")

    def test_not_looked_at(self):
        self.partner.number_days = 0
        self._receive(self._sealed(segments=GOOD))
        self.assertEqual(self._receive(self._sealed(segments=OTHER)).state, "done")

    def test_after_so_many_days(self):
        self._receive(self._sealed(segments=GOOD))
        self.env.cr.execute(
            "UPDATE healthcare_interchange SET received_at = received_at - "
            "interval '366 days'"
        )
        self.assertEqual(self._receive(self._sealed(segments=OTHER)).state, "done")

    def test_a_replay_is_no_repetition(self):
        message = self._receive(self._sealed(segments=GOOD, numbers={"se01": "9"}))
        self._forgive("x12.se01.*")
        message._replay()
        self._drain()
        self.assertEqual(message.state, "done")
