"""A live connection by folders that exchanges X12 with a partner, through the drain."""

import os
import tempfile
from datetime import date
from decimal import Decimal
from unittest.mock import Mock, patch

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderLine,
    PurchaseOrder,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import (
    HealthcareHandler,
)
from odoo.addons.healthcare_integration_base.outcome import Outcome

from ..document.acknowledging import ACKNOWLEDGERS
from ..models.healthcare_acknowledging import HealthcareFormat
from ..models.healthcare_format import HealthcareFormat as Documents
from .common import EdiCase
from .stub_997 import Stub997, acknowledge

KIND = "functional_acknowledgment"
GOOD = ["BAK*00*AD*PO00012*20260105", "PO1*1*4*BX***VC*GLV-M", "ACK*IA*4*BX"]


class Trade:
    """Stands in for the handlers of a trade: takes everything."""

    def __init__(self, env):
        self.env = env
        self.applied = []
        self._transmitted = Mock()

    def _subject(self, document):
        return ""

    def _reference(self, document):
        return getattr(document, "order_number", "") or "?"

    def _control_amount(self, document):
        return None

    def _content(self, document):
        return self.env["healthcare.handler"]._content(document)

    def _compose(self, records):
        raise NotImplementedError

    def _apply(self, incoming):
        self.applied += [self._reference(row.document) for row in incoming]
        return [Outcome.done() for _row in incoming]


class ExchangeCase(EdiCase):
    """``self.trade`` is what the trade's handlers saw; ``self.sent()`` what left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_flow("answers", "in", "order_acknowledgment")
        cls._create_flow("acknowledgments-in", "in", KIND)

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        root = self.enterContext(tempfile.TemporaryDirectory())
        self.out = os.path.join(root, "out")
        os.mkdir(self.out)
        os.mkdir(os.path.join(root, "in"))
        patched = {"HEALTHCARE_FOLDER_ROOT": root}
        self.enterContext(patch.dict(os.environ, patched))
        self.connection.write(
            {"connector": "folder", "folder_in": "in", "folder_out": "out"}
        )
        self.connection.state = "live"
        self.trade = Trade(self.env)
        self.patch(HealthcareHandler, "_for_kind", self._handler_of)
        if "x12" not in ACKNOWLEDGERS:
            self.patch(
                HealthcareFormat,
                "_acknowledgers",
                lambda model: ACKNOWLEDGERS | {"x12": acknowledge},
            )
            known = Documents._documents
            self.patch(
                Documents,
                "_documents",
                lambda model: known(model) | {"x12_997": Stub997()},
            )

    def _handler_of(self, kind):
        if kind == KIND:
            return self.env["healthcare.handler.functional_acknowledgment"]
        return self.trade

    def _receive(self, text, **more):
        """Take a file in by the letter box and drain; its message."""
        self.env.flush_all()
        accepted = self.env["healthcare.message"]._accept(
            self.flow_in, text.encode(), **more
        )
        self._drain()
        return self.env["healthcare.message"].browse(accepted.message_id)

    def _drain(self):
        self.env.flush_all()
        self.env["healthcare.drain"]._drain("normal")
        self.env.invalidate_all()

    def _order(self, number="PO00012", record=None):
        """Send an order; its message."""
        message = self.env["healthcare.message"]._outbox(
            self.flow_out, self._order_document(number), record=record
        )
        self._drain()
        return message

    def _order_document(self, number="PO00012"):
        return PurchaseOrder(
            order_number=number,
            order_date=date(2026, 1, 5),
            lines=(OrderLine("1", ItemIds(supplier="GLV-M"), Decimal(4), "BX"),),
        )

    def sent(self):
        """Decoded files that left, in the order of their control numbers."""
        codec = self.env["healthcare.format"]._codecs()["x12"]
        found = []
        for name in os.listdir(self.out):
            with open(os.path.join(self.out, name), "rb") as file:
                found.append(codec.decode(file.read()))
        return sorted(found, key=lambda row: row.parts[0].facts["isa13"])

    def _exceptions(self, code):
        return self.env["healthcare.exception"].search(
            [("code", "=", code), ("connection_id", "=", self.connection.id)]
        )

    def _two_sets(self, second_count="5", control="000000007"):
        """An interchange with two 855: the second states ``second_count`` segments."""
        text = self._sealed(segments=GOOD)
        head, tail = text.split("GE*1*7")
        other = [row.replace("PO00012", "PO00013") for row in GOOD]
        rows = ["ST*855*0002", *other, f"SE*{second_count}*0002"]
        text = head + "".join(row + "~\n" for row in rows) + "GE*2*7" + tail
        return text.replace("000000007", control)


__all__ = ["GOOD", "KIND", "ExchangeCase", "patch"]
