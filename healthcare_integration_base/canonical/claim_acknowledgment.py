"""Claim acknowledgment: which claims a payer took in (X12 277CA, guide 005010X214).

A rejection here is no denial: the claim never entered adjudication. Only categories A
belong into a claim acknowledgment; others are kept and change nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..issue import WARNING, Issue
from .base import CanonicalDocument, canonical
from .claim_status import StatusLine, StatusReport
from .party import Party

ACCEPTED = "accepted"
REJECTED = "rejected"
RECEIVED = "received"
UNKNOWN = "unknown"
#: Claim status category -> what it means for the claim. A5: the payer splits it.
CATEGORY_OUTCOMES = {
    "A0": RECEIVED,
    "A1": RECEIVED,
    "A2": ACCEPTED,
    "A3": REJECTED,
    "A4": REJECTED,
    "A5": ACCEPTED,
    "A6": REJECTED,
    "A7": REJECTED,
    "A8": REJECTED,
}
#: The order in which one outcome overrules another of the same claim.
_STRONGEST = (REJECTED, ACCEPTED, RECEIVED)


@dataclass(frozen=True, slots=True)
class AcknowledgedClaim:
    """``claim_number`` is TRN02, the CLM01 of the 837; ``payer_claim_number`` REF*1K;
    ``clearinghouse_number`` REF*D9; ``bill_type`` REF*BLT.
    """

    claim_number: str
    reports: tuple[StatusReport, ...] = ()
    payer_claim_number: str = ""
    clearinghouse_number: str = ""
    bill_type: str = ""
    service_from: date | None = None
    service_to: date | None = None
    provider: Party = Party()
    lines: tuple[StatusLine, ...] = ()
    where: str = ""

    @property
    def outcome(self):
        """``accepted``, ``rejected``, ``received`` or ``unknown``.

        One rejecting category of the claim itself is enough to reject it; without any
        category that we know nothing is decided.
        """
        found = {
            CATEGORY_OUTCOMES.get(code.category)
            for report in self.reports
            for code in report.codes
        }
        return next((item for item in _STRONGEST if item in found), UNKNOWN)


@dataclass(frozen=True, slots=True)
class AcknowledgedLevel:
    """Receiver (``level`` ``receiver``: the whole 837) or one billing provider.

    ``trace_number`` of the receiver is the BHT03 of the 837. Counts and amounts are
    totals as stated, None where not stated.
    """

    level: str
    party: Party = Party()
    trace_number: str = ""
    reports: tuple[StatusReport, ...] = ()
    accepted_count: Decimal | None = None
    rejected_count: Decimal | None = None
    accepted_amount: Decimal | None = None
    rejected_amount: Decimal | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ClaimAcknowledgment(CanonicalDocument):
    """What became of the claims of one 837, for one information receiver.

    ``source`` a payer (``source_role`` PR) or a clearinghouse (AY); ``source_trace``
    TRN02 of the source; ``received_date`` DTP*050 and ``processed_date`` DTP*009 of the
    837; ``created_at`` BHT04 and BHT05, taken as UTC.
    """

    KIND = "claim_acknowledgment"
    SCHEMA_VERSION = 1

    reference: str
    claims: tuple[AcknowledgedClaim, ...] = ()
    levels: tuple[AcknowledgedLevel, ...] = ()
    source: Party = Party()
    source_role: str = "PR"
    source_trace: str = ""
    receiver: Party = Party()
    received_date: date | None = None
    processed_date: date | None = None
    created_at: datetime | None = None
    where: str = ""

    @property
    def batch_number(self):
        """The BHT03 of the 837 that is answered, empty where not stated."""
        levels = (row for row in self.levels if row.level == "receiver")
        return next((row.trace_number for row in levels), "")

    @property
    def rejected_claims(self):
        """The claims that have to be corrected and sent again."""
        return tuple(claim for claim in self.claims if claim.outcome == REJECTED)

    def issues(self):
        """Stated counts of claims that differ from the claims, as warnings."""
        found = []
        for row in self.levels:
            claims = self.claims
            if row.level == "provider":
                claims = [item for item in claims if item.provider == row.party]
            for outcome, stated in (
                (ACCEPTED, row.accepted_count),
                (REJECTED, row.rejected_count),
            ):
                counted = sum(1 for claim in claims if claim.outcome == outcome)
                if stated is not None and claims and stated != counted:
                    found.append(_miscounted(outcome, row.where))
        return found


def _miscounted(outcome, where):
    return Issue(
        f"claim_acknowledgment.count.{outcome}",
        where,
        WARNING,
        "The stated number of claims is not the number of claims.",
        "Ask the payer for the missing answers.",
    )
