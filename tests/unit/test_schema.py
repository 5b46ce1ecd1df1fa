"""The published schemas say what the code takes, and every member is described."""

import pytest

from odoo.addons.healthcare_integration_base.canonical import (
    REGISTRY,
    from_json,
    to_json,
)
from odoo.addons.healthcare_integration_base.canonical.schema import (
    json_schema,
    sample,
    schema_fields,
)
from odoo.addons.healthcare_integration_base.errors import RejectedError

KINDS = sorted(kind for kind in REGISTRY if not kind.startswith("journey"))


def walk(schema):
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from walk(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from walk(value)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_is_taken_and_comes_back(kind):
    data = sample(kind)
    assert to_json(from_json(data)).items() >= {"kind": kind}.items()
    schema = json_schema(kind)
    assert set(data) <= set(schema["properties"])
    assert set(schema["required"]) <= set(data)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_schema_requires_is_required(kind):
    for name in set(json_schema(kind)["required"]) - {"kind"}:
        data = sample(kind)
        del data[name]
        with pytest.raises(RejectedError) as refused:
            from_json(data)
        assert refused.value.where == f"$.{name}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_has_a_definition(kind):
    schema = json_schema(kind, "/schemas")
    names = {f"#/$defs/{name}" for name in schema.get("$defs", ())}
    references = {row["$ref"] for row in walk(schema) if "$ref" in row}
    assert references == names
    assert schema["$id"] == f"/schemas/{kind}/{REGISTRY[kind].SCHEMA_VERSION}.json"


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_described(kind):
    assert [row.path for row in schema_fields(kind) if not row.text] == []
