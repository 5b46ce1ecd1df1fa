"""Doors for journeys inside Odoo: bytes in, drain, records out."""

from datetime import datetime, timezone

from odoo.addons.healthcare_integration_base.codec.base import Envelope


class Doors:
    """What a journey needs besides an addon's own test case: X12 in and the drain."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        self.control_number = 1000

    @classmethod
    def _speak_x12(cls, connection, identifier="SUPPLIER"):
        """Turn a connection's flows to X12 and give it a trading partner."""
        connection.flow_ids.codec = "x12"
        cls.env["healthcare.trading.partner"].create(
            {
                "connection_id": connection.id,
                "own_identifier": "HOSPITAL",
                "identifier": identifier,
            }
        )

    def _sealed(self, *documents, sender="SUPPLIER"):
        """Canonical documents as one X12 interchange of a partner."""
        formats = self.env["healthcare.format"]
        parts = [
            formats._writer_for("x12", document.KIND).write(document)
            for document in documents
        ]
        self.control_number += 1
        envelope = Envelope(
            sender=sender,
            sender_qualifier="ZZ",
            receiver="HOSPITAL",
            receiver_qualifier="ZZ",
            interchange_number=self.control_number,
            group_number=self.control_number,
            created_at=datetime(2026, 6, 1, 9, tzinfo=timezone.utc),
        )
        return formats._codecs()["x12"].encode(parts, envelope)

    def _post(self, connection, payload, drain=True):
        """Accept a payload as the door does, then drain; its message."""
        self.env.flush_all()
        flow = connection.flow_ids.filtered(lambda flow: flow.direction == "in")[:1]
        accepted = self.env["healthcare.message"]._accept(flow, payload)
        if drain:
            self._drain()
        return self.env["healthcare.message"].browse(accepted.message_id)

    def _drain(self):
        """Drain every stage of the usual lane, then see what the database says."""
        self.env.flush_all()
        self.env["healthcare.drain"]._drain("normal")
        self.env.invalidate_all()
