"""The EDIFACT syntax: separators, release characters, streams, places, writing."""

import io
import random

import pytest

from odoo.addons.healthcare_edi.codec.edifact import (
    Delimiters,
    EdifactCodec,
    Repeated,
    iterate,
    read,
    tokenize,
)
from odoo.addons.healthcare_edi.codec.edifact.splitting import unescape
from odoo.addons.healthcare_edi.codec.edifact.values import (
    FreeText,
    Number,
    read_date,
    read_decimal,
    read_period,
)
from odoo.addons.healthcare_integration_base.codec.base import Envelope, Part
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    DecodeError,
    RejectedError,
)

from .edifact_texts import interchange, message
from .samples import sample_files
from .x12_fields import NOON

CODEC = EdifactCodec()
PLAIN = Delimiters()


def chunked(text, size):
    return [text[at : at + size] for at in range(0, len(text), size)]


RELEASED = "IMD+F++:::A?'B??'FTX+AAI+++?+?:??:??'\r\n'' BGM+?'??'???''X'"


@pytest.mark.parametrize("size", range(1, 12))
def test_release_characters_at_any_chunk_edge(size):
    whole = list(tokenize([RELEASED], PLAIN))
    assert whole == [
        ["IMD", ["F"], [""], ["", "", "", "A'B?"]],
        ["FTX", ["AAI"], [""], [""], ["+:?", "?"]],
        ["BGM", ["'?"]],
        ["?'"],
        ["X"],
    ] or whole == list(tokenize(chunked(RELEASED, size), PLAIN))
    assert list(tokenize(chunked(RELEASED, size), PLAIN)) == whole


@pytest.mark.parametrize(
    ("text", "value"),
    [("a?b", "ab"), ("??", "?"), ("???'", "?'"), ("a??b?c", "a?bc"), ("x?", "x")],
)
def test_release_character_is_taken_at_its_word(text, value):
    assert unescape(text, "?") == value


def test_every_component_and_repetition():
    signs = Delimiters(repetition="*")
    (segment,) = tokenize(["XYZ+A*B:C*?*D+1'"], signs)
    assert segment == ["XYZ", ["A"], ["1"]]
    assert isinstance(segment[1], Repeated)
    assert segment[1].more == [["B", "C"], ["*D"]]


@pytest.mark.parametrize("path", sample_files("edifact"), ids=lambda path: path.stem)
def test_stream_yields_what_decoding_yields(path):
    payload = path.read_bytes()
    if "two_character_sets" in path.stem or "wrapped" in path.stem:
        pytest.skip("a stream has one character set and is not joined")
    decoded = CODEC.decode(payload)
    bodies = [segment for part in decoded.parts for segment in part.tree]
    try:
        found = [segment for _, segment in iterate(io.BytesIO(payload))]
    except DecodeError:
        assert not decoded.facts["interchanges"]
        return
    service = ("UNB", "UNG", "UNH", "UNT", "UNE", "UNZ")
    inside = [segment for segment in found if segment[0] not in service]
    if "object" not in path.stem and "outside" not in path.stem:
        assert inside == bodies


def test_stream_of_several_interchanges_and_any_read_size():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7) if size > 0 else size)

    payload = interchange(message("ORDERS", "BGM+220+A?'1+9")) * 5
    payload += "\n" + interchange(message("ORDERS", "BGM+220+B+9"))
    fast = list(iterate(io.BytesIO(payload.encode())))
    assert [row[0] for _, row in fast].count("UNZ") == 6
    assert list(iterate(Slow(payload.encode()))) == fast


