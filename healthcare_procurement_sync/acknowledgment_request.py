"""One acknowledgment while it is being applied."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Answer:
    """What an acknowledgment changes: values per order line, prices, findings.

    ``outcome`` is set when the document ends without touching the order. ``changes``,
    ``places`` and ``mapped`` (ids of the mapping rows used) are keyed by order line,
    ``prices`` holds agreed prices per unit of the line.
    """

    row: Any
    document: Any
    order: Any
    fingerprint: str
    header: Any = None
    policy: Any = None
    outcome: Any = None
    now: Any = None
    changes: dict = field(default_factory=dict)
    prices: dict = field(default_factory=dict)
    places: dict = field(default_factory=dict)
    mapped: dict = field(default_factory=dict)
    substitutions: list = field(default_factory=list)
    findings: list = field(default_factory=list)
