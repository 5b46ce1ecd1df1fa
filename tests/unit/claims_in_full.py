"""Invented claims with everything that a strict payer asks for."""

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

from odoo.addons.healthcare_edi.document.claim_disclosure import (
    Diagnosis,
    Disclosure,
    Person,
)
from odoo.addons.healthcare_integration_base import canonical
from odoo.addons.healthcare_integration_base.codec.base import Envelope

NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)
ADDRESS = canonical.PostalAddress(
    "1 EXAMPLE ROAD", "SUITE 2", "SPRINGFIELD", "IL", "62701-0001"
)
FILING = canonical.ClaimFiling(
    reference="BATCH-1",
    submitted_at=NOON,
    submitter=canonical.Party("SUB1", "x12:46", "GENERAL HOSPITAL"),
    submitter_phone="2175550100",
    receiver=canonical.Party("INV01", "x12:46", "INVENTED HEALTH PLAN"),
    billing_address=ADDRESS,
    billing_tax_id="123456789",
    billing_taxonomy="282N00000X",
    signature_on_file="Y",
    assignment="A",
    benefits_assigned="Y",
    release="Y",
)
LINES = (
    canonical.ClaimServiceLine(
        "1",
        "HC:99214:25",
        Decimal("200.00"),
        Decimal(1),
        control_number="L1",
        service_from=date(2026, 1, 5),
        service_to=date(2026, 1, 5),
    ),
    canonical.ClaimServiceLine(
        "2",
        "HC:87070",
        Decimal("99.50"),
        Decimal(2),
        control_number="L2",
        service_from=date(2026, 1, 5),
        service_to=date(2026, 1, 7),
        place_of_service="22",
    ),
)
PROFESSIONAL = canonical.Claim(
    claim_number="PCN-1001",
    payer=canonical.Party("INV01", "payer_id", "INVENTED HEALTH PLAN"),
    charge=Decimal("299.50"),
    lines=LINES,
    filing_indicator="CI",
    facility_type="11",
    billing_provider=canonical.Party("1999999984", "npi", "GENERAL HOSPITAL CLINIC"),
    service_from=date(2026, 1, 5),
    service_to=date(2026, 1, 7),
    submitted_date=NOON.date(),
    filing=FILING,
)
INSTITUTIONAL = replace(
    PROFESSIONAL,
    claim_number="PCN-2001",
    claim_type="837I",
    lines=(
        replace(LINES[0], revenue_code="0510", place_of_service=""),
        canonical.ClaimServiceLine(
            "2", "", Decimal("99.50"), Decimal(3), "0120", unit="DA"
        ),
    ),
    attending_provider=canonical.Party("1888888885", "npi"),
    filing=replace(
        FILING,
        signature_on_file="",
        admission_type="1",
        admission_source="7",
        discharge_status="30",
    ),
)
SUBSCRIBER = Person(
    "SAMPLE",
    "PERSON",
    "Q",
    member_id="MEMBER-1",
    birth_date=date(1970, 1, 1),
    sex="F",
    address=ADDRESS,
)
CHILD = Person("SAMPLE", "CHILD", birth_date=date(2015, 2, 3), sex="U", address=ADDRESS)
TOLD = Disclosure(
    subscriber=SUBSCRIBER,
    group_number="GROUP-1",
    diagnoses=(Diagnosis("principal", "J01.90"), Diagnosis("other", "R05.9")),
    pointers={"1": (1, 2)},
    attending=Person("DOCTOR", "SOLO"),
)


def envelope(**options):
    """Who sends the claims to whom."""
    return Envelope(
        sender="HOSPITAL",
        receiver="INVENTPLAN",
        interchange_number=101,
        group_number=101,
        created_at=NOON,
        options=options,
    )
