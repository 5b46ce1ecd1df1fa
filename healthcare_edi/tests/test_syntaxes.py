"""EDIFACT and HL7 through the same doors as X12: judged, answered, answered to us."""

import base64
import os
import tempfile
from datetime import datetime, timezone
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import Appointment

from .exchange import KIND, ExchangeCase

SHIP = "5400000000003"
LINES = [
    "BGM+231+R-2+4",
    "DTM+137:20260113:102",
    "RFF+ON:{order}",
    f"NAD+SU+{SHIP}::9",
    "LIN+1+5+05400000000201:SRV",
    "QTY+21:20:XBX",
    "QTY+113:20:XBX",
    "UNS+S",
]


@tagged("post_install", "-at_install")
class TestEdifact(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.flow_in.codec = "edifact"
        self.flow_out.codec = "edifact"
        self.partner = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "edifact",
                "own_identifier": "5400000000010",
                "own_qualifier": "14",
                "identifier": SHIP,
                "qualifier": "14",
                "functional_acknowledgment": "always",
                "acknowledgment_hours": 4,
                "usage": "P",
            }
        )

    def _interchange(self, *orders, number="701", wrong=(), body=None):
        rows = [f"UNB+UNOC:3+{SHIP}:14+5400000000010:14+260113:0930+{number}"]
        for position, order in enumerate(orders, start=1):
            lines = body or [row.format(order=order) for row in LINES]
            count = 99 if order in wrong else len(lines) + 2
            kind = "CONTRL:D:3:UN" if body else "ORDRSP:D:96A:UN"
            rows += [f"UNH+{position}+{kind}", *lines, f"UNT+{count}+{position}"]
        rows.append(f"UNZ+{len(orders)}+{number}")
        return "".join(f"{row}'\n" for row in rows)

    def _sent_text(self):
        messages = self.env["healthcare.message"].search(
            [("connection_id", "=", self.connection.id), ("direction", "=", "out")]
        )
        return [message._payload().decode("latin-1") for message in messages]

    def test_half_a_file_is_answered_by_contrl(self):
        message = self._receive(self._interchange("PO1", "PO2", wrong=("PO2",)))
        states = message.child_ids.sorted("part").mapped("state")
        self.assertEqual(states, ["done", "rejected"])
        answer = message.answer_ids
        self.assertEqual((answer.state, answer.codec), ("sent", "edifact"))
        (text,) = self._sent_text()
        self.assertIn("UCI+701+", text)
        self.assertIn("UNZ+1+1'", text)
        self.assertIn("5400000000010:14+", text)
        transfer = message.transfer_id
        self.assertEqual(transfer.interchange_number, "701")
        self.assertEqual(transfer.quarantined_count, 1)
        self.assertEqual(transfer.ack_state, "partly")

    def test_the_same_reference_with_other_content(self):
        self._receive(self._interchange("PO1"))
        second = self._receive(self._interchange("PO3"))
        self.assertEqual(second.code, "edi.interchange.duplicate")
        self.assertEqual(self.trade.applied, ["PO1"])

    def test_contrl_closes_our_order(self):
        order = self._order()
        self.assertEqual(order.state, "sent", order.code)
        number = order.facts["unb05"]
        lines = [f"UCI+{number}+5400000000010:14+{SHIP}:14+7"]
        text = self._interchange("x", number="900", body=lines)
        self.assertEqual(self._receive(text).state, "done")
        self.assertEqual(order.state, "acknowledged")
        self.assertFalse(
            self.env["healthcare.message"].search(
                [
                    ("kind", "=", KIND),
                    ("direction", "=", "out"),
                    ("connection_id", "=", self.connection.id),
                ]
            ),
            "a CONTRL is not acknowledged",
        )

    def test_contrl_rejects_our_order(self):
        order = self._order()
        lines = [
            f"UCI+{order.facts['unb05']}+5400000000010:14+{SHIP}:14+4+12+UNB",
        ]
        self._receive(self._interchange("x", number="901", body=lines))
        self.assertEqual(order.state, "refused")
        self.assertIn("CONTRL:12", self._exceptions("ACK_REJECTED").name)

    def test_the_screen_reads_it(self):
        message = self._receive(self._interchange("PO1"))
        page = message.interchange_page()
        self.assertEqual(page["rows"][0]["label"], "Interchange begins")
        self.assertIn("LIN", [row["tag"] for row in page["rows"]])

    def test_another_identifier_of_the_partner(self):
        self.partner.name_ids = [Command.create({"qualifier": "14", "identifier": "X"})]
        text = self._interchange("PO1").replace(f"{SHIP}:14", "X:14")
        message = self._receive(text)
        self.assertNotIn("edifact.unb02.sender", str(message.issues))
        message = self._receive(text.replace("X:14", "Y:14").replace("701", "702"))
        self.assertIn("edifact.unb02.sender", str(message.issues))


