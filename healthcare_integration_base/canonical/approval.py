"""Approval: a decision that is asked for, or was made, in an approval tool."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party
from .requisition import RequisitionLine


@canonical
@dataclass(frozen=True, slots=True)
class Approval(CanonicalDocument):
    """``decision`` requested or withdrawn (by us), approved, refused or returned.

    ``request_id`` names one question; ``decision_id`` one answer in the tool.
    ``document_type`` requisition or purchase_order. ``amount`` in ``currency`` before
    tax: an answer about another amount does not count. ``step`` the name of the rule,
    ``tool`` where it was decided; ``comment`` why. ``lines`` what it is about.
    """

    KIND = "approval"
    SCHEMA_VERSION = 1

    document_type: str
    document_number: str
    decision: str
    request_id: str = ""
    decision_id: str = ""
    step: str = ""
    round: int | None = None
    approver: Party = Party()
    requester: Party = Party()
    on_behalf_of: Party = Party()
    amount: Decimal | None = None
    currency: str = ""
    facility: str = ""
    urgent: bool = False
    requested_at: datetime | None = None
    answer_by: datetime | None = None
    decided_at: datetime | None = None
    comment: str = ""
    tool: str = ""
    lines: tuple[RequisitionLine, ...] = ()
    where: str = ""
