"""Goods for one receipt line, before they are written."""

from dataclasses import dataclass
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
