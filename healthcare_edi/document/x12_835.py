"""X12 835 health care claim payment advice <-> Remittance.

Names, birth dates and member numbers of patients (NM1*QC, NM1*IL and others) are read
over and never kept. An unknown adjustment reason or remark is no issue: the lists
change three times a year, and money must be posted all the same. Balancing is not
judged by :meth:`read` but by :meth:`Remittance.issues`; a :class:`RemittanceStream`
judges each claim while it passes.
"""

from odoo.addons.healthcare_integration_base.canonical import Party, Remittance
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .adjustments import read_provider_adjustments
from .reading import many_objects, text
from .vocabulary import read_party
from .x12_835_claims import ClaimReader
from .x12_835_write import write_remittance

#: REF01 in loop 1000A that identify the payer.
PAYER_REFERENCES = ("2U", "EO", "HI", "NF")


class X12Remittance(Document):
    """835, version 005010X221A1 when written."""

    code = "x12_835"
    kind = "remittance"
    codec = "x12"
    reads = "835"

    def read(self, part):
        """One :class:`Remittance` per transaction set: one payment."""
        with many_objects():
            stream = RemittanceStream(part)
            return stream.result(tuple(stream.claims()))

    def stream(self, part):
        """The claims of a long payment one by one: a :class:`RemittanceStream`."""
        return RemittanceStream(part)

    def write(self, document):
        """A :class:`Remittance` as 835, as a payer would send it."""
        return write_remittance(document)


class RemittanceStream(ClaimReader):
    """One transaction set of any length in constant memory.

    ::

        stream = X12Remittance().stream(part)
        for claim in stream.claims():  # each complete, `stream.unbalanced` grows
            ...
        stream.result()  # the payment without claims, and the issues of reading
        checker = stream.watch()  # before the claims: syntax too, checker.finish()
        stream.difference()  # sum of CLP04 - PLB - BPR02, 0 when it balances
    """

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.party = ""
        self.provider_adjustments, self.payer_ids = [], []

    def result(self, claims=()):
        """What :meth:`Document.read` answers, once the claims have passed."""
        for tag, field in (("BPR", "payment"), ("TRN", "trace_number")):
            if field not in self.header:
                self.missing(tag)
        if any(issue.severity == FATAL for issue in self.issues):
            return super().result()
        return super().result(
            Remittance(
                claims=claims,
                provider_adjustments=tuple(self.provider_adjustments),
                payer_ids=tuple(self.payer_ids),
                interchange_number=self.facts.get("isa13") or "",
                set_number=self.facts.get("st02") or "",
                **self.header,
            )
        )

    def difference(self):
        """What is missing for CLP04 - PLB = BPR02; None for a payment not readable."""
        payment = self.header.get("payment")
        if payment is None:
            return None
        return (
            self.paid - sum(row.amount for row in self.provider_adjustments) - payment
        )

    def _take_bpr(self, row):
        segment = self.split(row)
        self.count("BPR")
        self.once(segment)
        self.header |= {
            "handling": text(segment, 1),
            "payment": self.amount(segment, 2, mandatory=True),
            "credit_debit": text(segment, 3),
            "method": text(segment, 4),
            "payment_date": self.date(segment, 16),
        }

    def _take_trn(self, row):
        segment = self.split(row)
        self.count("TRN")
        if self.claim is None and "trace_number" not in self.header:
            self.header["trace_number"] = self.mandatory(segment, 2)
            self.header["payer_trace_id"] = text(segment, 3)

    def _take_cur(self, row):
        segment = self.split(row)
        if text(segment, 2):
            self.header["currency"] = text(segment, 2)

    def _take_n1(self, row):
        segment = self.split(row)
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

    def _take_ref(self, row):
        if self.claim is not None:
            return
        segment = self.split(row)
        kind, value = text(segment, 1), text(segment, 2)
        if self.party == "PR" and kind in PAYER_REFERENCES:
            self._payer_id(value)
            payer = self.header["payer"]
            if kind == "2U" and not payer.identifier:
                self.header["payer"] = Party(value, "payer_id", payer.name)
        elif self.party == "PE" and kind == "TJ":
            self.header["payee_tax_id"] = value

    def _take_dtm(self, row):
        segment = self.split(row)
        self._dtm += 1
        if text(segment, 1) == "405":
            self.header["production_date"] = self.date(segment, 2)

    def _take_lx(self, row):
        self.party = ""

    def _open_claim(self, row):
        self.party = ""
        return super()._open_claim(row)

    def _read_plb(self, segment):
        self.provider_adjustments += read_provider_adjustments(self, segment)
