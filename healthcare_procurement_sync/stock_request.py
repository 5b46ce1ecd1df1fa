"""Goods to be moved, before they are written."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Moved:
    """``quantity`` base units of ``product`` from ``source`` to ``target`` at ``at``
    (UTC, naive). ``lot`` by its name; ``values`` further columns of the move.

    ``move`` is the result; ``short`` that Odoo knew less than was taken.
    """

    product: Any
    quantity: Decimal
    source: Any
    target: Any
    at: datetime
    origin: str = ""
    lot: str = ""
    expiry: date | None = None
    where: str = ""
    values: dict | None = None
    move: Any = None
    short: bool = False
