"""What ExplanationOfBenefit and ClaimResponse share: one adjudicated claim.

Patients, names and diagnoses are read over and never kept. Balancing is not judged here
but by :meth:`Remittance.issues`.
"""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Party,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .fhir_adjudication import read_adjudications
from .fhir_claim import SEQUENCES
from .fhir_procedures import (
    ACCOUNT,
    RECEIVED,
    read_bill_type,
    read_line_codes,
    supporting,
)
from .fhir_reading import Reading

REFUSED = ("cancelled", "draft", "entered-in-error")
OUTCOMES = ("complete", "partial", "error")
#: CLP02 of the first, second and third payer; 22 takes back.
PROCESSED = {"P": "1", "S": "2", "T": "3"}
REVERSAL = "22"


class AdjudicatedReading(Reading):
    """``root`` is the ExplanationOfBenefit or the ClaimResponse."""

    #: Member that refers to the claim.
    claim_member = "claim"

    def read(self):
        """One :class:`Remittance` with one claim: the payment of this claim."""
        self.refuse("use", taken=("claim",), code="fhir.use")
        self.refuse("status", refused=REFUSED)
        self.refuse("outcome", taken=OUTCOMES)
        claim = self.adjudicated()
        if claim is None:
            return self.result()
        return self.result(self._remittance(claim))

    def _remittance(self, claim):
        root = self.root
        payment = root.get("payment")
        amount = payment.money("amount")
        if amount is None:
            amount = claim.paid
            self.report("fhir.total", payment.at("amount"), WARNING)
        adjustment = payment.money("adjustment")
        adjustments = ()
        if adjustment:
            reason = payment.coding("adjustmentReason")[0]
            place = payment.at("adjustment")
            adjustments = (ProviderAdjustment("", reason, adjustment, where=place),)
        payee = self._payee()
        return Remittance(
            trace_number=self._trace(payment),
            payment=amount,
            claims=(claim,),
            provider_adjustments=adjustments,
            payment_date=payment.day("date"),
            production_date=root.day("created"),
            payer=root.party("insurer"),
            payer_ids=tuple(filter(None, [root.party("insurer").identifier])),
            payee=payee,
            payee_tax_id=payee.identifier if payee.scheme == "tax_id" else "",
            currency=self.currency() or "USD",
            where=self.part.where,
        )

    def _trace(self, payment):
        number = payment.identifier("identifier")
        if number:
            return number
        self.report("fhir.payment.number", payment.at("identifier"), WARNING)
        return self.number()

    def _payee(self):
        found = self.root.get("payee").party("party")
        if found != Party():
            return found
        name = "provider" if "provider" in self.root else "requestor"
        return self.root.party(name)

    # -- the claim ---------------------------------------------------------

    def adjudicated(self):
        """The :class:`RemittanceClaim`, or None with a fatal issue."""
        root = self.root
        claim = root.follow(self.claim_member)
        services = self._services(claim)
        # Where there are lines, categories of the whole claim repeat their sums.
        alone = not services
        total = read_adjudications(root.rows("total"), derive=alone)
        whole = read_adjudications(root.rows("adjudication"), derive=alone)
        charge = self._sum((total.charge, whole.charge), services, "charge")
        paid = self._sum((total.paid, whole.paid), services, "paid")
        if charge is None or paid is None:
            return None
        first, last = root.period("billablePeriod")
        facility, frequency = read_bill_type(root)
        houses = root.extension
        return RemittanceClaim(
            claim_number=self._claim_number(claim),
            status=houses("status").text("valueString") or self._status(charge),
            charge=charge,
            paid=paid,
            patient_responsibility=total.patient,
            filing_indicator=houses("filing-indicator").text("valueString"),
            payer_claim_number=root.identifier("identifier"),
            facility_type=facility,
            frequency=frequency,
            adjustments=tuple(whole.adjustments or total.adjustments),
            services=tuple(services),
            interest=houses("interest").decimal("valueDecimal"),
            covered=houses("covered").decimal("valueDecimal"),
            crossover_payer=self._crossover(),
            service_from=first,
            service_to=last,
            received_date=self._received(),
            remarks=self.remarks(root),
            where=self.tree.where,
        )

    def _sum(self, stated, services, name):
        """A total as stated, else the sum of the lines, else a fatal issue."""
        for amount in stated:
            if amount is not None:
                return amount
        if not services:
            self.report("fhir.amount.missing", self.root.at("total"), FATAL)
            return None
        return sum((getattr(row, name) for row in services), Decimal(0))

    def _services(self, claim):
        rows = [*self.root.rows("item"), *self.root.rows("addItem")]
        lines = {_number(row, "sequence"): row for row in claim.rows("item")}
        nets = {number: row.money("net") for number, row in lines.items()}
        found = []
        for row in rows:
            number = _number(row, "itemSequence", "sequence")
            service = self._service(row, nets.get(number), lines.get(number))
            if service is not None:
                found.append(service)
        return found

    def _service(self, row, claimed, line):
        net = row.money("net")
        net = claimed if net is None else net
        amounts = read_adjudications(row.rows("adjudication"), charge=net)
        charge = amounts.charge
        for amount, name in ((charge, "submitted"), (amounts.paid, "benefit")):
            if amount is None:
                place = f"{row.at('adjudication')}({name})"
                self.report("fhir.amount.missing", place, FATAL)
        if charge is None or amounts.paid is None:
            return None
        source = line if line is not None and "productOrService" not in row else row
        procedure, revenue = read_line_codes(source)
        first, _last = source.period("servicedPeriod", "servicedDate")
        submitted = row.extension("submitted-procedure").text("valueString")
        return RemittanceService(
            procedure=procedure,
            charge=charge,
            paid=amounts.paid,
            units=source.quantity("quantity")[0],
            submitted_procedure=submitted,
            revenue_code=revenue,
            control_number=row.extension("control-number").text("valueString"),
            service_date=first,
            adjustments=tuple(amounts.adjustments),
            allowed=amounts.allowed,
            remarks=self.remarks(row),
            where=row.place,
        )

    def _claim_number(self, claim):
        """The provider's own number: stated, of the claim, or in the reference."""
        for row in supporting(self.root, ACCOUNT):
            if row.text("valueString"):
                return row.text("valueString")
        number = claim.identifier("identifier")
        number = number or self.root.get(self.claim_member).identifier("identifier")
        if not number:
            self.report("fhir.reference", self.root.at(self.claim_member), FATAL)
        return number

    def _status(self, charge):
        if charge < 0:
            return REVERSAL
        rows = self.root.rows("insurance")
        focal = [n for n, row in enumerate(rows) if row.data.get("focal") is True]
        sequence = SEQUENCES[min(focal[0], 2)] if focal else "P"
        return PROCESSED[sequence]

    def _crossover(self):
        row = self.root.extension("crossover-payer")
        return row.party("valueReference") if row else None

    def _received(self):
        for row in supporting(self.root, RECEIVED):
            return row.day("timingDate")
        return None

    def remarks(self, row):
        """Remark codes of a row, as the house's own extensions."""
        url = "urn:healthcare-integration:remark"
        rows = [each for each in row.rows("extension") if each.text("url") == url]
        return tuple(filter(None, (each.text("valueString") for each in rows)))


def _number(row, *names):
    """The number of a line, or None for what is none."""
    value = next((row.data[name] for name in names if name in row), None)
    return value if isinstance(value, int) else None