@tagged("post_install", "-at_install")
class TestHL7(ExchangeCase):
    def setUp(self):
        super().setUp()
        self.flow_in.codec = "hl7"
        self._create_flow("visits", "in", "patient_visit")
        self.out_flow = self._create_flow("appointments", "out", "appointment")
        self.out_flow.codec = "hl7"
        keys = self.enterContext(tempfile.NamedTemporaryFile("w", suffix=".key"))
        keys.write(f"k1:{base64.b64encode(os.urandom(32)).decode()}\n")
        keys.flush()
        patched = {"HEALTHCARE_KEY_FILE": keys.name}
        self.enterContext(patch.dict(os.environ, patched))
        self.partner = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "hl7",
                "own_identifier": "ODOO",
                "own_qualifier": "HQ",
                "identifier": "REGISTER",
                "qualifier": "MAIN",
                "functional_acknowledgment": "always",
            }
        )
        self.trade._reference = lambda document: "?"

    def _message(self, *segments, number="ADT0002", kind="ADT^A04"):
        head = f"MSH|^~\\&|REGISTER|MAIN|ODOO|HQ|20260112093000-0500||{kind}|{number}"
        return "\r".join([f"{head}|T|2.3", *segments]) + "\r"

    def _answers(self):
        return self.env["healthcare.message"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("direction", "=", "out"),
                ("kind", "=", KIND),
            ]
        )

    def test_a_message_is_answered(self):
        self._receive(self._message("PID|||900018", "PV1||O"))
        answer = self._answers()
        self.assertEqual(answer.state, "sent", answer.code)
        text = answer._payload().decode()
        self.assertIn("|ODOO|HQ|REGISTER|MAIN|", text)
        self.assertIn("MSA|AA|ADT0002", text)

    def test_an_answer_closes_ours(self):
        document = Appointment(
            appointment_number="A1",
            action="book",
            starts_at=datetime(2026, 1, 20, 9, tzinfo=timezone.utc),
            minutes=30,
        )
        ours = self.env["healthcare.message"]._outbox(self.out_flow, document)
        self._drain()
        self.assertEqual(ours.state, "sent", ours.code)
        number = ours.facts["msh10"]
        text = self._message(f"MSA|AA|{number}", number="77", kind="ACK")
        self.assertEqual(self._receive(text).state, "done")
        self.assertEqual(ours.state, "acknowledged")
        self.assertFalse(self._answers(), "an ACK is not acknowledged")

    def test_an_error_opens_ours(self):
        document = Appointment(
            appointment_number="A1",
            action="book",
            starts_at=datetime(2026, 1, 20, 9, tzinfo=timezone.utc),
            minutes=30,
        )
        ours = self.env["healthcare.message"]._outbox(self.out_flow, document)
        self._drain()
        number = ours.facts["msh10"]
        rows = [f"MSA|AE|{number}", "ERR||SCH^1^6|101|E"]
        self._receive(self._message(*rows, number="78", kind="ACK"))
        self.assertEqual(ours.state, "refused")
        self.assertIn("HL70357:101", self._exceptions("ACK_REJECTED").name)
