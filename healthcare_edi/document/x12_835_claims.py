"""The claims of an 835 one by one: each complete, balanced and then let go.

This is the hot path of a payment with a million claims. It reads by descent: a payment
has claims, a claim has services; each level takes segments from one iterator until one
comes that is not its own, and hands that back. A segment is split only where it is
wanted, and what is unusual (an amount that is missing, blanks that fill up an element)
goes the long way through :class:`Reading`.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    RemittanceClaim,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.canonical.draft import draft_of
from odoo.addons.healthcare_integration_base.issue import FATAL

from ..codec.x12.values import read_decimals
from .adjustments import read_adjustments
from .reading import ISSUES_MAX, text
from .vocabulary import read_party
from .x12_835_services import BLANKS, END, NOBODY, ZERO, ServiceReader

#: Elements of MIA and MOA that hold remark codes.
REMARK_ELEMENTS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
#: DTM01 -> field of the claim.
CLAIM_DATES = {"232": "service_from", "233": "service_to", "050": "received_date"}
#: AMT01 -> field of the claim.
CLAIM_AMOUNTS = {"I": "interest", "AU": "covered"}
_ClaimDraft = draft_of(RemittanceClaim)


class ClaimReader(ServiceReader):
    """Header and claims; ``claim`` and ``service`` are drafts while they are open.

    ``unbalanced`` holds what does not add up in claims and services, like
    :meth:`Remittance.issues`, at most as many as other issues, ``unbalanced_count`` how
    many there are; ``paid`` is the sum of CLP04.
    """

    def __init__(self, part):
        super().__init__(part)
        self.claim = None
        self.unbalanced, self.unbalanced_count = [], 0
        self.paid = ZERO
        self._claim_days, self._remarks = {}, {}

    def claims(self):
        """Yield every :class:`RemittanceClaim`, and read over everything else."""
        row, (clp,) = self._skip(), self.keys("CLP")
        while row is not None:
            if row[:4] == clp or self.tag(row) == "CLP":
                claim, row = self._read_claim(row)
                if claim is not None:
                    yield claim
                continue
            tag = self.tag(row)
            if tag == "PLB":
                self.count(tag)
                self._read_plb(self.split(row))
            else:
                self._svc += 1
                self.report("x12.segment.place", [tag], severity=FATAL)
            row = self._skip()

    def _skip(self):
        """What stands outside of claims; the first segment that is not ours."""
        for row in self.rows:
            take = self._outside.get(self.tag(row)) if row else None
            if take is END:
                return row
            if take is not None:
                take(row)
        return None

    # -- claim -------------------------------------------------------------

    def _read_claim(self, row):
        """A CLP and all below it; the claim, or None, and the segment after it."""
        claim = self.claim = self._open_claim(row)
        cas, adjusted, table = self._cas_key, ZERO, self._claim_level
        for row in self.rows:
            tag = row[:4]
            if tag == cas:
                adjusted += self._adjust(row, claim.adjustments)
                continue
            take = table.get(tag) or self.taker(table, row)
            if take is END:
                break
            if take is not NOBODY:
                take(row)
        else:
            row = None
        charged, balances = ZERO, True
        while row is not None and row[:3] == "SVC":
            lines, row = self._read_service(row)
            service = self.service
            if lines is not None:
                charge = service.charge
                charged += charge
                adjusted += lines
                if charge - lines != service.paid:
                    balances = False
                service.__class__ = RemittanceService  # seal() without a call
                claim.services.append(service)
        self.service = None
        found = self._close_claim(claim, adjusted, charged, balances)
        if row is not None and row[:3] != "CLP" and self.tag(row) == "LX":
            self._outside["LX"](row)  # what follows it is outside of claims
            row = self._skip()
        return found, row

    def _open_claim(self, row):
        self._clp += 1
        segment = self.split(row) if " " in row else row.split(self.element)
        _, number, status, charge, paid, share, filing, icn, facility, frequency = (
            segment if len(segment) == 10 else (segment + BLANKS)[:10]
        )
        charge, paid, share = read_decimals(charge, paid, share)
        if charge is None or paid is None or share is None or not (number and status):
            self.mandatory(segment, 1)
            self.mandatory(segment, 2)
            self.amount(segment, 3, mandatory=True)
            self.amount(segment, 4, mandatory=True)
            self.amount(segment, 5)  # not stated is no fault
        claim = _ClaimDraft()
        claim.claim_number, claim.status = number, status
        claim.charge, claim.paid, claim.patient_responsibility = charge, paid, share
        claim.filing_indicator, claim.payer_claim_number = filing, icn
        claim.facility_type, claim.frequency = facility, frequency
        claim.adjustments, claim.services, claim.remarks = [], [], []
        claim.interest = claim.covered = claim.crossover_payer = None
        claim.service_from = claim.service_to = claim.received_date = None
        claim.where = f"{self._prefix}CLP[{self._clp}]"
        return claim

    def _close_claim(self, claim, adjusted, charged, balances):
        self.claim = None
        charge, paid = claim.charge, claim.paid
        if charge is None or paid is None:
            return None
        claim.adjustments = tuple(claim.adjustments)
        services = claim.services = tuple(claim.services)
        claim.remarks = tuple(claim.remarks)
        claim.__class__ = RemittanceClaim  # seal() without a call
        self.paid += paid
        if (
            not balances
            or charge - adjusted != paid
            or (services and charged != charge)
        ):
            found = claim.unbalanced()
            self.unbalanced_count += len(found)
            self.unbalanced += found[: ISSUES_MAX - len(self.unbalanced)]
        return claim

    def _claim_date(self, row):
        self._dtm += 1
        known = self._claim_days.get(row)
        if known is not None:
            setattr(self.claim, *known)
        elif field := CLAIM_DATES.get(row[4:7]):
            day = self._day(row)
            setattr(self.claim, field, day)
            if day:
                self._keep(self._claim_days, row, (field, day))

    # -- segments without a hot path -----------------------------------------

    def _take_nm1(self, row):
        if row[4:6] == "TT" and self.claim is not None:
            self.claim.crossover_payer = read_party(self.split(row), 3, 8, 9)

    def _read_remarks(self, row):
        if self.claim is not None:
            segment = self.split(row)
            found = [text(segment, at) for at in REMARK_ELEMENTS[segment[0]]]
            self.claim.remarks += filter(None, found)

    _take_mia = _take_moa = _read_remarks

    def _take_lq(self, row):
        loop = self.service or self.claim
        if loop is not None:
            remark = self._remarks.get(row)
            if remark is None:
                remark = self._keep(self._remarks, row, text(self.split(row), 2))
            if remark:
                loop.remarks.append(remark)

    def _take_cas(self, row):
        """A CAS outside of claims, or one without any element."""
        self._cas += 1
        if self.claim is None:
            self.report("x12.segment.place", ["CAS"], severity=FATAL)
        else:
            read_adjustments(self, self.split(row))

    def _take_amt(self, row):
        self._amt += 1
        segment = self.split(row)
        field = CLAIM_AMOUNTS.get(text(segment, 1))
        if self.claim is not None and field:
            amount = self.amount(segment, 2)
            if amount is not None:
                known = getattr(self.claim, field) or ZERO
                setattr(self.claim, field, known + amount)
