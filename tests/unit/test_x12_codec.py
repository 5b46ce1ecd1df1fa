"""The X12 codec: facts, streaming, writing, and what it refuses."""

import io
from decimal import Decimal

import pytest

from odoo.addons.healthcare_edi.codec.x12 import (
    TEXTS,
    Delimiters,
    X12Codec,
    find_header,
    guess_delimiters,
    iterate,
    tokenize,
)
from odoo.addons.healthcare_edi.codec.x12.tokenizer import CHUNK, count_segments
from odoo.addons.healthcare_edi.codec.x12.values import (
    read_cents,
    read_date,
    read_decimal,
    write_cents,
    write_decimal,
)
from odoo.addons.healthcare_integration_base.errors import (
    DecodeError,
)

from .x12_texts import REMITTANCE, interchange, remittance, transaction_set

# -- reading ---------------------------------------------------------------


def test_facts_of_a_transaction_set():
    (part,) = X12Codec().decode(remittance().encode()).parts
    assert part.code == "835"
    assert part.where == "ISA[1]/GS[1]/ST[1]"
    assert part.version == "005010X221A1"
    expected = {
        "isa05": "ZZ",
        "isa06": "SENDER",
        "isa07": "ZZ",
        "isa08": "RECEIVER",
        "isa12": "00501",
        "isa13": "000000001",
        "isa15": "T",
        "gs01": "HP",
        "gs02": "SENDER",
        "gs03": "RECEIVER",
        "gs06": "1",
        "gs08": "005010X221A1",
        "st01": "835",
        "st02": "0001",
        "st03": "",
        "se01": str(len(REMITTANCE) + 2),
        "se02": "0001",
        "segments_counted": len(REMITTANCE) + 2,
        "position": 3,
    }
    assert {key: part.facts[key] for key in expected} == expected
    assert part.facts["delimiters"]["terminator"] == "~"


def test_positions_count_from_the_interchange_header():
    text = interchange(
        [*transaction_set("835", REMITTANCE), *transaction_set("835", REMITTANCE)]
    )
    first, second = X12Codec().decode(text.encode()).parts
    assert second.facts["position"] == 3 + len(REMITTANCE) + 2
    assert text.split("~\n")[second.facts["position"] - 1].startswith("ST*835")
    at = second.facts["position"] + 1
    assert text.split("~\n")[at - 1].split("*") == next(iter(second.tree))


def test_a_tree_can_be_walked_again():
    (part,) = X12Codec().decode(remittance().encode()).parts
    assert list(part.tree) == list(part.tree) == REMITTANCE
    assert len(part.tree) == len(REMITTANCE)


@pytest.mark.parametrize("payload", [b"", b" \n ", b"\xef\xbb\xbf"])
def test_nothing_is_not_x12(payload):
    with pytest.raises(DecodeError) as caught:
        X12Codec().decode(payload)
    assert caught.value.code == "x12.empty"


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b"UNB+UNOA:1+A+B+260112:1200+1'",
        b"MSH|^~\\&|A|B",
        b"NM1*IL*1*ISAAC*NEWTON~ISA*1~",
        b"STAMP*850*0001~",
        b"ISA*00*too short~GS*PO~",
        b"\x00\x01\x02",
    ],
)
def test_other_formats_are_refused(payload):
    with pytest.raises(DecodeError) as caught:
        X12Codec().decode(payload)
    assert caught.value.code == "x12.not_x12"


def test_utf16_with_byte_order_mark():
    decoded = X12Codec().decode(remittance().encode("utf-16"))
    assert decoded.parts[0].code == "835"
    assert decoded.facts["encoding"].startswith("utf-16")


def test_no_issue_ever_shows_a_value():
    """Texts are a fixed list: nothing of the payload can be in them."""
    assert all(text.isascii() and "{" not in text for text in TEXTS.values())


