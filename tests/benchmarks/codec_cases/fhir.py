"""FHIR: an invented bundle of adjudicated claims, decoded, read and streamed."""

import io
import json

from codec_case import Case, Library

from odoo.addons.healthcare_edi.codec.fhir import FhirCodec, iterate
from odoo.addons.healthcare_edi.document import DOCUMENTS

SYSTEM = '"system": "http://terminology.hl7.org/CodeSystem/adjudication"'
AMOUNT = (
    '{"category": {"coding": [{' + SYSTEM + ', "code": "%s"}]}, '
    '"amount": {"value": %s, "currency": "USD"}}'
)
LINE = (
    '{"sequence": %d, "productOrService": {"coding": [{"system": '
    '"http://www.ama-assn.org/go/cpt", "code": "99213"}]}, '
    '"servicedDate": "2026-01-12", "quantity": {"value": 1}, "adjudication": ['
    + AMOUNT % ("submitted", "150.00")
    + ", "
    + AMOUNT % ("eligible", "110.10")
    + ", "
    + AMOUNT % ("copay", "20.10")
    + ", "
    + AMOUNT % ("benefit", "90.00")
    + "]}"
)
CLAIM = (
    '{"fullUrl": "http://example.org/fhir/ExplanationOfBenefit/e%d", "resource": '
    '{"resourceType": "ExplanationOfBenefit", "id": "e%d", "identifier": [{"value": '
    '"ICN-%d"}], "status": "active", "use": "claim", "outcome": "complete", "created": '
    '"2026-02-01", "type": {"coding": [{"code": "professional"}]}, '
    '"patient": {"identifier": {"value": "900017"}}, '
    '"insurer": {"identifier": {"value": "12345"}}, '
    '"provider": {"identifier": {"value": "1999999984"}}, '
    '"insurance": [{"focal": true, "coverage": {"identifier": {"value": "C1"}}}], '
    '"claim": {"identifier": {"value": "ACC-%d"}}, "item": ['
    + LINE % 1
    + ", "
    + LINE % 2
    + '], "payment": {"amount": {"value": 180.00, "currency": "USD"}, "date": '
    '"2026-02-02", "identifier": {"value": "CHECK-%d"}}}}'
)
HEAD = '{"resourceType": "Bundle", "type": "collection", "entry": [\n'
FEW = 50


def chunks(count):
    """A bundle in pieces."""
    yield HEAD
    for number in range(count):
        yield (",\n" if number else "") + CLAIM % ((number,) * 5)
    yield "\n]}\n"


def cases(quick):
    """Exact decimals all the way; the library validates the same resources."""
    count = 800 if quick else 8_000
    payload = "".join(chunks(count)).encode()
    few = "".join(chunks(FEW)).encode()
    codec, document = FhirCodec(), DOCUMENTS["fhir_explanation_of_benefit"]

    def parse():
        return len(json.loads(payload)["entry"])

    def decode():
        return len(codec.decode(payload).parts)

    def read():
        parts = codec.decode(payload).parts
        found = [document.read(part).documents[0] for part in parts]
        assert not found[-1].issues()
        return len(found)

    def stream(handle):
        return sum(1 for _part in iterate(handle))

    def library():
        from fhir.resources.R4B.bundle import Bundle

        return len(Bundle.model_validate_json(few).entry)

    opponent = Library("fhir.resources 8.3.0, R4B", "fhir", library, len(few), aim=2)
    return [
        Case("FHIR json.loads only", parse, len(payload), count),
        Case("FHIR bundle decoded", decode, len(payload), count, aim=25),
        Case("FHIR adjudications read", read, len(payload), count, library=opponent),
        Case(
            "FHIR bundle streamed",
            lambda: stream(io.BytesIO(payload)),
            len(payload),
            count,
            aim=10,
            large=large,
            stream=stream,
        ),
    ]


def large(handle, size):
    """A bundle of about so many bytes; how many entries it holds."""
    count = size // len(CLAIM % ((1,) * 5))
    for piece in chunks(count):
        handle.write(piece.encode())
    return count
