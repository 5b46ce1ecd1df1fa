"""Canonical documents as JSON Schema (2020-12), as rows for a screen and as a sample.

Shapes are read from the dataclasses, so that what a partner reads is what
:func:`from_json` takes.
"""

import dataclasses
import types
import typing
from datetime import date, datetime, timezone
from decimal import Decimal

from .base import REGISTRY, _hints, _mandatory, _plain
from .schema_texts import FIELD_TEXTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMAL_PATTERN = "^[+-]?[0-9]{1,18}(\\.[0-9]{0,30})?$"
SCALARS = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    # A number is taken as it is written; many senders would round it on their way.
    Decimal: {
        "anyOf": [{"type": "string", "pattern": DECIMAL_PATTERN}] + [{"type": "number"}]
    },
}
NAMES = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date",
    datetime: "instant with zone",
    Decimal: "exact number (as text)",
}
SAMPLES = {
    int: 1,
    bool: False,
    date: date(2026, 1, 31),
    datetime: datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc),
    Decimal: Decimal("12.50"),
}
DEPTH = 6


@dataclasses.dataclass(frozen=True, slots=True)
class SchemaField:
    """One row of the screen: ``path`` as in ``lines[].price``."""

    path: str
    type: str
    required: bool
    text: str


def json_schema(kind, base=""):
    """The JSON Schema of a canonical kind in its version.

    :param base: address below which schemas are served; becomes part of ``$id``.
    """
    cls = REGISTRY[kind]
    definitions = {}
    body = _object(cls, definitions)
    head = {
        "$schema": DIALECT,
        "$id": f"{base}/{kind}/{cls.SCHEMA_VERSION}.json",
        "title": cls.__name__,
    }
    body["properties"] = {
        "kind": {"const": kind},
        "schema_version": {
            "const": cls.SCHEMA_VERSION,
            "description": "May be left out: the current version.",
        },
    } | body["properties"]
    body["required"] = ["kind", *body["required"]]
    return head | body | ({"$defs": definitions} if definitions else {})


def schema_fields(kind):
    """Every member of a kind as :class:`SchemaField`, in the order of the document."""
    return list(_rows(REGISTRY[kind], "", 0))


def leaf_types(kind):
    """``{path: type}`` of the members that hold a single value."""
    return dict(_leaves(REGISTRY[kind], "", 0))


def _leaves(cls, prefix, depth):
    for item, hint, _optional in _members(cls):
        inner, path = hint, f"{prefix}{item.name}"
        if typing.get_origin(hint) is tuple:
            inner, path = typing.get_args(hint)[0], f"{path}[]"
        if dataclasses.is_dataclass(inner):
            if depth < DEPTH:
                yield from _leaves(inner, f"{path}.", depth + 1)
        elif inner is hint:
            yield path, inner


def sample(kind):
    """A document of this kind with every member filled, in its JSON form."""
    cls = REGISTRY[kind]
    head = {"kind": kind, "schema_version": cls.SCHEMA_VERSION}
    return head | _sample_of(cls, 0)


def _members(cls):
    """``(field, hint, optional)`` of what a sender may write."""
    hints = _hints(cls)
    for item in dataclasses.fields(cls):
        # The place of a part in what was received is ours to say.
        if item.name == "where":
            continue
        hint, optional = hints[item.name], False
        if typing.get_origin(hint) in (types.UnionType, typing.Union):
            optional = True
            hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        yield item, hint, optional


def _object(cls, definitions):
    properties, required = {}, []
    for item, hint, optional in _members(cls):
        schema = _schema_of(hint, definitions)
        if optional:
            schema = {"anyOf": [schema, {"type": "null"}]}
        text = _text_of(cls, item.name)
        if text:
            schema = {**schema, "description": text}
        if _mandatory(item):
            required.append(item.name)
        elif item.default is not dataclasses.MISSING:
            schema = {**schema, "default": _plain(item.default)}
        properties[item.name] = schema
    return {
        "type": "object",
        "description": _first_words(cls),
        "properties": properties,
        "required": required,
    }


def _schema_of(hint, definitions):
    if typing.get_origin(hint) is tuple:
        items = _schema_of(typing.get_args(hint)[0], definitions)
        return {"type": "array", "items": items}
    if dataclasses.is_dataclass(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = None
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return SCALARS.get(hint, {})


def _rows(cls, prefix, depth):
    for item, hint, optional in _members(cls):
        path = f"{prefix}{item.name}"
        inner, name = hint, "one"
        if typing.get_origin(hint) is tuple:
            inner, path, name = typing.get_args(hint)[0], f"{path}[]", "list"
        nested = dataclasses.is_dataclass(inner)
        kind = NAMES.get(inner, getattr(inner, "__name__", "value"))
        kind = f"{name} of {kind}" if name == "list" else kind
        kind = f"{kind}, or nothing" if optional else kind
        yield SchemaField(path, kind, _mandatory(item), _text_of(cls, item.name))
        if nested and depth < DEPTH:
            yield from _rows(inner, f"{path}.", depth + 1)


def _sample_of(cls, depth):
    values = {}
    for item, hint, _optional in _members(cls):
        inner = hint
        many = typing.get_origin(hint) is tuple
        if many:
            inner = typing.get_args(hint)[0]
        if dataclasses.is_dataclass(inner):
            if depth == DEPTH:
                continue
            value = _sample_of(inner, depth + 1)
        elif inner is str:
            default = item.default if isinstance(item.default, str) else ""
            value = default or item.name.upper().replace("_", "-")
        else:
            value = _plain(SAMPLES.get(inner))
        values[item.name] = [value] if many else value
    return values


def _first_words(cls):
    text = " ".join((cls.__doc__ or "").split()).replace("``", "")
    # A dataclass without words of its own repeats its signature.
    return "" if text.startswith(f"{cls.__name__}(") else text


def _text_of(cls, name):
    """What a member means; empty for one that nobody has described."""
    return FIELD_TEXTS.get(f"{cls.__name__}.{name}") or FIELD_TEXTS.get(name, "")
