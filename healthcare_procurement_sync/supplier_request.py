"""One supplier document on its way through the handler."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class SupplierRow:
    """``sync`` what this system said before, or None; ``partner`` ours, maybe empty;
    ``values`` fields of ours that it states; ``hits`` of the duplicate rules."""

    incoming: Any
    sync: Any
    partner: Any
    fingerprint: str
    values: dict = field(default_factory=dict)
    hits: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    lost: dict = field(default_factory=dict)
    held: bool = False
    refused: bool = False

    @property
    def document(self):
        return self.incoming.document
