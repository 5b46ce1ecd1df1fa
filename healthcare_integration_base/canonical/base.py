"""What every canonical document shares: JSON in, JSON out, exact decimals.

The JSON form is what a message stores, what the screen shows and what a sender of
canonical JSON posts. Amounts and quantities are strings (``"12.50"``): a JSON number
would pass through a float in most senders.
"""

import dataclasses
import types
import typing
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from ..errors import RejectedError
from ..issue import Issue

REGISTRY = {}


def canonical(cls):
    """Class decorator: register a document under its ``KIND``."""
    REGISTRY[cls.KIND] = cls
    return cls


class CanonicalDocument:
    """A document of the house. Subclasses are frozen dataclasses.

    ``KIND`` is the stable name of the document, ``SCHEMA_VERSION`` the version of its
    shape. A field of type ``Decimal | None`` is None when it was not stated; it is
    never 0 for something that could not be read.
    """

    __slots__ = ()
    KIND: typing.ClassVar[str]
    SCHEMA_VERSION: typing.ClassVar[int] = 1


def to_json(document):
    """A document as JSON-ready dict with ``kind`` and ``schema_version`` first."""
    head = {"kind": document.KIND, "schema_version": document.SCHEMA_VERSION}
    return head | _plain(document)


def _plain(value):
    if dataclasses.is_dataclass(value):
        return {
            item.name: _plain(getattr(value, item.name))
            for item in dataclasses.fields(value)
        }
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def from_json(data):
    """A document from its JSON form.

    :raises RejectedError: with one :class:`Issue` per wrong place (``lines[2].price``),
        unknown kind or unknown schema version. Unknown members are ignored.
    """
    if not isinstance(data, dict):
        raise RejectedError("canonical.not_an_object", "$")
    cls = REGISTRY.get(data.get("kind"))
    if cls is None:
        raise RejectedError("canonical.unknown_kind", "$.kind")
    if data.get("schema_version", cls.SCHEMA_VERSION) != cls.SCHEMA_VERSION:
        raise RejectedError("canonical.unknown_schema_version", "$.schema_version")
    issues = []
    document = _build(cls, data, "$", issues)
    if issues:
        first = issues[0]
        raise RejectedError(first.code, first.where, first.text, issues=issues)
    return document


def _build(cls, data, where, issues):
    if not isinstance(data, dict):
        issues.append(Issue("canonical.object_expected", where))
        return None
    hints = _hints(cls)
    before = len(issues)
    values = {}
    for item in dataclasses.fields(cls):
        place = f"{where}.{item.name}"
        if item.name not in data:
            if _mandatory(item):
                issues.append(
                    Issue("canonical.missing", place, text="A mandatory member.")
                )
            continue
        values[item.name] = _value(hints[item.name], data[item.name], place, issues)
    return cls(**values) if len(issues) == before else None


def _mandatory(item):
    return (
        item.default is dataclasses.MISSING
        and item.default_factory is dataclasses.MISSING
    )


_HINTS = {}


def _hints(cls):
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls]


def _value(hint, value, where, issues):
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        origin = typing.get_origin(hint)
    if origin is tuple:
        return _tuple(typing.get_args(hint)[0], value, where, issues)
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, where, issues)
    return _scalar(hint, value, where, issues)


def _tuple(hint, value, where, issues):
    if not isinstance(value, list):
        issues.append(Issue("canonical.list_expected", where))
        return ()
    return tuple(
        _value(hint, item, f"{where}[{index}]", issues)
        for index, item in enumerate(value)
    )


def _scalar(hint, value, where, issues):
    try:
        return SCALARS[hint](value)
    except (InvalidOperation, ValueError, TypeError, KeyError):
        name = getattr(hint, "__name__", "value").lower()
        issues.append(Issue(f"canonical.not_a_{name}", where))
        return None


def _decimal(value):
    if isinstance(value, bool | float) or value is None:
        raise TypeError
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError
    return number


def _string(value):
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _boolean(value):
    if not isinstance(value, bool):
        raise TypeError
    return value


SCALARS = {
    Decimal: _decimal,
    str: _string,
    int: _integer,
    bool: _boolean,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
