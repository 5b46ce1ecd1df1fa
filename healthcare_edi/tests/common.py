"""A connection that speaks X12 in both directions."""

from odoo import Command
from odoo.tests import TransactionCase


class EdiCase(TransactionCase):
    """``self.connection`` is live and has ``self.partner``, a trading partner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Invented Medical Supply", "code": "invented_medical"}
        )
        cls.flow_in = cls._create_flow("letter_box", "in", False)
        cls.flow_out = cls._create_flow("orders", "out", "purchase_order")
        cls.partner = cls.env["healthcare.trading.partner"].create(
            {
                "connection_id": cls.connection.id,
                "own_identifier": "HOSPITAL",
                "qualifier": "01",
                "identifier": "123456789",
            }
        )

    @classmethod
    def _create_flow(cls, code, direction, kind):
        return cls.env["healthcare.flow"].create(
            {
                "name": code,
                "code": code,
                "connection_id": cls.connection.id,
                "direction": direction,
                "kind": kind,
                "codec": "x12",
            }
        )

    def _forgive(self, *patterns, severity="warning"):
        """Let issues of these codes pass."""
        self.partner.tolerance_ids = [
            Command.create({"pattern": pattern, "severity": severity})
            for pattern in patterns
        ]

    def _sealed(self, code="855", numbers=None, segments=(), **changes):
        """An inbound interchange of this partner as text, with wrong ``numbers``."""
        numbers = {"se01": "", "ge01": "1", "iea01": "1", "isa15": "T"} | (
            numbers or {}
        )
        sender = changes.get("sender", "123456789")
        body = list(segments)
        stated = numbers["se01"] or str(len(body) + 2)
        group = {"855": "PR", "835": "HP"}[code]
        version = {"855": "004010", "835": "005010X221A1"}[code]
        rows = [
            f"ISA*00*{' ' * 10}*00*{' ' * 10}*01*{sender.ljust(15)}*ZZ*"
            f"{'HOSPITAL'.ljust(15)}*260105*1200*U*00401*000000007*0*"
            f"{numbers['isa15']}*:",
            f"GS*{group}*{sender}*HOSPITAL*20260105*1200*7*X*{version}",
            f"ST*{code}*0001",
            *body,
            f"SE*{stated}*0001",
            f"GE*{numbers['ge01']}*7",
            f"IEA*{numbers['iea01']}*000000007",
        ]
        return "".join(row + "~\n" for row in rows)
