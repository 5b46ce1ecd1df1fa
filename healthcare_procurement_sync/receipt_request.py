"""One receipt event while it is being booked."""

from dataclasses import dataclass, field
from typing import Any

BACK = ("reverse", "return")
"""Events by which goods leave again."""


@dataclass(slots=True)
class Receipt:
    """An event with its order, open transfer and checked lines.

    ``outcome`` is set when the event ends without a booking; ``mapped`` holds the ids
    of the mapping rows that translated its codes; ``held`` values of what stands on the
    dock.
    """

    row: Any
    document: Any
    order: Any
    fingerprint: str
    picking: Any = None
    lines: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    mapped: tuple = ()
    outcome: Any = None
    held: list = field(default_factory=list)
