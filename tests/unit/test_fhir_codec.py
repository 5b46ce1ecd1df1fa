"""FHIR as JSON: bundles, references, streams, places, outcomes; nothing is rounded."""

import io
import json
from decimal import Decimal

import pytest

from odoo.addons.healthcare_edi.codec.fhir import (
    FhirCodec,
    iterate,
    operation_outcome,
)
from odoo.addons.healthcare_edi.codec.fhir.values import (
    read_day,
    read_decimal,
    read_instant,
)
from odoo.addons.healthcare_edi.document.fhir_claim import FhirClaim
from odoo.addons.healthcare_edi.document.fhir_payment_reconciliation import (
    FhirPaymentReconciliation,
)
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.data_class import mask
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    DecodeError,
    RejectedError,
)

from .samples import FOLDER, sample_files
from .x12_fields import NOON

CODEC = FhirCodec()


def sample(name):
    return (FOLDER / f"{name}.fhir.json").read_bytes()


CLAIM = sample("fhir_claim/typical")


def test_context_is_no_part_of_its_own():
    (part,) = CODEC.decode(CLAIM).parts
    assert (part.code, part.where) == ("Claim", "$.entry[0].resource")
    patient = part.tree.follow({"reference": "Patient/p1"})
    assert patient.where == "$.entry[1].resource"


@pytest.mark.parametrize(
    "address",
    [
        "Organization/plan",
        "http://example.org/fhir/Organization/plan",
        "http://example.org/fhir/Organization/plan/_history/2",
        "https://elsewhere.example.org/Organization/plan",
    ],
)
def test_references_lead_to_entries(address):
    (part,) = CODEC.decode(CLAIM).parts
    assert part.tree.follow({"reference": address}).data["name"] == "INVENTED PLAN"


@pytest.mark.parametrize("address", ["", "#", "#x", "Organization/none", 7, None, "/"])
def test_references_that_lead_nowhere(address):
    (part,) = CODEC.decode(CLAIM).parts
    assert part.tree.follow({"reference": address}) is None
    assert part.tree.follow(address) is None


def test_a_circle_of_references_ends():
    payload = json.dumps(
        {
            "resourceType": "Claim",
            "id": "c",
            "status": "active",
            "use": "claim",
            "provider": {"reference": "Claim/c"},
            "insurer": {"reference": "#a"},
            "contained": [{"resourceType": "Claim", "id": "a", "insurer": "#a"}],
        }
    ).encode()
    (part,) = CODEC.decode(payload).parts
    assert FhirClaim().read(part).blocked


def test_an_adjudication_counts_once():
    """Payment and adjudication in one bundle are one remittance, not two."""
    decoded = CODEC.decode(sample("fhir_payment_reconciliation/everything"))
    assert [part.code for part in decoded.parts] == ["PaymentReconciliation"]
    (found,) = FhirPaymentReconciliation().read(decoded.parts[0]).documents
    assert not found.issues()
    assert len(found.claims) == 2


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "fhir.syntax"),
        (b"{", "fhir.syntax"),
        (b"\xff\xfe", "fhir.encoding"),
        (b"[]", "fhir.not_fhir"),
        (b"7", "fhir.not_fhir"),
        (b"{}", "fhir.not_fhir"),
        (b'{"resourceType": 7}', "fhir.not_fhir"),
        (b'{"resourceType": "Claim", "total": NaN}', "fhir.syntax"),
        (b'{"resourceType": "Claim", "total": ' + b"[" * 100_000, "fhir.depth"),
        (b"MSH|^~\\&|", "fhir.syntax"),
    ],
)
def test_what_is_no_fhir(payload, code):
    with pytest.raises(DecodeError) as caught:
        CODEC.decode(payload)
    assert caught.value.code == code
    with pytest.raises(DecodeError):
        list(iterate(io.BytesIO(payload)))


def test_numbers_are_exact_or_nothing():
    assert str(read_decimal(Decimal("10.10"))) == "10.10"
    assert read_decimal(Decimal("1E+3")) == 1000
    for value in (True, "10", None, 1.5, Decimal("1E+99"), Decimal("1E-99")):
        assert read_decimal(value) is None
    assert read_decimal(Decimal("9" * 30)) is None


def test_dates_and_instants():
    assert read_day("2026-01-12T09:00:00Z").day == 12
    for value in ("2026", "2026-01", "2026-02-30", "0001-01-01", 7, "٢٠٢٦-01-01"):
        assert read_day(value) is None
    assert read_instant("2026-01-12T09:00:00.123456789-05:30").microsecond == 123456
    assert read_instant("2026-01-12T09:00Z").hour == 9
    for value in ("2026-01-12T09:00:00", "2026-01-12", "2026-01-12T25:00:00Z", ""):
        assert read_instant(value) is None


