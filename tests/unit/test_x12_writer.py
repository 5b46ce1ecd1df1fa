"""The X12 writer: envelopes, separators, and what it refuses."""

from datetime import datetime, timezone

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.codec.x12.values import FreeText
from odoo.addons.healthcare_integration_base.codec.base import Envelope, Part
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .growth import assert_grows_no_faster

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


def test_the_place_of_a_bad_value_counts_its_tag():
    rows = [
        ["REF", "DP", "1"],
        ["N1", "BY", "A"],
        ["REF", "DP", "2"],
        ["REF", "D", "A~"],
    ]
    with pytest.raises(RejectedError) as caught:
        X12Codec().encode([Part("850", rows, version="004010")], envelope())
    assert caught.value.where == "ST[1]/REF[3]/REF-02"


def test_many_lines_that_need_a_look_take_no_time():
    def part(count):
        rows = [["MSG", FreeText("A * B")], ["HI", ("BK", "A", "")]] * count
        return Part("850", rows, version="004010")

    def write(part):
        X12Codec().encode([part], envelope())

    assert_grows_no_faster(write, part, 16_000)
