"""Goods for one receipt line, before they are written."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class PreparedLine:
    """``quantity`` in ``unit`` of one lot of ``product`` for ``order_line``.

    ``where`` the place in the payload; ``expiry`` a date, the last day of use.
    """

    order_line: Any
    product: Any
    unit: Any
    quantity: Decimal
    lot: str = ""
    expiry: date | None = None
    sscc: str = ""
    where: str = ""


@dataclass(slots=True)
class ReceiptPlan:
    """The lines of one shipment for the open receipt of one order."""

    order: Any
    picking: Any
    lines: list
    shipment: Any


@dataclass(slots=True)
class Notice:
    """A ship notice while it is applied; ``outcome`` when nothing is to be written."""

    plans: list = field(default_factory=list)
    touched: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    outcome: Any = None
