"""The X12 codec: facts, streaming, writing, and what it refuses."""

import io
from datetime import datetime, timezone
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
    FreeText,
    read_cents,
    read_date,
    read_decimal,
    write_cents,
    write_decimal,
)
from odoo.addons.healthcare_integration_base.codec.base import Envelope, Part
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    DecodeError,
    RejectedError,
)

from .x12_texts import REMITTANCE, interchange, remittance, transaction_set

NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)


def envelope(**options):
    """An envelope with everything that is needed."""
    return Envelope(
        sender="HOSPITAL",
        receiver="SUPPLIER",
        interchange_number=7,
        group_number=3,
        created_at=NOON,
        options=options,
    )


def order(*elements):
    """A part with one segment."""
    return Part("850", [["BEG", *elements]], version="004010")


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


# -- writing ---------------------------------------------------------------


def test_an_interchange_as_bytes():
    payload = X12Codec().encode([order("00", "NE", "PO1", "", "20260112")], envelope())
    assert payload.decode() == (
        "ISA*00*          *00*          *ZZ*HOSPITAL       *ZZ*SUPPLIER       "
        "*260112*1200*U*00401*000000007*0*T*:~\n"
        "GS*PO*HOSPITAL*SUPPLIER*20260112*1200*3*X*004010~\n"
        "ST*850*0001~\n"
        "BEG*00*NE*PO1**20260112~\n"
        "SE*3*0001~\n"
        "GE*1*3~\n"
        "IEA*1*000000007~\n"
    )


def test_groups_by_kind_and_version():
    answer = Part("855", [["BAK", "00"]], version="004010")
    claim = Part("837", [["BHT", "0019"]], version="005010X222A1")
    payload = X12Codec().encode([order("00"), order("01"), answer, claim], envelope())
    decoded = X12Codec().decode(payload)
    assert [issue.code for issue in decoded.issues] == ["x12.gs08.version"]
    assert not any(part.issues for part in decoded.parts)
    where = ["GS[1]/ST[1]", "GS[1]/ST[2]", "GS[2]/ST[1]", "GS[3]/ST[1]"]
    assert [part.where for part in decoded.parts] == ["ISA[1]/" + w for w in where]
    assert [part.facts["gs06"] for part in decoded.parts] == ["3", "3", "4", "5"]
    assert decoded.parts[3].facts["st03"] == "005010X222A1"


def test_composites_and_trailing_blanks():
    part = Part(
        "835", [["SVC", ("HC", "99213", ""), "1", "", ""]], version="005010X221A1"
    )
    payload = X12Codec().encode([part], envelope(component=">", repetition="{"))
    text = payload.decode()
    assert "SVC*HC>99213*1~" in text
    assert "*{*00501*" in text


@pytest.mark.parametrize("data", ["A*B", "A~B", "A:B", "A^B", "A\nB", "A\rB"])
def test_data_with_a_separator_is_refused_with_its_place(data):
    with pytest.raises(RejectedError) as caught:
        X12Codec().encode([order("00", "NE", data)], envelope())
    assert caught.value.code == "x12.write.delimiter"
    assert caught.value.where == "ST[1]/BEG[1]/BEG-03"
    assert data not in str(caught.value) + caught.value.text


def test_free_text_gets_blanks_instead():
    part = order("00", "NE", "PO1", FreeText("10*20 CM~ BOX:"))
    text = X12Codec().encode([part], envelope()).decode()
    assert "*10 20 CM  BOX~" in text


def test_what_the_envelope_lacks_is_a_matter_of_configuration():
    for broken in (
        Envelope(receiver="B", created_at=NOON),
        Envelope(sender="A" * 16, receiver="B", created_at=NOON),
        Envelope(sender="A", receiver="B"),
        Envelope(sender="A", receiver="B", created_at=NOON, interchange_number=10**9),
    ):
        with pytest.raises(ConfigurationError):
            X12Codec().encode([order("00")], broken)


def test_unknown_sets_and_empty_interchanges_are_not_written():
    with pytest.raises(RejectedError):
        X12Codec().encode([Part("YYY", [])], envelope())
    with pytest.raises(RejectedError):
        X12Codec().encode([], envelope())


def test_a_partner_may_want_another_version():
    payload = X12Codec().encode([order("00")], envelope(version="005010"))
    (part,) = X12Codec().decode(payload).parts
    assert (part.facts["gs08"], part.facts["isa12"]) == ("005010", "00501")
