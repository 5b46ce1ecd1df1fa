"""Earlier documents are found by number and by order, and each once."""

from datetime import date
from decimal import Decimal

from odoo.addons.healthcare_procurement_sync.match_priors import Priors
from odoo.addons.healthcare_procurement_sync.match_types import Invoice, PriorInvoice


def _prior(number, order=""):
    return PriorInvoice(number, "S", date(2026, 3, 1), Decimal(10), order)


def _invoice(number, order="", orders=()):
    return Invoice(number, "S", date(2026, 3, 2), (), order, orders=orders)


def test_by_number_in_any_spelling_or_by_order():
    same, ordered, other = _prior("INV-007", "PO1"), _prior("9", "PO2"), _prior("8")
    priors = Priors([same, ordered, other])
    assert priors.of(_invoice("7", "PO1")) == [same]
    assert priors.of(_invoice("1", "PO2")) == [ordered]
    assert priors.of(_invoice("1", orders=("PO1", "PO2"))) == [same, ordered]
    assert priors.of(_invoice("1")) == []


def test_one_that_comes_meanwhile_counts():
    priors = Priors()
    priors.add(_prior("5", "PO1"))
    assert len(priors.of(_invoice("0005", "PO1"))) == 1