def test_iterate_finds_what_decode_finds():
    for path in sample_files("fhir"):
        payload = path.read_bytes()
        name = f"{path.parent.name}/{path.name.split('.')[0]}"
        if name in NOT_STREAMED:
            continue
        whole = [part.where for part in CODEC.decode(payload).parts]
        assert [part.where for part in iterate(io.BytesIO(payload))] == whole, name


#: A stream ends at a bad line, does not open bundles in bundles, keeps no order back
#: and passes over what nobody reads.
NOT_STREAMED = {
    "fhir_charge_item/lines",
    "fhir_envelope/bundles_in_bundles",
    "fhir_envelope/entries_of_every_kind",
    "fhir_envelope/only_context",
    "fhir_payment_reconciliation/typical",
    "fhir_payment_reconciliation/everything",
    "fhir_payment_reconciliation/detail_says_another_amount",
}


@pytest.mark.parametrize("size", [1, 2, 5, 50, 5000])
def test_chunks_of_any_size(monkeypatch, size):
    monkeypatch.setattr("odoo.addons.healthcare_edi.codec.fhir.stream.CHUNK", size)
    payload = sample("fhir_charge_item/everything").replace(b"mL", "\u00b5L".encode())
    (part,) = iterate(io.BytesIO(payload))
    (whole,) = CODEC.decode(payload).parts
    assert part.tree.data == whole.tree.data


def test_a_stream_remembers_what_came_before():
    entries = json.loads(CLAIM)["entry"]
    payload = json.dumps({"resourceType": "Bundle", "entry": entries[1:] + entries[:1]})
    (part,) = iterate(io.BytesIO(payload.encode()))
    (found,) = FhirClaim().read(part).documents
    assert found.payer.name == "INVENTED PLAN"


def test_a_stream_tells_its_first_fault_where_it_is():
    payload = b'{"resourceType": "Bundle", "entry": [{"resource": nothing}]}'
    with pytest.raises(DecodeError) as caught:
        list(iterate(io.BytesIO(payload + b" " * 1_000_000)))
    assert (caught.value.code, caught.value.where) == ("fhir.syntax", "$.entry[0]")


def test_places():
    (part,) = CODEC.decode(CLAIM).parts
    located = CODEC.locate(CLAIM, f"{part.where}.item[1].net.value")
    assert located.found == "90.10"
    assert CODEC.veil(located.found, mask) == "90.10"
    name = CODEC.locate(CLAIM, "$.entry[1].resource.name[0].family")
    assert "NAMELESS" in name.found
    assert "NAMELESS" not in CODEC.veil(name.found, mask)
    assert CODEC.locate(b"\xff", "$") is None


def test_places_in_lines():
    payload = sample("fhir_charge_item/lines")
    located = CODEC.locate(payload, "line 4:$.priceOverride.value")
    assert located.found == '"10.20"'
    assert located.text[located.start : located.end] == located.found
    assert CODEC.locate(payload, "line 99:$.id") is None
    assert CODEC.locate(payload, "line x:$.id") is None


def test_a_place_repeats_no_name_that_a_sender_made_up():
    payload = b"""{"resourceType": "Claim", "NAMELESS": {"item": {"a": 1, "a": 2}}}"""
    (part,) = CODEC.decode(payload).parts
    assert [issue.where for issue in part.issues] == ["$"]


def test_every_issue_has_a_place_that_can_be_shown():
    for path in sample_files("fhir"):
        payload = path.read_bytes()
        decoded = CODEC.decode(payload)
        for issue in [*decoded.issues, *(i for p in decoded.parts for i in p.issues)]:
            if issue.where.startswith("$"):
                assert CODEC.locate(payload, issue.where) is not None


def test_an_outcome_says_codes_and_places():
    decoded = CODEC.decode(sample("fhir_claim/member_twice"))
    outcome = operation_outcome(decoded.parts[0].issues)
    (row,) = outcome["issue"]
    assert (row["severity"], row["code"]) == ("error", "structure")
    assert row["details"]["coding"] == [{"code": "fhir.member.twice"}]
    assert row["expression"] == ["$.total"]
    assert operation_outcome([])["issue"][0]["severity"] == "information"


def test_a_transaction_says_what_to_do():
    parts = CODEC.decode(sample("fhir_charge_item/lines")).parts
    options = {"bundle": "transaction"}
    envelope = Envelope(interchange_number=3, created_at=NOON, options=options)
    bundle = json.loads(CODEC.encode(parts, envelope))
    assert bundle["type"] == "transaction"
    assert bundle["timestamp"] == "2026-01-12T12:00:00+00:00"
    requests = [entry["request"] for entry in bundle["entry"]]
    assert requests[0] == {"method": "PUT", "url": "ChargeItem/n1"}
    again = json.loads(CODEC.encode(parts, envelope))
    assert again == bundle


def test_what_cannot_be_written():
    parts = CODEC.decode(CLAIM).parts
    with pytest.raises(RejectedError):
        CODEC.encode([], Envelope())
    with pytest.raises(ConfigurationError):
        CODEC.encode(parts, Envelope(options={"bundle": "parcel"}))