def test_letters_are_never_separators():
    assert find_header("ISA" + "X" * 200) is None
    assert guess_delimiters("STX850X0001X") is None
    assert guess_delimiters("ST*850*0001~BEG*00~").terminator == "~"
    assert guess_delimiters("GS*PO*A*B*20260112*1200*1*X*004010\nST*850*1\n") == (
        Delimiters("*", ":", "", "\n")
    )


# -- tokenizer -------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, CHUNK])
@pytest.mark.parametrize("terminator", ["~", "\n", "|#", "…"])
def test_chunks_of_any_size(size, terminator):
    text = remittance(terminator=terminator, suffix="\r\n" if terminator == "~" else "")
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    delimiters = Delimiters(terminator=terminator)
    segments = list(tokenize(chunks, delimiters))
    assert segments[4:-3] == [["TRN", "1", "TRACE1", "1512345678"], *REMITTANCE[2:]]
    assert count_segments(chunks, delimiters) == len(segments) == len(REMITTANCE) + 6


@pytest.mark.parametrize("size", [1, 5, 33, CHUNK])
def test_binary_data_over_chunk_edges(size):
    data = "a~b*c~~ST*850~"
    text = f"CAT*AE~ BIN*{len(data)}*{data}~BDS*ASC*{len(data)}*{data}~BIN*99*x~SE*1~"
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(tokenize(chunks, Delimiters())) == [
        ["CAT", "AE"],
        ["BIN", str(len(data)), data],
        ["BDS", "ASC", str(len(data)), data],
        ["BIN", "99", "x"],
        ["SE", "1"],
    ]


def test_stream_of_several_interchanges():
    text = remittance() + remittance(
        element="|", terminator="\n", suffix="", control="2"
    )
    expected = len(REMITTANCE) + 6
    found = list(iterate(io.BytesIO(b"\xef\xbb\xbf" + text.encode())))
    assert len(found) == 2 * expected
    assert found[0][1][0] == found[expected][1][0] == "ISA"
    assert found[-1][0].element == "|"


def test_stream_in_constant_memory_finds_late_trailers():
    body = [["REF", "ZZ", "x" * 50]] * 5000
    text = interchange(transaction_set("835", body)) * 2
    tags = [segment[0] for _, segment in iterate(io.BytesIO(text.encode()))]
    assert tags.count("ISA") == tags.count("IEA") == 2
    assert len(tags) == 2 * 5006


def test_stream_refuses_what_is_not_x12():
    with pytest.raises(DecodeError):
        next(iterate(io.BytesIO(b"{}")))


# -- values ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.50", "12.50"), ("-.5", "-.5"), ("5.", "5"), (" 7 ", "7"), ("007", "7")],
)
def test_decimals(text, value):
    assert read_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "1e3", "1,5", "1.2.3", "NaN", "Infinity", "+1", "--1", "-", ".", "١", "1_0"],
)
def test_what_is_no_decimal(text):
    assert read_decimal(text) is None


def test_implied_cents():
    assert read_cents("57900") == Decimal("579.00")
    assert read_cents("-5") == Decimal("-0.05")
    assert read_cents("579.00") is None
    assert write_cents(Decimal("579.1")) == "57910"
    assert write_cents(Decimal("-0.05")) == "-5"
    with pytest.raises(ValueError):
        write_cents(Decimal("0.005"))


def test_decimals_are_written_without_exponent_and_zeros():
    assert write_decimal(Decimal("1E+3")) == "1000"
    assert write_decimal(Decimal("12.500")) == "12.5"
    assert write_decimal(Decimal("-0.00")) == "0"
    assert write_decimal(None) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("20260112", "2026-01-12"), ("490101", "2049-01-01"), ("500101", "1950-01-01")],
)
def test_dates(text, value):
    assert read_date(text).isoformat() == value


@pytest.mark.parametrize("text", ["", "20261301", "2026", "0", "today", "20260229"])
def test_what_is_no_date(text):
    assert read_date(text) is None
