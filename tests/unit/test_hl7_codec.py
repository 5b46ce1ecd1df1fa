"""HL7 v2 as bytes: separators, escapes, character sets, places, envelopes, streams."""

import io
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.healthcare_edi.codec.hl7 import (
    DEFAULT,
    HL7Codec,
    iterate,
    read_delimiters,
    unescape,
)
from odoo.addons.healthcare_edi.codec.hl7.values import (
    read_decimal,
    read_time,
    write_time,
)
from odoo.addons.healthcare_integration_base.codec.base import Envelope, Part
from odoo.addons.healthcare_integration_base.data_class import mask
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    DecodeError,
    RejectedError,
)

from .samples import FOLDER
from .x12_fields import NOON

CODEC = HL7Codec()
TYPICAL = (FOLDER / "hl7_dft_p03" / "typical.hl7").read_bytes()
BATCH = (FOLDER / "hl7_envelope" / "batch.hl7").read_bytes()


def message(*segments, head="MSH|^~\\&|A|B|C|D|20260112||ADT^A04|1|P|2.5", end="\r"):
    return end.join([head, *segments]).encode()


def test_msh_1_counts_as_a_field():
    (part,) = CODEC.decode(TYPICAL).parts
    segments = list(part.tree)
    assert segments[0][:4] == ["MSH", "|", "^~\\&", "REGISTER"]
    assert segments[0][9] == "DFT^P03^DFT_P03"
    assert part.facts["msh9"] == "DFT^P03^DFT_P03"
    assert (part.code, part.facts["trigger"], part.version) == ("DFT", "P03", "2.5.1")
    assert part.facts["msh10"] == "DFT0001"
    assert len(part.tree) == len(segments)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"A\F\B\S\C\T\D\R\E\E\F", "A|B^C&D~E\\F"),
        (r"\X48\\X49\ ", "HI "),
        (r"\XC3A4\ ", "ä "),
        (r"\X0D0A\ ", "\r\n "),
        (r"one\.br\two\.sp\\.sp2\three", "one\ntwo\n\n\nthree"),
        # Nothing that is not known is dropped.
        (r"\Z99\ \H\loud\N\ \.in+4\ ", r"\Z99\ \H\loud\N\ \.in+4\ "),
        (r"C:\temp\new", r"C:\temp\new"),
        (r"never closed\F", r"never closed\F"),
        (r"\X00\ \X4\ \XFF\ ", r"\X00\ \X4\ \XFF\ "),
        ("\\", "\\"),
    ],
)
def test_escape_sequences(raw, text):
    assert unescape(raw, DEFAULT) == text


@pytest.mark.parametrize(
    ("head", "signs"),
    [
        ("MSH|^~\\&|", "|^~\\&"),
        ("MSH|^~\\&#|", "|^~\\&#"),
        ("MSH@~&#\\|@", "@~&#\\|"),
        ("MSH$%*!+$", "$%*!+"),
    ],
)
def test_separators_come_from_the_header(head, signs):
    found = read_delimiters(head)
    assert found.field + found.signs == signs
    assert not found.wrong


@pytest.mark.parametrize("head", ["MSHA^~\\&A", "MSH ^~\\& ", "MSH\t^~\\&\t", "MSH"])
def test_no_separator(head):
    assert read_delimiters(head) is None


@pytest.mark.parametrize(
    ("text", "parts", "zoned"),
    [
        ("20260112", 3, False),
        ("2026011209", 4, False),
        ("202601120930", 5, False),
        ("20260112093015", 6, False),
        ("20260112093015.2500", 6, False),
        ("20260112093015-0500", 6, True),
        ("20260112+0130", 3, True),
    ],
)
def test_times_of_any_precision(text, parts, zoned):
    moment, found, offset = read_time(text)
    assert (found, offset) == (parts, zoned)
    assert moment.day == 12


@pytest.mark.parametrize(
    "text",
    ["", "2026", "202601", "20261301", "20260230", "01/12/2026", "20260112-2500"]
    + ["2026011225", "99991231", "00010101", "20260112٠٩", "20260112 0930"],
)
def test_what_is_no_time(text):
    assert read_time(text) is None


def test_a_time_keeps_its_offset():
    moment = datetime(
        2026, 1, 12, 9, 30, 1, 250000, timezone(timedelta(hours=-5, minutes=-30))
    )
    assert write_time(moment) == "20260112093001.25-0530"
    assert read_time(write_time(moment))[0] == moment


def test_numbers():
    assert read_decimal("-12.50") == Decimal("-12.50")
    assert str(read_decimal("10.10")) == "10.10"
    for text in ("", "1e3", "1,5", "O", "NaN", "٣", "1" * 19, "--1"):
        assert read_decimal(text) is None


def test_nothing_but_hl7_is_taken():
    for payload in (b"", b"\r\n\r\n", b"ISA*00*", b"{}", b"PID|1\rPV1|1", b"MSHAB"):
        with pytest.raises(DecodeError) as caught:
            CODEC.decode(payload)
        assert caught.value.code == "hl7.not_hl7"


def test_a_header_without_separator_is_refused_alone():
    payload = message("PV1|1") + b"\rMSH\r" + message("PV1|2")
    parts = CODEC.decode(payload).parts
    assert [part.blocked for part in parts] == [False, True, False]
    assert parts[1].issues[0].code == "hl7.msh1"


