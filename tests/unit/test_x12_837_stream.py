"""An 837 of any length: claim by claim, the same as at once, in the same room."""

import io
import tracemalloc

import pytest

from odoo.addons.healthcare_edi.codec.x12 import LiveFile, X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .samples import sample_files
from .x12_texts import interchange, transaction_set

HEAD = [
    ["BHT", "0019", "00", "B", "20260110", "1015", "CH"],
    ["HL", "1", "", "20", "1"],
    ["NM1", "85", "2", "CLINIC", "", "", "", "", "XX", "1999999984"],
]


def claims_of(first, count, biller="1"):
    """Subscribers with one claim of two lines each."""
    for number in range(first, first + count):
        yield ["HL", str(number), biller, "22", "0"]
        yield ["SBR", "P", "18", "", "", "", "", "", "", "CI"]
        yield ["NM1", "PR", "2", "PLAN", "", "", "", "", "PI", "P1"]
        yield ["CLM", f"C-{number}", "30", "", "", "11:B:1"]
        for line in ("1", "2"):
            yield ["LX", line]
            yield ["SV1", "HC:99213", "15", "UN", "1"]
            yield ["DTP", "472", "D8", "20260105"]


def file_of(rows):
    return interchange(transaction_set("837", [*HEAD, *rows])).encode()


def live(payload):
    """``[(part, claims, issues)]`` of the 837 sets of a file, read live."""
    found = []
    for part in LiveFile(io.BytesIO(payload)):
        document = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
        if part.code == "837":
            reading = document.stream(part)
            found.append((part, tuple(reading.claims()), tuple(reading.issues)))
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in sample_files("x12") if path.parent.name.startswith("x12_837")],
    ids=lambda path: path.stem,
)
def test_live_and_at_once_agree(path):
    payload = path.read_bytes()
    parts = [part for part in X12Codec().decode(payload).parts if part.code == "837"]
    found = live(payload)
    assert [part.where for part in parts] == [row[0].where for row in found]
    for part, (_part, claims, issues) in zip(parts, found, strict=True):
        document = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
        result = document.read(part)
        assert result.issues == issues
        assert result.documents in (claims, ())
        assert result.documents or result.blocked


def test_memory_does_not_grow_with_the_file():
    def used(count):
        payload = file_of(claims_of(2, count))
        tracemalloc.start()
        total = 0
        for part in LiveFile(io.BytesIO(payload)):
            total += sum(1 for _ in DOCUMENTS["x12_837p"].stream(part).claims())
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert total == count
        return most

    small, large = used(4500), used(9000)
    assert large < 1.3 * small + 1_000_000
    assert large < 12_000_000


def test_a_biller_with_many_patients_is_not_forgotten():
    payload = file_of(claims_of(2, 5000))
    ((_part, claims, issues),) = live(payload)
    assert not issues
    assert {claim.billing_provider.identifier for claim in claims} == {"1999999984"}


def test_what_is_forgotten_is_said():
    """A dependent whose subscriber stood thousands of levels before."""
    late = [["HL", "99999", "2", "23", "0"], ["CLM", "LATE", "1", "", "", "11:B:1"]]
    payload = file_of([*claims_of(2, 5000), *late])
    ((_part, claims, issues),) = live(payload)
    assert claims[-1].claim_number == "LATE"
    assert claims[-1].payer.identifier == ""
    assert [issue.code for issue in issues] == ["x12.hl.parent"]
