"""What a flow does not declare is taken out, nothing else."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_integration_base.canonical import (
    REGISTRY,
    ItemIds,
    OrderLine,
    Party,
    PurchaseOrder,
    from_json,
)
from odoo.addons.healthcare_integration_base.canonical.schema import (
    sample,
    schema_fields,
)
from odoo.addons.healthcare_integration_base.data_class import (
    PATIENT_ADJACENT,
    least_class,
)
from odoo.addons.healthcare_integration_base.minimise import minimise, tree_of

ORDER = PurchaseOrder(
    order_number="PO-1",
    order_date=date(2026, 3, 1),
    lines=(
        OrderLine("1", ItemIds(supplier="S-1"), Decimal(2), "BX", description="Gauze"),
        OrderLine("2", ItemIds(supplier="S-2"), Decimal(1), "BX"),
    ),
    supplier=Party("92-1", "duns", "INVENTED"),
    total=Decimal("12.50"),
)


def test_what_is_not_declared_goes_and_is_counted():
    tree = tree_of({"lines[].description", "supplier.name", "total", "currency"})
    found, dropped = minimise(ORDER, tree)
    assert [line.description for line in found.lines] == ["", ""]
    assert found.supplier == Party("92-1", "duns", "")
    assert found.total is None
    # The currency had its default: nothing was taken.
    assert dropped == {"lines[].description": 1, "supplier.name": 1, "total": 1}
    assert found.lines[0].item is ORDER.lines[0].item
    assert ORDER.total == Decimal("12.50")


def test_a_whole_member_and_lists():
    found, dropped = minimise(ORDER, tree_of({"supplier", "supplier.name"}))
    assert found.supplier == Party()
    assert dropped == {"supplier": 1}


def test_nothing_to_take_is_the_same_document():
    found, dropped = minimise(ORDER, tree_of({"contract", "lines[].contract"}))
    assert found is ORDER
    assert not dropped


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_every_kind_can_do_without_everything_optional(kind):
    document = from_json(sample(kind))
    paths = {row.path for row in schema_fields(kind) if not row.required}
    tree = tree_of({path.removesuffix("[]") for path in paths})
    found, dropped = minimise(document, tree)
    assert dropped or not paths
    assert type(found) is type(document)
    again, none = minimise(found, tree)
    assert again is found and not none


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_whatever_names_a_patient_is_patient_adjacent(kind):
    names = {item.name for item in dataclasses.fields(REGISTRY[kind])}
    if "patient_key" in names or "claims" in names:
        assert least_class(kind) == PATIENT_ADJACENT
