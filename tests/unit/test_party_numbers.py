"""Numbers of organisations and their accounts."""

import pytest

from odoo.addons.healthcare_integration_base import party_numbers
from odoo.addons.healthcare_integration_base.identifiers import IdentifierError


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("duns", "80-473-5132", "804735132"),
        ("duns4", "804735132 0001", "8047351320001"),
        ("dea", "ab1234563", "AB1234563"),
        ("hin", "1a2b3c400", "1A2B3C400"),
        ("ein", "12-3456789", "123456789"),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("routing", "021000021", "021000021"),
    ],
)
def test_kept_in_one_way(kind, written, kept):
    assert getattr(party_numbers, kind)(written) == kept


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        ("duns", "80473513", "length"),
        ("duns", "80473513A", "characters"),
        ("dea", "AB1234564", "check_digit"),
        ("dea", "1B1234563", "format"),
        ("hin", "1234", "length"),
        ("ein", "00-3456789", "format"),
        ("iban", "DE89370400440532013001", "check_digit"),
        ("iban", "89370400440532013001", "format"),
        ("routing", "021000022", "check_digit"),
    ],
)
def test_a_wrong_digit_is_never_mended(kind, written, code):
    with pytest.raises(IdentifierError) as caught:
        getattr(party_numbers, kind)(written)
    assert caught.value.code == code
    assert written not in str(caught.value)
