"""The library fhir.resources (R4B) as an independent judge of what we write.

R4B is R4 for every resource that we write.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from odoo.addons.healthcare_edi.codec.fhir import FhirCodec
from odoo.addons.healthcare_integration_base.canonical import Appointment
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import writer_for

from .fhir_strategies import documents
from .formats import DOCUMENTS
from .x12_fields import NOON

get_fhir_model_class = pytest.importorskip("fhir.resources.R4B").get_fhir_model_class


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_the_judge_takes_what_we_write(document):
    writer = writer_for(DOCUMENTS.values(), "fhir", document.KIND, document)
    envelope = Envelope(interchange_number=1, created_at=NOON)
    data = json.loads(FhirCodec().encode([writer.write(document)], envelope))
    rows = [entry["resource"] for entry in data.get("entry", ())] or [data]
    for row in rows:
        get_fhir_model_class(row["resourceType"]).model_validate(row)
    if data["resourceType"] == "Bundle":
        get_fhir_model_class("Bundle").model_validate(data)


def test_an_appointment_of_no_minutes_is_written_without_them():
    """``minutesDuration`` is a positive integer; HL7 v2 may say 0."""
    appointment = Appointment("A-1", "book", minutes=0)
    writer = writer_for(DOCUMENTS.values(), "fhir", "appointment", appointment)
    envelope = Envelope(interchange_number=1, created_at=NOON)
    data = FhirCodec().encode([writer.write(appointment)], envelope)
    assert b"minutesDuration" not in data
