"""Remittance to X12 835. Patients have no name here, so NM1*QC is left out."""

from .adjustments import write_adjustments, write_provider_adjustments
from .vocabulary import party_qualifier
from .writing import Writing, words

VERSION = "005010X221A1"


def write_remittance(remittance):
    """One payment as one transaction set; remarks are written as LQ and MOA."""
    writing = Writing("835", VERSION)
    _write_header(writing, remittance)
    for ordinal, claim in enumerate(remittance.claims, 1):
        if ordinal == 1:
            writing.add("LX", "1")
        _write_claim(writing, claim)
    write_provider_adjustments(writing, remittance.provider_adjustments)
    return writing.part()


def _write_header(writing, remittance):
    writing.add(
        "BPR",
        remittance.handling,
        remittance.payment,
        remittance.credit_debit,
        remittance.method,
        *[""] * 11,
        remittance.payment_date,
    )
    writing.add("TRN", "1", remittance.trace_number, remittance.payer_trace_id)
    if remittance.currency != "USD":
        writing.add("CUR", "PR", remittance.currency, needs=2)
    writing.add("DTM", "405", remittance.production_date, needs=2)
    payer, payee = remittance.payer, remittance.payee
    writing.add(
        "N1", "PR", words(payer.name, 60), party_qualifier(payer), payer.identifier
    )
    for identifier in remittance.payer_ids:
        if identifier != payer.identifier:
            writing.add("REF", "2U", identifier)
    writing.add(
        "N1", "PE", words(payee.name, 60), party_qualifier(payee), payee.identifier
    )
    if remittance.payee_tax_id != payee.identifier:
        writing.add("REF", "TJ", remittance.payee_tax_id, needs=2)


def _write_claim(writing, claim):
    writing.add(
        "CLP",
        claim.claim_number,
        claim.status,
        claim.charge,
        claim.paid,
        claim.patient_responsibility,
        claim.filing_indicator,
        claim.payer_claim_number,
        claim.facility_type,
        claim.frequency,
    )
    write_adjustments(writing, claim.adjustments)
    crossover = claim.crossover_payer
    if crossover is not None:
        writing.add(
            "NM1",
            "TT",
            "2",
            words(crossover.name, 60),
            *[""] * 4,
            party_qualifier(crossover),
            crossover.identifier,
        )
    for start in range(0, len(claim.remarks), 5):
        writing.add("MOA", "", "", *claim.remarks[start : start + 5])
    writing.add("DTM", "232", claim.service_from, needs=2)
    writing.add("DTM", "233", claim.service_to, needs=2)
    writing.add("DTM", "050", claim.received_date, needs=2)
    writing.add("AMT", "I", claim.interest, needs=2)
    writing.add("AMT", "AU", claim.covered, needs=2)
    for service in claim.services:
        _write_service(writing, service)


def _write_service(writing, service):
    writing.add(
        "SVC",
        tuple(service.procedure.split(":")),
        service.charge,
        service.paid,
        service.revenue_code,
        service.units,
        tuple(service.submitted_procedure.split(":")),
    )
    writing.add("DTM", "472", service.service_date, needs=2)
    write_adjustments(writing, service.adjustments)
    writing.add("REF", "6R", service.control_number, needs=2)
    writing.add("AMT", "B6", service.allowed, needs=2)
    for remark in service.remarks:
        writing.add("LQ", "HE", remark)
