"""Whatever arrives as FHIR: a DecodeError or issues, never another exception."""

import io
import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.fhir import (
    FAULTS,
    FhirCodec,
    dump,
    iterate,
    operation_outcome,
)
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError
from odoo.addons.healthcare_integration_base.issue import LEVELS, SEVERITIES

from .formats import DOCUMENTS
from .samples import sample_files

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "fhir"}
SEEDS = [path.read_bytes() for path in sample_files("fhir")]
CODEC = FhirCodec()
SLOW = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
REFUSALS = ("fhir.encoding", "fhir.syntax", "fhir.depth", "fhir.not_fhir")
#: Words of the samples that no issue may repeat.
PRIVATE = ("NAMELESS", "900017", "MEMBER-77", "HYPERTENSION")


def survive(payload):
    """Decode and read everything; every answer must be well formed."""
    try:
        decoded = CODEC.decode(payload)
    except DecodeError as error:
        assert error.code in REFUSALS
        return
    issues = list(decoded.issues)
    for part in decoded.parts:
        json.dumps(part.facts)
        document = READERS.get(part.code)
        result = document.read(part) if document else None
        issues += [*part.issues, *(result.issues if result else ())]
        for found in result.documents if result else ():
            check_round_trip(found)
    for issue in issues:
        assert issue.severity in SEVERITIES and issue.text and issue.level in LEVELS
        assert issue.code in FAULTS
        assert not any(word in str(issue) for word in PRIVATE)
    dump(operation_outcome(issues[:20]))
    try:
        list(iterate(io.BytesIO(payload)))
    except DecodeError as error:
        assert error.code in REFUSALS


def check_round_trip(document):
    """What was read is stored and read back; only what no database keeps is not."""
    data = to_json(document)
    text = json.dumps(data)
    if "\\u0000" in text or "\\ud" in text:
        try:
            assert from_json(data) == document
        except RejectedError:
            pass
    else:
        assert from_json(data) == document


@SLOW
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf{}")
@example(b'{"resourceType":"Bundle","entry":{}}')
@example(b'{"resourceType":"Bundle","entry":[[]]}')
@example(b'{"resourceType":"Bundle"}{')
def test_any_bytes(payload):
    survive(payload)


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-9, 9),
        st.sampled_from(["", "active", "2026-01-12", "claim", "Claim/1", "#x", "\x00"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "coding",
                    "code",
                    "system",
                    "value",
                    "currency",
                    "reference",
                    "identifier",
                ]
                + ["sequence", "adjudication", "category", "amount", "net", "resource"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
MEMBERS = (
    "identifier status use type patient subject context created insurer provider total"
    " insurance item addItem adjudication payment claim request outcome detail payee"
    " paymentAmount paymentIdentifier supportingInfo related code quantity performer"
    " priceOverride lineItem totalGross recipient participant start basedOn supplier"
    " suppliedItem occurrenceDateTime destination contained extension serviceType"
).split()


@SLOW
@given(
    st.sampled_from(sorted(kind for kind in READERS if "/" not in kind)),
    st.dictionaries(st.sampled_from(MEMBERS), values, max_size=8),
)
def test_any_shape_of_any_member(kind, data):
    survive(json.dumps({"resourceType": kind, "id": "1", **data}).encode())


def test_every_member_of_every_sample_in_every_wrong_shape():
    """Each member of each sample in turn is replaced by what must not stand there."""
    chance = random.Random(20260112)
    for seed in SEEDS:
        try:
            tree = json.loads(seed)
        except ValueError:
            continue
        places = list(_places(tree))
        for place in chance.sample(places, min(40, len(places))):
            wrong = chance.choice([None, 7, "x", [], {}, [7], {"value": []}, True, 1e9])
            survive(json.dumps(_changed(tree, place, wrong)).encode())


def _places(tree, path=()):
    if path:
        yield path
    rows = tree.items() if isinstance(tree, dict) else ()
    rows = enumerate(tree) if isinstance(tree, list) else rows
    for name, child in rows:
        yield from _places(child, (*path, name))


def _changed(tree, place, value):
    copy = json.loads(json.dumps(tree))
    node = copy
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    return copy


@pytest.mark.parametrize("seed", range(6))
def test_mutations_of_the_samples(seed):
    chance = random.Random(seed)
    for payload in SEEDS:
        data = bytearray(payload)
        for _change in range(chance.randint(1, 5)):
            place = chance.randrange(len(data))
            action = chance.randrange(3)
            if action == 0:
                data[place] = chance.choice(b'{}[]",:0 \n\xff')
            elif action == 1:
                del data[place : place + chance.randint(1, 20)]
            else:
                data[place:place] = data[: chance.randint(1, 30)]
        survive(bytes(data))
