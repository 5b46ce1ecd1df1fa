"""What stands behind an amount: the answer of a business record to "why this?"."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place of one message that contributed to an amount.

    ``where`` is the place in its payload; ``amount`` what it contributed, in the
    company's currency and signed as in the record; ``what`` in plain words, without
    values of a payload; ``approver_id`` who released it, ``approved_at`` when (UTC).
    """

    message_id: int
    where: str = ""
    amount: Decimal | None = None
    what: str = ""
    lineage_id: int = 0
    approver_id: int = 0
    approved_at: datetime | None = None
