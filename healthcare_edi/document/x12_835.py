"""X12 835 health care claim payment advice <-> Remittance.

Names, birth dates and member numbers of patients (NM1*QC, NM1*IL and others) are read
over and never kept. An unknown adjustment reason or remark is no issue: the lists
change three times a year, and money must be posted all the same. Balancing is not
judged here but by :meth:`Remittance.issues`.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    Party,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .adjustments import read_adjustments, read_provider_adjustments
from .reading import Reading, many_objects, text
from .vocabulary import read_party
from .x12_835_write import write_remittance

#: REF01 in loop 1000A that identify the payer.
PAYER_REFERENCES = ("2U", "EO", "HI", "NF")
#: Elements of MIA and MOA that hold remark codes.
REMARK_ELEMENTS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
#: DTM01 -> field of the claim.
CLAIM_DATES = {"232": "service_from", "233": "service_to", "050": "received_date"}
#: DTM01 of a service date, the single day or the first of a period.
SERVICE_DATES = ("472", "150")
#: AMT01 -> field of the claim.
CLAIM_AMOUNTS = {"I": "interest", "AU": "covered"}


class X12Remittance(Document):
    """835, version 005010X221A1 when written."""

    code = "x12_835"
    kind = "remittance"
    codec = "x12"
    reads = "835"

    def read(self, part):
        """One :class:`Remittance` per transaction set: one payment."""
        with many_objects():
            return _Reader(part).read()

    def write(self, document):
        """A :class:`Remittance` as 835, as a payer would send it."""
        return write_remittance(document)


class _Reader(Reading):
    """State: ``claim`` and ``service`` are open loops, as dicts, or None."""

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.party = ""
        self.claim = self.service = None
        self.claims, self.provider_adjustments, self.payer_ids = [], [], []

    def read(self):
        self.take_all()
        self._close_claim()
        for tag, field in (("BPR", "payment"), ("TRN", "trace_number")):
            if field not in self.header:
                self.missing(tag)
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            Remittance(
                claims=tuple(self.claims),
                provider_adjustments=tuple(self.provider_adjustments),
                payer_ids=tuple(self.payer_ids),
                interchange_number=self.facts.get("isa13") or "",
                set_number=self.facts.get("st02") or "",
                **self.header,
            )
        )

    # -- header ------------------------------------------------------------

    def _take_bpr(self, segment):
        self.header |= {
            "handling": text(segment, 1),
            "payment": self.amount(segment, 2, mandatory=True),
            "credit_debit": text(segment, 3),
            "method": text(segment, 4),
            "payment_date": self.date(segment, 16),
        }

    def _take_trn(self, segment):
        if self.claim is None and "trace_number" not in self.header:
            self.header["trace_number"] = self.mandatory(segment, 2)
            self.header["payer_trace_id"] = text(segment, 3)

    def _take_cur(self, segment):
        if text(segment, 2):
            self.header["currency"] = text(segment, 2)

    def _take_n1(self, segment):
        role = text(segment, 1)
        self.party = role
        party = read_party(segment)
        if role == "PR":
            self.header["payer"] = party
            self._payer_id(party.identifier)
        elif role == "PE":
            self.header["payee"] = party
            if party.scheme == "tax_id":
                self.header["payee_tax_id"] = party.identifier

    def _payer_id(self, identifier):
        if identifier and identifier not in self.payer_ids:
            self.payer_ids.append(identifier)

    def _take_ref(self, segment):
        kind, value = text(segment, 1), text(segment, 2)
        if self.service is not None:
            if kind == "6R":
                self.service["control_number"] = value
        elif self.claim is None and self.party == "PR" and kind in PAYER_REFERENCES:
            self._payer_id(value)
            payer = self.header["payer"]
            if kind == "2U" and not payer.identifier:
                self.header["payer"] = Party(value, "payer_id", payer.name)
        elif self.claim is None and self.party == "PE" and kind == "TJ":
            self.header["payee_tax_id"] = value

    def _take_lx(self, segment):
        self._close_claim()
        self.party = ""

    # -- claim and service -------------------------------------------------

    def _take_clp(self, segment):
        self._close_claim()
        self.party = ""
        self.claim = {
            "claim_number": self.mandatory(segment, 1),
            "status": self.mandatory(segment, 2),
            "charge": self.amount(segment, 3, mandatory=True),
            "paid": self.amount(segment, 4, mandatory=True),
            "patient_responsibility": self.amount(segment, 5),
            "filing_indicator": text(segment, 6),
            "payer_claim_number": text(segment, 7),
            "facility_type": text(segment, 8),
            "frequency": text(segment, 9),
            "where": self.where("CLP"),
            "adjustments": [],
            "services": [],
            "remarks": [],
        }

    def _take_svc(self, segment):
        self._close_service()
        if self.claim is None:
            self.report("x12.segment.place", segment, severity=FATAL)
            return
        self.service = {
            "procedure": self._procedure(segment, 1),
            "charge": self.amount(segment, 2, mandatory=True),
            "paid": self.amount(segment, 3, mandatory=True),
            "revenue_code": text(segment, 4),
            "units": self.amount(segment, 5),
            "submitted_procedure": self._procedure(segment, 6),
            "where": self.where("SVC"),
            "adjustments": [],
            "remarks": [],
        }

    def _procedure(self, segment, number):
        """Qualifier, code and modifiers with colons; the description is left out."""
        if len(segment) <= number:
            return ""
        return ":".join(self.components(segment[number])[:6]).rstrip(":")

    def _take_cas(self, segment):
        loop = self.service or self.claim
        if loop is None:
            self.report("x12.segment.place", segment, severity=FATAL)
            return
        loop["adjustments"] += read_adjustments(self, segment)

    def _take_nm1(self, segment):
        if self.claim is not None and text(segment, 1) == "TT":
            self.claim["crossover_payer"] = read_party(segment, 3, 8, 9)

    def _read_remarks(self, segment):
        if self.claim is None:
            return
        for number in REMARK_ELEMENTS[segment[0]]:
            if text(segment, number):
                self.claim["remarks"].append(text(segment, number))

    _take_mia = _take_moa = _read_remarks

    def _take_lq(self, segment):
        loop = self.service or self.claim
        if loop is not None and text(segment, 2):
            loop["remarks"].append(text(segment, 2))

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if self.service is not None:
            if kind in SERVICE_DATES:
                self.service["service_date"] = self.date(segment, 2)
        elif self.claim is not None:
            if kind in CLAIM_DATES:
                self.claim[CLAIM_DATES[kind]] = self.date(segment, 2)
        elif kind == "405":
            self.header["production_date"] = self.date(segment, 2)

    def _take_amt(self, segment):
        kind = text(segment, 1)
        if self.service is not None:
            if kind == "B6":
                self.service["allowed"] = self.amount(segment, 2)
        elif self.claim is not None and kind in CLAIM_AMOUNTS:
            field = CLAIM_AMOUNTS[kind]
            amount = self.amount(segment, 2)
            if amount is not None:
                self.claim[field] = self.claim.get(field, 0) + amount

    def _take_plb(self, segment):
        self._close_claim()
        self.provider_adjustments += read_provider_adjustments(self, segment)

    def _close_service(self):
        service, self.service = self.service, None
        if service is None or service["charge"] is None or service["paid"] is None:
            return
        service["adjustments"] = tuple(service["adjustments"])
        service["remarks"] = tuple(service["remarks"])
        self.claim["services"].append(RemittanceService(**service))

    def _close_claim(self):
        self._close_service()
        claim, self.claim = self.claim, None
        if claim is None or claim["charge"] is None or claim["paid"] is None:
            return
        for field in ("adjustments", "services", "remarks"):
            claim[field] = tuple(claim[field])
        self.claims.append(RemittanceClaim(**claim))
