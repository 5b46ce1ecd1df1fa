"""FHIR made to cost time or memory: each must be over quickly."""

import io

import pytest

from odoo.addons.healthcare_edi.codec.fhir import FhirCodec, iterate
from odoo.addons.healthcare_edi.document.reading import ISSUES_MAX
from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import DOCUMENTS
from .growth import assert_grows_no_faster

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "fhir"}
SIZE = 1_200_000
HEAD = '{"resourceType": "Claim", "status": "active", "use": "claim", '
BUNDLE = '{"resourceType": "Bundle", "type": "batch", "entry": ['
CHARGE = '{"resource": {"resourceType": "ChargeItem", "status": "billable"}}'

HOSTILE = {
    "lists in lists": lambda n: HEAD + '"x": ' + "[" * n,
    "objects in objects": lambda n: HEAD + '"x": ' + '{"a":' * (n // 5),
    "nested and closed": lambda n: (
        HEAD + '"x": ' + "[" * (n // 2) + "]" * (n // 2) + "}"
    ),
    "a long number": lambda n: HEAD + '"total": {"value": ' + "9" * n + "}}",
    "a long fraction": lambda n: HEAD + '"total": {"value": 0.' + "9" * n + "}}",
    "huge exponents": lambda n: (
        HEAD + '"item": [' + '{"net": {"value": 1e999999}},' * (n // 60) + "{}]}"
    ),
    "a text without end": lambda n: HEAD + '"x": "' + "a" * n,
    "escapes": lambda n: HEAD + '"x": "' + "\\u0041" * (n // 6) + '"}',
    "many lines of a claim": lambda n: HEAD + '"item": [' + "{}," * (n // 12) + "{}]}",
    "many members": lambda n: (
        HEAD + ",".join(f'"m{i}": 1' for i in range(n // 11)) + "}"
    ),
    "members twice": lambda n: HEAD + '"a": 1, "a": 2, ' * (n // 16) + '"b": 1}',
    "many entries": lambda n: BUNDLE + ",".join([CHARGE] * (n // 130)) + "]}",
    "empty entries": lambda n: BUNDLE + ",".join(["{}"] * (n // 3)) + "]}",
    "blanks": lambda n: BUNDLE + " " * n + "]}",
    "commas": lambda n: BUNDLE + "," * n + "]}",
    "lines": lambda n: "{}\n" * (n // 3),
    "lines of resources": lambda n: '{"resourceType": "Task"}\n' * (n // 25),
    "many contained": lambda n: (
        HEAD
        + '"insurer": {"reference": "#none"}, "contained": ['
        + "{}," * (n // 3)
        + "{}]}"
    ),
    "many references": lambda n: (
        HEAD
        + '"insurance": ['
        + '{"coverage": {"reference": "#x"}},' * (n // 33)
        + "{}]}"
    ),
    "bundles in bundles": lambda n: (BUNDLE + '{"resource": ') * (n // 70),
}


def read_all(payload):
    """Decode, read and stream."""
    try:
        for part in FhirCodec().decode(payload).parts:
            if part.code in READERS:
                for found in READERS[part.code].read(part).documents:
                    to_json(found)
    except DecodeError:
        pass
    try:
        for _part in iterate(io.BytesIO(payload)):
            pass
    except DecodeError:
        pass


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_size_and_no_faster(name):
    assert_grows_no_faster(read_all, lambda size: HOSTILE[name](size).encode(), SIZE)


def test_a_claim_that_is_bad_throughout_fills_no_memory():
    (part,) = (
        FhirCodec().decode(HOSTILE["many lines of a claim"](SIZE // 8).encode()).parts
    )
    result = READERS["Claim"].read(part)
    assert result.blocked
    assert len(result.issues) <= ISSUES_MAX


def test_an_entry_without_end_is_refused_by_the_stream():
    payload = (BUNDLE + '{"resource": {"x": "').encode() + b"a" * 20_000_000
    with pytest.raises(DecodeError) as caught:
        list(iterate(io.BytesIO(payload)))
    assert caught.value.code == "fhir.entry.too_long"


def test_more_resources_than_a_payload_may_hold():
    payload = (BUNDLE + ",".join([CHARGE] * 50_001) + "]}").encode()
    with pytest.raises(DecodeError) as caught:
        FhirCodec().decode(payload)
    assert caught.value.code == "fhir.too_many"
    assert sum(1 for _part in iterate(io.BytesIO(payload))) == 50_001
