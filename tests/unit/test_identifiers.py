"""Numbers of things and places: what is taken, what is refused and why."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import hibc, identifiers, udi
from odoo.addons.healthcare_integration_base.identifiers import IdentifierError

VECTORS = (
    Path(__file__).resolve().parents[3] / "shared/vectors/procurement_vectors.json"
)


def refused(function, *values):
    """The code of the refusal; the value must not be in the error's words."""
    with pytest.raises(IdentifierError) as caught:
        function(*values)
    value = str(values[-1])
    assert len(value) < 6 or value not in repr(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("4006381333931", "04006381333931"),
        (" 4006381-333931 ", "04006381333931"),
        ("14006381333938", "14006381333938"),
    ],
)
def test_gtin_is_stored_with_14_digits(value, expected):
    assert identifiers.gtin(value) == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("4006381333932", "check_digit"),
        ("400638133393", "check_digit"),
        ("40063813339", "length"),
        ("40063813A3931", "characters"),
        ("４００６３８１３３３９３１", "characters"),
        ("", "characters"),
        (None, "characters"),
    ],
)
def test_what_is_no_gtin(value, code):
    assert refused(identifiers.gtin, value) == code


def test_variable_measure():
    digits = "9400638133393"
    assert identifiers.is_variable_measure(digits + identifiers.gs1_check_digit(digits))
    assert not identifiers.is_variable_measure("4006381333931")


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_one_wrong_digit_is_always_seen(body, at):
    good = body + identifiers.gs1_check_digit(body)
    assert identifiers.gln(good) == good
    wrong = good[:at] + str((int(good[at]) + 1) % 10) + good[at + 1 :]
    assert not identifiers.is_valid("gln", wrong)


@pytest.mark.parametrize(
    "value", ["340123450000000017", "(00)340123450000000017", "00340123450000000017"]
)
def test_sscc_with_and_without_its_prefix(value):
    body = "34012345000000001"
    number = body + identifiers.gs1_check_digit(body)
    value = value.replace("340123450000000017", number)
    assert identifiers.sscc(value) == number


def test_npi():
    assert identifiers.npi("1234567893") == "1234567893"
    assert refused(identifiers.npi, "1234567890") == "check_digit"
    assert refused(identifiers.npi, "3234567893") == "format"
    assert refused(identifiers.npi, "123456789") == "length"


def test_ndc_gets_its_zero_where_it_belongs():
    assert identifiers.ndc11("1234-5678-90") == "01234567890"
    assert identifiers.ndc11("12345-678-90") == "12345067890"
    assert identifiers.ndc11("12345-6789-0") == "12345678900"
    assert identifiers.ndc11("12345678901") == "12345678901"
    assert refused(identifiers.ndc11, "1234567890") == "ambiguous"
    assert refused(identifiers.ndc11, "123-45678-90") == "format"
    assert refused(identifiers.ndc11, "1234-5x78-90") == "characters"


def test_unknown_kind():
    assert refused(identifiers.normalise, "isbn", "x") == "kind"


def labelled(body):
    return body + hibc.check_character(body)


@pytest.mark.parametrize(
    ("secondary", "facts"),
    [
        ("$LOT7", {"lot": "LOT7"}),
        ("$+SER9", {"serial": "SER9"}),
        ("$$0928LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$2093028LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$3280930LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$428093011LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$528274LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$62827411LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$7LOT7", {"lot": "LOT7"}),
        ("$$8240928LOT7", {"quantity": 24, "expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$$9000247LOT7", {"quantity": 24, "lot": "LOT7"}),
        ("$$+3280930SER9", {"expiry": date(2028, 9, 30), "serial": "SER9"}),
        ("28274LOT7", {"expiry": date(2028, 9, 30), "lot": "LOT7"}),
        ("$LOT7/14D20280930", {"lot": "LOT7", "expiry": date(2028, 9, 30)}),
        ("$LOT7/16D20260102/S9", {"lot": "LOT7", "production": date(2026, 1, 2)}),
        ("$LOT7/Q12", {"lot": "LOT7", "quantity": 12}),
    ],
)
def test_hibc_joined_label(secondary, facts):
    label = hibc.parse(labelled("+H123PROD450/" + secondary))
    assert label.device_identifier == "H123PROD450"
    assert (label.labeler, label.product, label.unit) == ("H123", "PROD45", "0")
    assert {name: getattr(label, name) for name in facts} == facts


def test_hibc_of_code_39_and_with_a_blank_as_check_character():
    number = next(
        n for n in range(9999) if hibc.check_character(f"+H123P{n:04}0") == " "
    )
    body = f"+H123P{number:04}0"
    assert hibc.parse(f"*{body} *").product == f"P{number:04}"
    assert udi.parse(body + " ").device_identifier == body[1:]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("H123PROD450A", "format"),
        ("+H123", "length"),
        ("+H123PROD450?", "check_digit"),
        (labelled("+1123PROD450"), "format"),
        (labelled("+H123PROD450/$$1399LOT"), "format"),
        (labelled("+H123PROD450/$$528000LOT"), "format"),
        (labelled("+H123PROD450/$$8ABLOT"), "format"),
        (labelled("+H123PROD450/$L/14D20281301"), "format"),
        ("+H123ü450A", "characters"),
    ],
)
def test_what_is_no_hibc(value, code):
    assert refused(hibc.parse, value) == code


def test_udi_of_gs1_as_scanned_and_as_printed():
    scanned = "]d2010400638133393110LOT-7\x1d17280900\x1d21SER9\x1d11260102"
    found = udi.parse(scanned)
    assert found.agency == "gs1"
    assert found.device_identifier == "04006381333931"
    assert (found.lot, found.serial) == ("LOT-7", "SER9")
    assert found.expiry == date(2028, 9, 30)
    assert found.production == date(2026, 1, 2)
    assert found.raw == scanned
    printed = udi.parse("(01)04006381333931(10)LOT-7(17)280900(21)SER9(11)260102")
    assert (printed.lot, printed.expiry) == (found.lot, found.expiry)


def test_udi_of_a_carton_with_its_content():
    body = "34012345000000001"
    number = body + identifiers.gs1_check_digit(body)
    found = udi.parse(f"00{number}02040063813339313724\x1d10LOT")
    assert found.sscc == number
    assert found.device_identifier == "04006381333931"
    assert udi.parse(f"(00){number}(02)04006381333931(37)24").quantity == 24


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("(01)04006381333932", "check_digit"),
        ("(17)281332(01)04006381333931", "format"),
        ("(10)LOT", "format"),
        ("(01)04006381333931(10)A(10)B", "format"),
        ("no carrier", "format"),
        ("9" * 600, "length"),
        ("", "format"),
    ],
)
def test_what_is_no_udi(value, code):
    assert refused(udi.parse, value) == code


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for read in (identifiers.gtin, identifiers.ndc11, hibc.parse, udi.parse):
        try:
            read(text)
        except IdentifierError as error:
            assert error.code


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_shared_vectors():
    for row in json.loads(VECTORS.read_text("utf-8"))["identifiers"]:
        read = hibc.parse if row["kind"] == "hibc" else identifiers.READERS[row["kind"]]
        try:
            found = read(row["value"])
        except IdentifierError:
            found = None
        if isinstance(row["expect"], bool):
            assert (found is not None) is row["expect"], row
        else:
            assert found == row["expect"], row
