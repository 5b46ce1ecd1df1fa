"""Invented remittances and claims, for hypothesis."""

from datetime import date

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import canonical

from .x12_fields import (
    amounts,
    codes,
    maybe_amount,
    maybe_code,
    maybe_date,
    names,
    parties,
    rows,
)

adjustments = rows(
    canonical.Adjustment,
    8,
    group=st.sampled_from(["CO", "PR", "OA"]),
    reason=st.sampled_from(["45", "1", "A1"]),
    amount=amounts,
    quantity=maybe_amount,
)
procedures = st.sampled_from(["HC:99213", "HC:99214:25:59", "AD:D0120", "NU:0300"])
remittances = st.builds(
    canonical.Remittance,
    trace_number=codes,
    payment=amounts,
    claims=rows(
        canonical.RemittanceClaim,
        claim_number=codes,
        status=st.sampled_from(["1", "22", "4"]),
        charge=amounts,
        paid=amounts,
        patient_responsibility=maybe_amount,
        filing_indicator=maybe_code,
        payer_claim_number=maybe_code,
        facility_type=maybe_code,
        frequency=maybe_code,
        adjustments=adjustments,
        services=rows(
            canonical.RemittanceService,
            procedure=procedures,
            charge=amounts,
            paid=amounts,
            units=maybe_amount,
            submitted_procedure=st.one_of(st.just(""), procedures),
            revenue_code=maybe_code,
            control_number=maybe_code,
            service_date=maybe_date,
            adjustments=adjustments,
            allowed=maybe_amount,
            remarks=st.lists(codes, max_size=3).map(tuple),
        ),
        interest=maybe_amount,
        crossover_payer=st.one_of(
            st.none(), parties.filter(lambda p: p.identifier and p.name)
        ),
        service_from=maybe_date,
        service_to=maybe_date,
        received_date=maybe_date,
        remarks=st.lists(codes, max_size=7).map(tuple),
        covered=maybe_amount,
    ),
    provider_adjustments=rows(
        canonical.ProviderAdjustment,
        provider=codes,
        code=st.sampled_from(["WO", "L6", "FB"]),
        amount=amounts,
        reference=maybe_code,
        fiscal_date=maybe_date,
    ),
    payer_trace_id=maybe_code,
    handling=st.sampled_from(["I", "H"]),
    method=st.sampled_from(["ACH", "CHK", "NON"]),
    payment_date=maybe_date,
    production_date=maybe_date,
    payer=st.just(canonical.Party("P1", "payer_id", "INVENTED PLAN")),
    payer_ids=st.just(("P1", "P2")),
    payee=st.just(canonical.Party("1999999984", "npi", "CLINIC")),
    payee_tax_id=maybe_code,
    currency=st.sampled_from(["USD", "CAD"]),
)
organisations = st.builds(
    canonical.Party,
    identifier=codes,
    scheme=st.sampled_from(["npi", "tax_id", "payer_id", "x12:46"]),
    name=names.filter(bool),
)
clinicians = st.one_of(
    st.none(), st.builds(canonical.Party, identifier=codes, scheme=st.just("npi"))
)
flags = st.sampled_from(["", "Y", "N"])
filings = st.builds(
    canonical.ClaimFiling,
    reference=codes,
    submitter=organisations,
    submitter_phone=st.sampled_from(["", "2175550100"]),
    receiver=organisations,
    billing_address=st.builds(
        canonical.PostalAddress,
        street=names,
        street2=names,
        city=names,
        state=st.sampled_from(["", "IL"]),
        postal_code=st.sampled_from(["", "62701"]),
        country=st.sampled_from(["", "CA"]),
    ),
    billing_tax_id=maybe_code,
    billing_taxonomy=maybe_code,
    signature_on_file=flags,
    assignment=flags,
    benefits_assigned=flags,
    release=flags,
    authorization=maybe_code,
    admission_type=maybe_code,
    admission_source=maybe_code,
    discharge_status=maybe_code,
)
PERIOD = {
    "service_from": st.just(date(2026, 1, 5)),
    "service_to": st.sampled_from([date(2026, 1, 5), date(2026, 1, 7)]),
}
LINE = {
    "number": codes,
    "procedure": procedures,
    "charge": amounts,
    "units": maybe_amount,
    "control_number": maybe_code,
}
CLAIM = {
    "claim_number": codes,
    "payer": parties,
    "charge": amounts,
    "frequency": st.sampled_from("178"),
    "sequence": st.sampled_from("PS"),
    "filing_indicator": maybe_code,
    "facility_type": maybe_code,
    "billing_provider": parties,
    "payer_claim_number": maybe_code,
    "next_payer": st.one_of(
        st.none(), st.just(canonical.Party("P2", "payer_id", "SECOND PLAN"))
    ),
    "submitted_date": maybe_date,
    "attending_provider": clinicians,
    "rendering_provider": clinicians,
    "filing": st.one_of(st.none(), filings),
}
professional = st.builds(
    canonical.Claim,
    lines=rows(
        canonical.ClaimServiceLine,
        unit=st.sampled_from(["UN", "MJ"]),
        place_of_service=st.sampled_from(["", "22"]),
        **LINE,
        **PERIOD,
    ),
    claim_type=st.just("837P"),
    **CLAIM,
    **PERIOD,
)
institutional = st.builds(
    canonical.Claim,
    lines=rows(
        canonical.ClaimServiceLine,
        revenue_code=maybe_code,
        unit=st.sampled_from(["UN", "DA"]),
        **LINE,
        **PERIOD,
    ),
    claim_type=st.just("837I"),
    **CLAIM,
    **PERIOD,
)
claims = st.one_of(professional, institutional)