def test_each_message_has_its_own_character_set():
    head = "MSH|^~\\&|A|B|C|D|20260112||ADT^A04|{}|P|2.5||||||{}"
    payload = "\r".join([head.format(1, "8859/1"), "PV1|1|O|ÄRZTE", ""]).encode(
        "latin-1"
    )
    payload += "\r".join([head.format(2, "UNICODE UTF-8"), "PV1|1|O|李"]).encode()
    first, second = CODEC.decode(payload).parts
    assert "ÄRZTE" in first.tree.text
    assert "李" in second.tree.text
    assert not first.issues + second.issues


def test_utf16_with_byte_order_mark():
    payload = b"\xff\xfe" + message("PV1|1|O|\u674e").decode().encode("utf-16-le")
    (part,) = CODEC.decode(payload).parts
    assert "\u674e" in part.tree.text


def test_iterate_is_decode():
    for payload in (TYPICAL, BATCH, TYPICAL * 50, b"\x0b" + TYPICAL + b"\x1c\r"):
        whole = [part.tree.text for part in CODEC.decode(payload).parts]
        assert [part.tree.text for part in iterate(io.BytesIO(payload))] == whole


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_chunks_of_any_size(monkeypatch, size):
    monkeypatch.setattr("odoo.addons.healthcare_edi.codec.hl7.scanner.CHUNK", size)
    payload = BATCH.replace(b"\r", b"\r\n") + TYPICAL
    whole = [part.tree.text for part in CODEC.decode(payload).parts]
    assert [part.tree.text for part in iterate(io.BytesIO(payload))] == whole


def test_a_stream_without_message():
    with pytest.raises(DecodeError):
        list(iterate(io.BytesIO(b"nothing")))


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("MSH[1]", None),
        ("MSH[1]/MSH-9", "DFT^P03^DFT_P03"),
        ("MSH[1]/FT1[2]", None),
        ("MSH[1]/FT1[2]/FT1-2", "TX-1002"),
        ("MSH[1]/FT1[1]/FT1-7.1", "99213"),
        ("MSH[1]/FT1[1]/FT1-7[1].3", "C4"),
        ("FT1[1]/FT1-11", "150.00&USD"),
    ],
)
def test_places(where, found):
    located = CODEC.locate(TYPICAL, where)
    assert located.text[located.start : located.end] == located.found
    if found is None:
        assert located.found.startswith(where.rsplit("/")[-1][:3])
    else:
        assert located.found == found


def test_places_in_a_batch():
    located = CODEC.locate(BATCH, "FHS[1]/BHS[1]/MSH[2]/PID[1]/PID-3")
    assert located.found == "900019"
    assert CODEC.locate(BATCH, "FHS[1]/BHS[1]/MSH[9]/PID[1]") is None
    assert CODEC.locate(b"nothing", "MSH[1]") is None


def test_what_is_not_there_shows_its_message():
    assert CODEC.locate(TYPICAL, "MSH[1]/FT1[9]").found.startswith("MSH")
    assert CODEC.locate(TYPICAL, "MSH[1]/FT1[1]/FT1-99").found.startswith("FT1|1|")


def test_a_veil_leaves_no_name():
    shown = CODEC.veil(CODEC.locate(TYPICAL, "MSH[1]").found, mask)
    for word in ("NAMELESS", "NORA", "19700101", "900017", "HYPERTENSION", "DOKTOR"):
        assert word not in shown
    # Codes, dates and amounts of a charge stay; who sent it as well.
    assert "|CG|" in shown and "20260112" in shown
    assert shown.startswith("MSH|^~\\&|REGISTER")
    assert CODEC.veil("NAMELESS", mask) != "NAMELESS"


def part_of(*segments):
    return Part("ADT", list(segments), version="2.5.1", facts={"msh9": "ADT^A04"})


def envelope(**options):
    return Envelope(
        sender="APP^1.2.3^ISO",
        receiver="HOST",
        interchange_number=42,
        created_at=NOON,
        options=options,
    )


def test_the_header_that_is_written():
    payload = CODEC.encode(
        [part_of(["PV1", "1", "O"])],
        envelope(sending_facility="FAC", accept_ack="AL", application_ack="NE"),
    )
    assert payload == (
        b"MSH|^~\\&|APP^1.2.3^ISO|FAC|HOST||20260112120000+0000||ADT^A04|42|T|2.5.1|||AL"
        b"|NE||UNICODE UTF-8\rPV1|1|O\r"
    )


def test_a_batch_is_written_with_its_counts():
    parts = [part_of(["PV1", "1", "O"])] * 3
    decoded = CODEC.decode(CODEC.encode(parts, envelope(batch="file")))
    assert not decoded.issues
    assert [part.facts["msh10"] for part in decoded.parts] == ["42", "42.2", "42.3"]
    assert decoded.facts == {"files": 1, "batches": 1, "messages": 3}
    assert b"BHS" in CODEC.encode(parts, envelope())
    assert b"BHS" not in CODEC.encode(parts, envelope(batch="never"))


def test_what_cannot_be_written():
    part = part_of(["PV1", "1", "O", "\u674e"])
    with pytest.raises(RejectedError) as caught:
        CODEC.encode([part], envelope(charset="8859/1"))
    assert caught.value.code == "hl7.write.charset"
    assert "\u674e" not in str(caught.value) + caught.value.text
    with pytest.raises(RejectedError):
        CODEC.encode([part_of(["PV1", "A|B"])], envelope(escape=""))
    with pytest.raises(RejectedError):
        CODEC.encode([], envelope())
    for options in ({"field": "A"}, {"component": "|"}, {"charset": "KLINGON"}):
        with pytest.raises(ConfigurationError):
            CODEC.encode([part], envelope(**options))
    with pytest.raises(ConfigurationError):
        CODEC.encode([part], Envelope(sender="A", receiver="B"))
