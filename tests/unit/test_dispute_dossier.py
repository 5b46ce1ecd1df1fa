"""The dossier is a PDF whatever stands in its words."""

from datetime import date
from decimal import Decimal

import pytest

pytest.importorskip("reportlab")

from odoo.addons.healthcare_procurement_sync.dispute_dossier import (  # noqa: E402
    Dossier,
    DossierLine,
    _price,
)


def _dossier(**more):
    line = DossierLine(
        item="Glove <M> & 检查手套",
        quantity=Decimal("1000"),
        unit="Units",
        billed=Decimal("0.12"),
        agreed=Decimal("0.11"),
        difference=Decimal("10.00"),
        exposure=Decimal("40.00"),
        facts=(("Contract", "C-1, clause <b>4</b>"), ("Order", "")),
        history=((date(2026, 5, 1), "INV-1", Decimal("0.11")), (None, "", Decimal(1))),
    )
    values = {
        "number": "PD/2026/0001",
        "day": date(2026, 6, 1),
        "company": "Hospital",
        "supplier": "Northern & Co",
        "bill": "INV-5001",
        "bill_day": date(2026, 5, 20),
        "currency": "USD",
        "amount": Decimal("10.00"),
        "exposure": Decimal("40.00"),
        "answer_by": date(2026, 6, 11),
        "contact": "Ann Łukasz",
        "contact_email": "ann@hospital.example",
        "lines": (line,),
    }
    return Dossier(**{**values, **more})


def test_it_is_a_pdf():
    content = _dossier().pdf()
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")


def test_many_lines_and_nothing_billed_yet():
    base = _dossier()
    content = _dossier(lines=base.lines * 60, bill="", bill_day=None).pdf()
    assert content.count(b"/Type /Page\n") > 3 or content.count(b"/Page") > 3


@pytest.mark.parametrize(
    ("number", "text"), [("11", "11.00"), ("0.1234567", "0.123457"), ("0.5", "0.50")]
)
def test_prices_keep_what_they_need(number, text):
    assert _price(Decimal(number)) == text
