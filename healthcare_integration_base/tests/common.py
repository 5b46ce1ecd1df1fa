"""What the tests of the engine share: a company's connection and a scripted handler."""

import json
from datetime import datetime, timezone
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import TransactionCase

from ..canonical import GoodsReceipt, ItemIds, ReceivedLine, to_json
from ..models.healthcare_handler import HealthcareHandler
from ..outcome import Outcome
from ..state import TRANSITIONS

KIND = "goods_receipt"
NOON = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)


class ScriptedHandler:
    """Stands in for a trade's handler: does what the receipt number says.

    ``applied`` lists the receipt numbers that took effect, in order; a rolled-back
    attempt leaves no trace because effects are rows of ``res.partner.category``.
    """

    def __init__(self, env):
        self.env = env
        self.calls = []

    def _subject(self, document):
        return document.order_number and f"order:{document.order_number}"

    def _reference(self, document):
        return document.receipt_number

    def _control_amount(self, document):
        """The sum of the quantities, so that totals can be compared."""
        return sum((line.quantity for line in document.lines), Decimal(0))

    def _content(self, document):
        return self.env["healthcare.handler"]._content(document)

    def _apply(self, incoming):
        self.calls.append(len(incoming))
        return [self._one(row) for row in incoming]

    def _one(self, row):
        number = row.document.receipt_number
        self.env["res.partner.category"].create({"name": f"probe {number}"})
        action = number.partition("-")[0]
        if action == "bug":
            raise ValueError("SECRET-IN-TEXT")
        if action == "sql":
            self.env.cr.execute("SELECT 1/0")
        if action == "wait":
            return Outcome.waiting("order.unknown", "order:PO9")
        if action == "retry":
            return Outcome("retry", "partner.busy")
        if action == "reject":
            return Outcome.rejected("order.closed", "$.order_number")
        return Outcome.done()

    def applied(self):
        """Receipt numbers in the order in which they took effect."""
        rows = self.env["res.partner.category"].search(
            [("name", "=like", "probe %")], order="id"
        )
        return [row.name.removeprefix("probe ") for row in rows]


def guard_moves(cr):
    """Let the database refuse, until the rollback, each move that is not in the table
    of transitions: the statements of the drain are held against it."""
    moves = [
        f"{direction} {before} {after}"
        for direction, table in TRANSITIONS.items()
        for before, targets in table.items()
        for after in targets
    ]
    cr.execute(
        """
        CREATE FUNCTION healthcare_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.direction || ' ' || OLD.state || ' ' || NEW.state <> ALL(%s::text[])
            THEN RAISE EXCEPTION 'no move: %% to %%', OLD.state, NEW.state;
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER healthcare_guard_move BEFORE UPDATE OF state
            ON healthcare_message FOR EACH ROW WHEN (OLD.state <> NEW.state)
            EXECUTE FUNCTION healthcare_guard_move();
        """,
        [moves],
    )


class EngineCase(TransactionCase):
    """A live test connection with one inbound flow of goods receipts as JSON."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        guard_moves(cls.env.cr)
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Central warehouse", "code": "warehouse", "state": "live"}
        )
        cls.flow = cls.env["healthcare.flow"].create(
            {
                "name": "Receipts",
                "code": "receipts",
                "connection_id": cls.connection.id,
                "direction": "in",
                "kind": KIND,
                "codec": "json",
                "retry_attempts": 2,
            }
        )
        cls.messages = cls.env["healthcare.message"]

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        self.handler = ScriptedHandler(self.env)
        self.patch(HealthcareHandler, "_for_kind", lambda model, kind: self.handler)

    def _body(self, number, order=""):
        document = GoodsReceipt(
            receipt_number=number,
            order_number=order,
            lines=(ReceivedLine(ItemIds(buyer="GLOVE"), Decimal(1), "BX"),),
            received_at=NOON,
        )
        return json.dumps(to_json(document)).encode()

    def _accept(self, number, order="", **more):
        """Store one receipt; returns its message."""
        self.env.flush_all()
        accepted = self.messages._accept(self.flow, self._body(number, order), **more)
        return self.messages.browse(accepted.message_id)

    def _drain(self, lane="normal"):
        """Drain, then see what the database says."""
        self.env.flush_all()
        with patch("time.sleep"):
            count = self.env["healthcare.drain"]._drain(lane)
        self.env.invalidate_all()
        return count
