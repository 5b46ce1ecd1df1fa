"""Places in payloads: the exact segment or value, whatever stands around it."""

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_integration_base.codec.json_codec import JsonCodec
from odoo.addons.healthcare_integration_base.data_class import mask

ISA = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*HOSPITAL       *260310*1200"
    "*^*00501*000000001*0*T*:~"
)
FILE = (
    ISA + "GS*HP*PAYER*HOSPITAL*20260310*1200*1*X*005010X221A1~\n"
    "ST*835*0001~\nBPR*I*60*C*ACH~\nCLP*B1*1*100*60**MC*ICN1~\nCAS*CO*45*40~\n"
    "NM1*QC*1*DOE*JANE~\nSE*6*0001~\n"
    "ST*835*0002~\nCLP*B2*1*50*20**MC*ICN2~\nCAS*CO*45*20~\nCAS*PR*1*10~\nSE*5*0002~\n"
    "GE*2*1~\nIEA*1*000000001~\n"
).encode()
JSON = b"""
{"kind": "x", "note": "}] \\"quoted\\" {", "lines": [
   {"price": "1.50", "text": "a, b"},
   {"price": 2.75, "deep": [[1, 2], {"name": "DOE"}]}
 ], "total": "12.00"}
"""


def _x12(where):
    located = X12Codec().locate(FILE, where)
    return located and located.found.strip()


@pytest.mark.parametrize(
    "where, found",
    [
        ("ISA[1]/GS[1]/ST[1]/CAS[1]", "CAS*CO*45*40"),
        ("ISA[1]/GS[1]/ST[2]/CAS[1]", "CAS*CO*45*20"),
        ("ISA[1]/GS[1]/ST[2]/CAS[2]", "CAS*PR*1*10"),
        ("ST[2]/CAS[2]", "CAS*PR*1*10"),
        ("ISA[1]/GS[1]/ST[1]/CLP[1]/CLP-04", "60"),
        ("ISA[1]/GS[1]/ST[1]/CLP[1]/CAS[1]", "CAS*CO*45*40"),
        ("ISA[1]/GS[1]/ST[1]/BPR[1]/BPR-02", "60"),
    ],
)
def test_a_segment_or_element_of_a_set(where, found):
    assert _x12(where) == found


def test_offsets_point_into_the_text():
    located = X12Codec().locate(FILE, "ISA[1]/GS[1]/ST[2]/CAS[2]")
    assert located.text[located.start : located.end] == "CAS*PR*1*10"
    before, found, after = located.around(9)
    assert before.endswith("*45*20~\n")
    assert (found, after) == ("CAS*PR*1*10", "~\nSE*5*00")


def test_what_is_not_there_shows_its_set_and_no_neighbour():
    assert _x12("ISA[1]/GS[1]/ST[2]/CAS[9]").startswith("CLP*B2")
    assert "B1" not in _x12("ISA[1]/GS[1]/ST[2]/CAS[9]")
    assert _x12("ISA[1]/GS[1]/ST[7]/CAS[1]") is None
    assert X12Codec().locate(b"no x12", "ST[1]") is None


def test_terminators_of_other_files():
    other = FILE.replace(b"~\n", b"~").replace(b"~", b"'")
    assert X12Codec().locate(other, "ST[2]/CAS[2]").found == "CAS*PR*1*10"


@pytest.mark.parametrize(
    "segment, shown",
    [
        ("CAS*CO*45*40.00", "CAS*CO*45*40.00"),
        ("CAS|PR|1|10", "CAS|PR|1|10"),
        ("SVC*HC:99213*100*60", "SVC*HC:99213*100*60"),
    ],
)
def test_codes_and_amounts_are_no_secret(segment, shown):
    assert X12Codec().veil(segment, mask) == shown


@pytest.mark.parametrize(
    "segment, value",
    [
        ("CLP*17*1*100*60**MC*ICN1", "17"),
        ("CLP*17*1*100*60**MC*ICN1", "ICN1"),
        ("NM1*QC*1*DOE*JANE", "DOE"),
        ("NM1*QC*1*DOE*JANE", "QC"),
        ("BPR*I*60*C*ACH*CCP*01*999999992*DA*123456", "123456"),
        ("REF*1L*7788", "7788"),
    ],
)
def test_what_may_name_somebody_is_veiled(segment, value):
    assert value not in X12Codec().veil(segment, mask).split("*")


@pytest.mark.parametrize(
    "where, found",
    [
        ("$.total", '"12.00"'),
        ("$.lines[0].price", '"1.50"'),
        ("$.lines[1].price", "2.75"),
        ("$.lines[1].deep[0][1]", "2"),
        ("$.lines[1].deep[1].name", '"DOE"'),
        ("$.lines[0]", '{"price": "1.50", "text": "a, b"}'),
    ],
)
def test_a_value_of_a_json_body(where, found):
    assert JsonCodec().locate(JSON, where).found == found


def test_a_json_path_that_ends_early_shows_as_deep_as_it_goes():
    assert (
        JsonCodec().locate(JSON, "$.lines[1].nothing").found.startswith('{"price": 2')
    )
    assert JsonCodec().locate(JSON, "$.lines[9]").found.startswith("[")
    assert JsonCodec().locate(b"no json", "$") is None
    assert JsonCodec().locate(b'{"a"', "$.a") is None


@pytest.mark.parametrize(
    "value, shown",
    [("2.75", "2.75"), ('"12.00"', '"12.00"'), ("true", "true"), ("[1]", "[\u2026]")],
)
def test_json_numbers_are_no_secret(value, shown):
    assert JsonCodec().veil(value, mask) == shown


def test_json_words_are_veiled():
    assert "DOE" not in JsonCodec().veil('"DOE"', mask)
    assert "4711" not in JsonCodec().veil('"4711"', mask)
