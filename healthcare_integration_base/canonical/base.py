"""What every canonical document shares: JSON in, JSON out, exact decimals.

The JSON form is what a message stores, what the screen shows and what a sender of
canonical JSON posts. Amounts and quantities are strings (``"12.50"``): a JSON number
would pass through a float in most senders.
"""

import dataclasses
import re
import types
import typing
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from ..errors import RejectedError
from ..issue import Issue

REGISTRY = {}

ISSUES_MAX = 100
"""Wrong places that are listed; a sender who has more of them repeats himself."""
YEARS = range(1900, 2200)
#: Counts, days and minutes; what is larger fits no column and no calendar.
COUNT_MAX = 999_999_999
"""Years that an order, a payment or an expiry date can lie in."""
# 18 digits before the point, as in X12. An exponent would let a few bytes stand for
# more digits than the memory holds.
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{0,30})?")
# PostgreSQL keeps neither NUL nor half a character.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


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


ATOMS = frozenset({str, int, bool, type(None)})
_NAMES = {}


def _names(cls):
    if cls not in _NAMES:
        _NAMES[cls] = tuple(item.name for item in dataclasses.fields(cls))
    return _NAMES[cls]


def _plain(value):
    if type(value) in ATOMS:
        return value
    if dataclasses.is_dataclass(value):
        members = {name: getattr(value, name) for name in _names(type(value))}
        return {
            name: member if type(member) in ATOMS else _plain(member)
            for name, member in members.items()
        }
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def from_json(data, place="$", foreign=False):
    """A document from its JSON form.

    :param place: where ``data`` stands in what was received.
    :param foreign: a sender wrote ``data``: every ``where`` is its place in there,
        whatever the sender says.
    :raises RejectedError: with one :class:`Issue` per wrong place (``lines[2].price``),
        unknown kind or unknown schema version. Unknown members are ignored.
    """
    if not isinstance(data, dict):
        raise RejectedError("canonical.not_an_object", place)
    kind = data.get("kind")
    cls = REGISTRY.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise RejectedError("canonical.unknown_kind", f"{place}.kind")
    if data.get("schema_version", cls.SCHEMA_VERSION) != cls.SCHEMA_VERSION:
        raise RejectedError(
            "canonical.unknown_schema_version", f"{place}.schema_version"
        )
    issues = _Issues(foreign)
    document = _build(cls, data, place, issues)
    if issues:
        first = issues[0]
        raise RejectedError(first.code, first.where, first.text, issues=issues)
    return document


class _Issues(list):
    """What is wrong so far; more than :data:`ISSUES_MAX` are not kept."""

    def __init__(self, foreign):
        super().__init__()
        self.foreign = foreign

    def append(self, issue):
        if len(self) < ISSUES_MAX:
            super().append(issue)


def _build(cls, data, where, issues):
    if not isinstance(data, dict):
        issues.append(Issue("canonical.object_expected", where))
        return None
    before = len(issues)
    values = {}
    for name, hint, mandatory in _members(cls):
        if name == "where" and issues.foreign:
            values["where"] = where
        elif name in data:
            value = data[name]
            if hint is str and type(value) is str and value.isascii():
                # Most members of most documents; "\0" is ASCII as well.
                if "\0" not in value:
                    values[name] = value
                    continue
            values[name] = _value(hint, value, f"{where}.{name}", issues)
        elif mandatory:
            place = f"{where}.{name}"
            issues.append(
                Issue("canonical.missing", place, text="A mandatory field is missing.")
            )
    if len(issues) != before or before == ISSUES_MAX:
        return None
    return cls(**values)


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


_MEMBERS = {}


def _members(cls):
    """``(name, type, mandatory)`` of each member."""
    if cls not in _MEMBERS:
        hints = _hints(cls)
        _MEMBERS[cls] = tuple(
            (item.name, hints[item.name], _mandatory(item))
            for item in dataclasses.fields(cls)
        )
    return _MEMBERS[cls]


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
    found = []
    for index, item in enumerate(value):
        if len(issues) == ISSUES_MAX:
            break
        found.append(_value(hint, item, f"{where}[{index}]", issues))
    return tuple(found)


def _scalar(hint, value, where, issues):
    try:
        return SCALARS[hint](value)
    except (InvalidOperation, ValueError, TypeError, KeyError):
        name = getattr(hint, "__name__", "value").lower()
        issues.append(Issue(f"canonical.not_a_{name}", where))
        return None


def _decimal(value):
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise TypeError
    # A JSON number may bear an exponent; str() of an int has a limit of its own.
    text = value if isinstance(value, str) else str(value)
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return Decimal(text)


def _string(value):
    if not isinstance(value, str):
        raise TypeError
    if _UNSTORABLE.search(value):
        raise ValueError
    return value


def _integer(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if abs(value) > COUNT_MAX:
        raise ValueError
    return value


def _boolean(value):
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value):
    found = date.fromisoformat(value)
    if found.year not in YEARS:
        raise ValueError
    return found


def _instant(value):
    found = datetime.fromisoformat(value)
    if found.year not in YEARS or found.utcoffset() is None:
        raise ValueError
    return found


SCALARS = {
    Decimal: _decimal,
    str: _string,
    int: _integer,
    bool: _boolean,
    date: _date,
    datetime: _instant,
}