def test_position_counts_the_segments_of_the_interchange():
    payload = interchange(message("ORDERS", "BGM+1"), message("ORDERS", "BGM+2", "2"))
    first, second = CODEC.decode(payload.encode()).parts
    assert (first.facts["position"], second.facts["position"]) == (2, 5)
    assert (first.facts["segments_counted"], len(first.tree)) == (3, 1)
    assert first.facts["unb02"] == "SENDER" and first.facts["unb02_2"] == "14"
    assert first.facts["unb05"] == "701" and first.facts["ung05"] is None
    assert second.version == "D:96A:UN:EAN008" and second.where == "UNB[1]/UNH[2]"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("UNB[1]/UNH[1]/FTX[2]", "FTX+AAI+++IT?'S:B"),
        ("UNH[1]/FTX[2]/FTX-04", "IT?'S:B"),
        ("UNH[1]/FTX[2]/FTX-04-2", "B"),
        ("UNH[1]/FTX[2]/FTX-09", "FTX+AAI+++IT?'S:B"),
        ("UNH[1]/FTX[2]/FTX-04-9", "IT?'S:B"),
        ("UNH[1]/FTX[9]", "FTX+PUR+++A?'FTX+B'\nFTX+AAI+++IT?'S:B"),
        ("UNH[2]/BGM[1]/BGM-02", "P2"),
    ],
)
def test_places(where, found):
    one = message("ORDERS", "FTX+PUR+++A?'FTX+B", "FTX+AAI+++IT?'S:B")
    payload = interchange(one, message("ORDERS", "BGM+220+P2+9", "2")).encode()
    assert CODEC.locate(payload, where).found.strip() == found.strip()
    assert CODEC.locate(b"nothing", where) is None
    assert CODEC.locate(payload, "UNH[3]/BGM[1]") is None


def test_veil_keeps_codes_and_amounts_only():
    veil = lambda text: CODEC.veil(text, lambda value: "#")  # noqa: E731
    assert veil("QTY+21:20:PCE") == "QTY+21:20:PCE"
    assert veil("MOA+77:148,83:EUR") == "MOA+77:148,83:EUR"
    assert veil("NAD+BY+123::9++JANE DOE:X") == "NAD+#+#::#++#:#"
    assert veil("RFF+AHI:19700101") == "RFF+#:#"
    assert "1970" not in veil("DTM+329:19700101150000123:102")


ENVELOPE = Envelope(
    sender="SENDER",
    sender_qualifier="14",
    receiver="RECEIVER",
    receiver_qualifier="14",
    interchange_number=17,
    group_number=4,
    created_at=NOON,
    usage="P",
)


def sealed(tree, **options):
    envelope = Envelope(
        **{name: getattr(ENVELOPE, name) for name in ENVELOPE.__slots__}
        | {"options": options}
    )
    return CODEC.encode([Part("ORDERS", tree), Part("ORDERS", tree)], envelope)


TREE = [
    ["BGM", "220", "P+1:'?"],
    ["IMD", "F", "", ["", "", "", FreeText("Grün*~  and\n“so”")]],
    ["QTY", ("21", Number("1.5"), "")],
]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"una": "needed"},
        {"character_set": "UNOA"},
        {"character_set": "UNOW"},
        {"decimal": ","},
        {"groups": "1"},
        {"syntax": "4", "version": "D:01B:UN"},
        {"suffix": "", "terminator": "~", "element": "*", "component": "="},
        {"suffix": "\r\n"},
        {"terminator": "\n"},
        {"acknowledge": "1", "agreement": "EANCOM", "application": "ORDERS"},
    ],
    ids=str,
)
def test_what_is_written_is_read(options):
    decoded = CODEC.decode(sealed(TREE, **options))
    assert not decoded.issues
    for part in decoded.parts:
        assert not part.issues
        bgm, imd, qty = part.tree
        assert bgm == ["BGM", ["220"], ["P+1:'?"]]
        assert len(imd[3]) == 4 and imd[3][3].upper().startswith("GR")
        assert qty == ["QTY", ["21", "1,5" if options.get("decimal") else "1.5"]]
        assert part.facts["unb05"] == "17"
    (first, second) = decoded.parts
    assert (first.facts["unh01"], second.facts["unh01"]) == ("1", "2")
    assert first.facts["ung05"] == ("4" if "groups" in options else None)


def test_a_contrl_asks_for_no_acknowledgment():
    envelope = Envelope(
        **{name: getattr(ENVELOPE, name) for name in ENVELOPE.__slots__}
        | {"options": {"acknowledge": "1"}}
    )
    (answer,) = CODEC.decode(CODEC.encode([Part("CONTRL", TREE)], envelope)).parts
    (order,) = CODEC.decode(CODEC.encode([Part("ORDERS", TREE)], envelope)).parts
    assert (answer.facts["unb09"], order.facts["unb09"]) == ("", "1")


