"""Names, tax numbers, phones and domains in one spelling."""

import pytest

from odoo.addons.healthcare_procurement_sync.supplier_names import (
    address_key,
    company_domain,
    name_similarity,
    normalise_name,
    normalise_phone,
    normalise_tax_id,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MEDLINE INDUSTRIES LP", "MEDLINE INDUSTRIES"),
        ("B. Braun Médical SAS", "B BRAUN MEDICAL"),
        ("Johnson & Johnson, Inc.", "JOHNSON AND JOHNSON"),
        ("O’Brien's Supply-House Ltd", "OBRIENS SUPPLY HOUSE"),
        ("Ørsted Pharma A/S", "ORSTED PHARMA A S"),
        ("S.A. L.L.C.", "SA LLC"),
        ("", ""),
        (None, ""),
    ],
)
def test_names(written, expected):
    assert normalise_name(written) == expected


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("12-3456789", "", "123456789"),
        ("FR 40 303 265 045", "FR", "40303265045"),
        ("us123456789", "US", "123456789"),
        ("EL123456789", "GR", "123456789"),
        ("FR40303265045", "DE", "FR40303265045"),
        ("US", "US", "US"),
        (None, "US", ""),
    ],
)
def test_tax_numbers(written, country, expected):
    assert normalise_tax_id(written, country) == expected


@pytest.mark.parametrize(
    ("written", "code", "expected"),
    [
        ("(847) 555-0100", "1", "+18475550100"),
        ("1-847-555-0100 ext. 22", "1", "+18475550100"),
        ("+49 (0)89 123", "49", "+4989123"),
        ("0049 89 123", "49", "+4989123"),
        ("089 123", "49", "+4989123"),
        ("", "1", ""),
    ],
)
def test_phones(written, code, expected):
    assert normalise_phone(written, code) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("orders@eu.acme.co.uk", "acme.co.uk"),
        ("https://www.acme.com/shop?x=1", "acme.com"),
        ("someone@gmail.com", ""),
        ("localhost", ""),
        (None, ""),
    ],
)
def test_domains(written, expected):
    assert company_domain(written) == expected


def test_address():
    assert address_key("60093", "3 Lakes Dr, Suite 40") == "60093 3"
    assert address_key("sw1a 1aa", "") == "SW1A1AA"


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("ACME SURGICAL SUPPLY", "SURGICAL SUPPLY ACME", True),
        ("CARDINAL HEALTH", "CARDINAL HEALTH 200", True),
        ("NORTHERN MEDICAL", "SOUTHERN MEDICAL", False),
        ("MEDICAL", "MEDICAL DEVICES OF TEXAS", False),
        ("", "ACME", False),
    ],
)
def test_similarity(left, right, alike):
    assert (name_similarity(left, right) >= 0.92) is alike
    assert name_similarity(left, right) == name_similarity(right, left)
