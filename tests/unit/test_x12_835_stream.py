"""An 835 of any length: claim by claim, the same as at once, in the same room."""

import io
import tracemalloc

import pytest

from odoo.addons.healthcare_edi.codec.x12 import LiveFile, X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .growth import assert_grows_no_faster
from .samples import sample_files
from .x12_texts import REMITTANCE, interchange, remittance, transaction_set

DOCUMENT = DOCUMENTS["x12_835"]
CLAIM = [":".join(row) if isinstance(row, tuple) else row for row in REMITTANCE[7:]]


def payment(claims):
    """A payment that balances, of any number of equal claims."""
    head = [["BPR", "I", str(80 * claims), "C", "ACH"], *REMITTANCE[1:7]]
    return interchange(transaction_set("835", [*head, *(CLAIM * claims)])).encode()


def _live(payload):
    """(place, claims, result, issues of the trailer) of each 835 of a file."""
    file = LiveFile(io.BytesIO(payload))
    found = []
    for part in file:
        if part.code == "835":
            stream = DOCUMENT.stream(part)
            claims = tuple(stream.claims())
            found.append((part.where, claims, stream.result(), part.tree.issues))
    return found, file.issues


@pytest.mark.parametrize(
    "path",
    [path for path in sample_files() if path.parent.name == "x12_835"],
    ids=lambda path: path.stem,
)
def test_live_and_at_once_agree(path):
    payload = path.read_bytes()
    decoded = X12Codec().decode(payload)
    found, _issues = _live(payload)
    assert [row[0] for row in found] == [part.where for part in decoded.parts]
    for (_where, claims, result, trailer), part in zip(
        found, decoded.parts, strict=True
    ):
        whole = DOCUMENT.read(part)
        assert result.issues == whole.issues
        assert trailer == [issue for issue in part.issues if "SE" in issue.where]
        for document in whole.documents:
            assert claims == document.claims
            assert result.documents[0].payment == document.payment
            assert result.documents[0].claims == ()


def test_envelope_of_every_sample_live():
    """Where the streaming reader sees sets, it sees those of the whole reader."""
    for path in sample_files():
        if path.parent.name != "x12_envelope" or path.stem in NOT_LIVE:
            continue
        decoded = X12Codec().decode(path.read_bytes())
        live = [(part.code, part.where) for part in LiveFile(path.open("rb"))]
        assert live == [(p.code, p.where) for p in decoded.parts], path.stem


#: What the streaming reader leaves to the other one.
NOT_LIVE = {
    "no_interchange_header": "separators are not guessed",
    "transaction_set_alone": "separators are not guessed",
    "set_outside_a_group": "separators are not guessed",
    "header_too_broken": "separators are not guessed",
    "unexpected_trailers": "no transaction set",
    "wrapped_at_80": "lines are not joined",
}


def test_balance_of_each_claim_and_of_the_payment():
    payload = payment(5).replace(b"CAS*CO*45*15", b"CAS*CO*45*14", 1)
    (part,) = X12Codec().decode(payload).parts
    stream = DOCUMENT.stream(part)
    claims = list(stream.claims())
    assert len(claims) == 5
    assert stream.difference() == 0
    expected = [issue.code for issue in claims[0].unbalanced()]
    assert expected == ["remittance.balance.service", "remittance.balance.claim"]
    assert [issue.code for issue in stream.unbalanced] == expected
    assert stream.unbalanced_count == 2


def test_unbalanced_claims_fill_no_memory():
    payload = payment(3000).replace(b"CAS*CO*45*15", b"CAS*CO*45*14")
    (part,) = X12Codec().decode(payload).parts
    stream = DOCUMENT.stream(part)
    assert sum(1 for _ in stream.claims()) == 3000
    assert len(stream.unbalanced) == 1000
    assert stream.unbalanced_count == 6000


def test_wrong_trailer_is_reported_once_the_set_was_read():
    payload = remittance().replace("SE*19*0001", "SE*7*0002").encode()
    for part in LiveFile(io.BytesIO(payload)):
        list(DOCUMENT.stream(part).claims())
        codes = [issue.code for issue in part.tree.issues]
        assert codes == ["x12.se01.count", "x12.se02.control"]
        assert part.tree.counted == 19


def test_a_set_that_nobody_reads_is_passed_over():
    text = interchange(
        [*transaction_set("835", CLAIM), *transaction_set("835", CLAIM, "0002")]
    )
    file = LiveFile(io.BytesIO(text.encode()))
    assert [part.facts["st02"] for part in file] == ["0001", "0002"]
    assert not file.issues


def test_a_set_that_is_cut_off_is_fatal():
    text = remittance()[:-60].encode()
    (part,) = [part for part in LiveFile(io.BytesIO(text)) if list(part.tree) or True]
    assert [issue.code for issue in part.tree.issues] == ["x12.se.missing"]


def test_what_is_no_x12_is_refused():
    with pytest.raises(DecodeError):
        next(iter(LiveFile(io.BytesIO(b"{}"))))


def _peak(claims):
    payload = payment(claims)
    stream = io.BytesIO(payload)
    tracemalloc.start()
    for part in LiveFile(stream):
        for _claim in DOCUMENT.stream(part).claims():
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file():
    _peak(200)
    small, large = _peak(500), _peak(2000)
    assert large < small * 1.5


def _read_live(payload):
    for part in LiveFile(io.BytesIO(payload)):
        for _claim in DOCUMENT.stream(part).claims():
            pass


@pytest.mark.parametrize(
    "row", ["LQ*HE*N1~", "CAS*CO*45*0~", "CAS~", "DTM*472*x~", "SVC*HC:1*0*0~", "LX*1~"]
)
def test_time_grows_with_the_file_and_no_faster(row):
    head, tail = remittance(suffix="").split("LQ*HE*N130~")
    assert_grows_no_faster(
        _read_live, lambda count: (head + row * count + tail).encode(), 20_000
    )