def test_unoa_is_written_in_its_own_characters():
    text = sealed(TREE, character_set="UNOA").decode("ascii")
    assert ":::GRUN* AND SO'" in text
    assert CODEC.decode(text.encode()).parts[0].issues == ()


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("Grün", {"character_set": "UNOB"}),
        ("lower", {"character_set": "UNOA"}),
        ("€", {}),
        ("A\nB", {}),
        ("A+B", {"release": ""}),
        ("A\x00", {}),
    ],
)
def test_data_that_cannot_be_sent_is_refused_at_its_place(value, options):
    with pytest.raises(RejectedError) as refused:
        sealed([["BGM", "220", value]], **options)
    assert refused.value.code == "edifact.write.character"
    assert refused.value.where == "UNH[1]/BGM[1]/BGM-02"
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sender": ""}, "edifact.write.sender"),
        ({"receiver": "R" * 36}, "edifact.write.receiver"),
        ({"created_at": None}, "edifact.write.created_at"),
        ({"interchange_number": 10**14}, "edifact.write.interchange_number"),
        ({"options": {"character_set": "X"}}, "edifact.write.character_set"),
    ],
)
def test_envelope_that_lacks_something(change, code):
    values = {name: getattr(ENVELOPE, name) for name in ENVELOPE.__slots__} | change
    with pytest.raises(ConfigurationError) as refused:
        CODEC.encode([Part("ORDERS", TREE)], Envelope(**values))
    assert refused.value.code == code
    with pytest.raises(RejectedError):
        CODEC.encode([], ENVELOPE)


def test_numbers_with_either_mark():
    assert read_decimal("1.5") == (1.5, True)
    assert read_decimal("1,5", ",") == (1.5, True)
    assert read_decimal("1,5") == (1.5, False)
    assert read_decimal("1,500") == (None, False)
    assert read_decimal("1.500", ",") == (None, False)
    assert read_decimal("0,500") == (0.5, False)
    assert read_decimal("-.5") == (-0.5, True)
    for text in ("1.234,5", "1E5", "--1", "", "٣", "1 000"):
        assert read_decimal(text)[0] is None


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("20260112", "102", "2026-01-12"),
        ("260112", "101", "2026-01-12"),
        ("990112", "101", "1999-01-12"),
        ("202601122400", "203", "2026-01-12"),
        ("20260112", "", "2026-01-12"),
        ("202601120930UTC", "303", "2026-01-12"),
        ("2026011220260212", "718", "2026-01-12"),
        ("20261312", "102", None),
        ("20260112", "999", None),
        ("2026011", "102", None),
        ("202601121", "102", None),
        ("202601120930", "102", "2026-01-12"),
        ("20260112093000", "102", "2026-01-12"),
        ("20260112", "101", "2026-01-12"),
        ("202601129930", "102", None),
        ("00010101", "102", None),
    ],
)
def test_dates_by_their_format(text, form, day):
    found = read_date(text, form)
    assert (found and found.isoformat()) == day


def test_periods():
    first, last = read_period("20260101-20261231", "718")
    assert (first.isoformat(), last.isoformat()) == ("2026-01-01", "2026-12-31")
    assert read_period("20260101", "102")[1] is None


def test_random_release_characters_survive():
    rng = random.Random(7)
    for _ in range(300):
        value = "".join(rng.choices("?+:'a ", k=rng.randint(1, 12))).strip() or "x"
        decoded = CODEC.decode(sealed([["BGM", "220", value]], suffix=""))
        (segment,) = decoded.parts[0].tree
        assert segment[2] == [value]


def test_nothing_of_edifact_is_refused():
    for payload in (b"", b"  \n", b"Hello", b"UNA:+.? '", b"UNB", b"ISA*00*"):
        with pytest.raises(DecodeError) as refused:
            read(payload)
        assert refused.value.code in ("edifact.empty", "edifact.not_edifact")
