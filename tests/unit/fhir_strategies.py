"""Invented canonical documents as FHIR R4 can say them, for hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from odoo.addons.healthcare_edi.document.fhir_appointment import ACTIONS
from odoo.addons.healthcare_integration_base import canonical

from .hl7_strategies import encounters, instants, maybe_instant, patients
from .x12_fields import (
    amounts,
    codes,
    dates,
    items,
    maybe_amount,
    maybe_code,
    maybe_date,
    names,
    positive,
    rows,
)

SCHEMES = ["", "npi", "gln", "tax_id", "duns", "dea", "payer_id", "fhir:urn:x"]
procedures = st.sampled_from(
    ["HC:99213:25", "HC:J1885", "N4:00093714656", "AD:D1110", "ZZ:X1:LT:RT"]
)
numbered = st.builds(
    canonical.Party,
    identifier=codes,
    scheme=st.sampled_from([*SCHEMES, "assigned_by_buyer"]),
)
people = st.one_of(st.just(canonical.Party()), numbered)
known = st.builds(lambda party, name: replace(party, name=name), numbered, names)
companies = st.one_of(
    st.just(canonical.Party()), known, names.map(lambda n: canonical.Party(name=n))
)
somebody = st.one_of(st.none(), known)
currencies = st.sampled_from(["USD", "EUR"])
concepts = (
    st.text("ABC019 |^/", min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
bills = st.sampled_from([("", ""), ("11", "1"), ("22", "7")])
goods = items.filter(lambda item: item != canonical.ItemIds())


@st.composite
def claims(draw):
    """Lines are numbered; the period is stated."""
    lines = draw(
        rows(
            canonical.ClaimServiceLine,
            number=st.just(""),
            procedure=procedures,
            charge=amounts,
            units=maybe_amount,
            revenue_code=st.sampled_from(["", "0120"]),
            control_number=maybe_code,
            service_from=dates,
            service_to=dates,
        )
    )
    lines = [replace(line, number=str(n)) for n, line in enumerate(lines, 1)]
    facility, frequency = draw(bills)
    return canonical.Claim(
        claim_number=draw(codes),
        payer=draw(companies),
        charge=draw(amounts),
        lines=tuple(lines),
        claim_type=draw(st.sampled_from(["837P", "837I", "837D", "vision"])),
        frequency=frequency or "1",
        sequence=draw(st.sampled_from("PST")),
        filing_indicator=draw(st.sampled_from(["", "MB"])),
        facility_type=facility,
        billing_provider=draw(companies),
        payer_claim_number=draw(maybe_code),
        original_claim_number=draw(maybe_code),
        patient_key=draw(patients),
        next_payer=draw(somebody),
        service_from=draw(dates),
        service_to=draw(dates),
        submitted_date=draw(maybe_date),
        currency=draw(currencies),
    )


adjustments = rows(
    canonical.Adjustment,
    group=st.sampled_from(["CO", "PR", "OA", "PI"]),
    reason=st.sampled_from(["45", "1", "B7"]),
    amount=amounts,
    quantity=maybe_amount,
)
remarks = st.lists(st.sampled_from(["N130", "MA01"]), max_size=2).map(tuple)


@st.composite
def services(draw):
    """Without adjustments there is nothing between charge and allowed."""
    found = draw(adjustments)
    return canonical.RemittanceService(
        procedure=draw(procedures),
        charge=draw(amounts),
        paid=draw(amounts),
        units=draw(maybe_amount),
        submitted_procedure=draw(st.sampled_from(["", "HC:99214"])),
        revenue_code=draw(st.sampled_from(["", "0450"])),
        control_number=draw(maybe_code),
        service_date=draw(maybe_date),
        adjustments=found,
        allowed=draw(maybe_amount) if found else None,
        remarks=draw(remarks),
    )


@st.composite
def paid_claims(draw):
    """One claim with its lines."""
    facility, frequency = draw(bills)
    return canonical.RemittanceClaim(
        claim_number=draw(codes),
        status=draw(st.sampled_from(["1", "2", "4", "22"])),
        charge=draw(amounts),
        paid=draw(amounts),
        patient_responsibility=draw(maybe_amount),
        filing_indicator=draw(st.sampled_from(["", "12"])),
        payer_claim_number=draw(maybe_code),
        facility_type=facility,
        frequency=frequency,
        adjustments=draw(adjustments),
        services=tuple(draw(st.lists(services(), max_size=2))),
        interest=draw(maybe_amount),
        crossover_payer=draw(somebody),
        service_from=draw(maybe_date),
        service_to=draw(maybe_date),
        received_date=draw(maybe_date),
        remarks=draw(remarks),
        covered=draw(maybe_amount),
    )


@st.composite
def remittances(draw):
    """Of one claim or of several, with adjustments of the payment."""
    payer, payee = draw(companies), draw(companies)
    return canonical.Remittance(
        trace_number=draw(codes),
        payment=draw(amounts),
        claims=tuple(draw(st.lists(paid_claims(), max_size=3))),
        provider_adjustments=draw(
            rows(
                canonical.ProviderAdjustment,
                provider=maybe_code,
                code=st.sampled_from(["WO", "L6"]),
                amount=amounts,
                reference=maybe_code,
                fiscal_date=maybe_date,
            )
        ),
        payment_date=draw(maybe_date),
        production_date=draw(maybe_date),
        payer=payer,
        payer_ids=(payer.identifier,) if payer.identifier else (),
        payee=payee,
        payee_tax_id=payee.identifier if payee.scheme == "tax_id" else "",
        currency=draw(currencies),
    )


@st.composite
def charges(draw):
    """A unit belongs to a quantity, a procedure stands by its own code."""
    quantity = draw(maybe_amount)
    return canonical.Charge(
        charge_number=draw(codes),
        code=draw(concepts),
        charge_type=draw(st.sampled_from(["charge", "credit"])),
        code_system=draw(st.sampled_from(["", "urn:local"])),
        procedure=draw(st.one_of(st.just(""), procedures)),
        item=draw(items),
        quantity=quantity,
        uom=draw(maybe_code) if quantity is not None else "",
        unit_price=draw(maybe_amount),
        amount=draw(maybe_amount),
        cost=draw(maybe_amount),
        currency=draw(currencies),
        service_date=draw(maybe_date),
        posted_date=draw(maybe_date),
        department=draw(maybe_code),
        performer=draw(people),
        facility=draw(companies),
        order_number=draw(maybe_code),
        batch_number=draw(maybe_code),
        patient_key=draw(patients),
        encounter_key=draw(encounters),
        status=draw(st.sampled_from(["billable", "billed", "entered-in-error"])),
    )


components = rows(
    canonical.PriceComponent,
    component=st.sampled_from(["base", "discount", "tax"]),
    amount=maybe_amount,
    code=maybe_code,
    factor=maybe_amount,
)


@st.composite
def invoices(draw):
    """Lines are numbered and name a charge or a code."""
    lines = draw(
        rows(
            canonical.CustomerInvoiceLine,
            number=st.just(""),
            charge_number=maybe_code,
            code=concepts,
            code_system=st.sampled_from(["", "urn:local"]),
            components=components,
        )
    )
    lines = [replace(line, number=str(n)) for n, line in enumerate(lines, 1)]
    tokens = patients.map(lambda key: canonical.Party(key, "opaque"))
    return canonical.CustomerInvoice(
        invoice_number=draw(codes),
        status=draw(st.sampled_from(["draft", "issued", "cancelled"])),
        invoice_date=draw(maybe_date),
        lines=tuple(lines),
        components=draw(components),
        total_net=draw(maybe_amount),
        total_gross=draw(maybe_amount),
        currency=draw(currencies),
        issuer=draw(companies),
        recipient=draw(st.one_of(companies, tokens)),
        account_number=draw(maybe_code),
        payment_terms=draw(names),
        patient_key=draw(patients),
    )


appointments = st.builds(
    canonical.Appointment,
    appointment_number=codes,
    action=st.sampled_from(["book", "reschedule", "cancel", "block"]),
    status=st.sampled_from(["", *ACTIONS]),
    starts_at=maybe_instant,
    ends_at=maybe_instant,
    minutes=st.one_of(st.none(), st.integers(1, 999)),
    service=concepts,
    service_system=st.sampled_from(["", "urn:services"]),
    appointment_type=maybe_code,
    resources=rows(
        canonical.AppointmentResource,
        kind=st.sampled_from(["person", "location", "equipment", "service"]),
        party=people,
        code=concepts,
        code_system=st.sampled_from(["", "urn:roles"]),
    ),
    filler_number=maybe_code,
    order_number=maybe_code,
    patient_key=patients,
    encounter_key=encounters,
    message_number=maybe_code,
)
supply_requests = st.builds(
    canonical.SupplyRequest,
    request_number=codes,
    status=st.sampled_from(["draft", "active", "completed"]),
    lines=st.builds(
        canonical.SupplyRequestLine,
        number=st.just("1"),
        item=items,
        quantity=amounts,
        uom=maybe_code,
        code=concepts,
        code_system=st.sampled_from(["", "urn:local"]),
    ).map(lambda line: (line,)),
    category=maybe_code,
    priority=st.sampled_from(["", "stat"]),
    needed_from=maybe_date,
    needed_by=maybe_date,
    requested_at=maybe_instant,
    requester=companies,
    suppliers=st.lists(known, max_size=2).map(tuple),
    deliver_from=people,
    deliver_to=people,
    patient_key=patients,
)
lots = st.one_of(
    st.just(()),
    st.builds(canonical.Lot, lot=codes, serial=maybe_code, expiry=maybe_date).map(
        lambda lot: (lot,)
    ),
)
ship_notices = st.builds(
    canonical.ShipNotice,
    shipment_id=codes,
    orders=st.builds(
        canonical.ShippedOrder,
        order_number=codes,
        lines=st.builds(
            canonical.ShippedLine,
            item=goods,
            quantity=positive,
            uom=maybe_code,
            line_number=maybe_code,
            lots=lots,
            sscc=maybe_code,
        ).map(lambda line: (line,)),
    ).map(lambda order: (order,)),
    purpose=st.sampled_from(["00", "05"]),
    shipped_date=maybe_date,
    expected_date=maybe_date,
    created_at=maybe_instant,
    carrier=maybe_code,
    tracking=maybe_code,
    bill_of_lading=maybe_code,
    ship_from=companies,
    ship_to=people,
)
receipts = st.builds(
    canonical.GoodsReceipt,
    receipt_number=codes,
    order_number=codes,
    lines=st.builds(
        canonical.ReceivedLine,
        item=goods,
        quantity=positive,
        uom=maybe_code,
        line_number=maybe_code,
        lots=lots,
    ).map(lambda line: (line,)),
    received_at=instants,
    site=maybe_code,
    final=st.booleans(),
)
documents = st.one_of(
    claims(),
    remittances(),
    charges(),
    invoices(),
    appointments,
    supply_requests,
    ship_notices,
    receipts,
)
