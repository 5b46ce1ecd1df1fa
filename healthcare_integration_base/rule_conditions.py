"""Conditions of rules without code: a place, a comparison, a value. Pure data.

A place is a path into the JSON form of a document (``lines[*].uom``, ``order_number``)
or a fact about it that begins with ``@``. Nothing here evaluates text as code.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FACTS = ("@kind", "@connection", "@facility", "@amount", "@format")
PATH = re.compile(
    r"(\$\.)?[a-z_][a-z0-9_]*(\[(\*|\d{1,4})\])?"
    r"(\.[a-z_][a-z0-9_]*(\[(\*|\d{1,4})\])?){0,9}"
)
STEP = re.compile(r"([a-z_][a-z0-9_]*)(?:\[(\*|\d+)\])?")
VALUES_MAX = 10_000
"""Values of one place that are looked at; a longer document counts by the first."""

EQUAL, DIFFERENT = "equal", "different"
AMONG, NOT_AMONG = "among", "not_among"
CONTAINS, BEGINS = "contains", "begins"
ABOVE, BELOW, FROM, UP_TO = "above", "below", "from", "up_to"
EMPTY, STATED = "empty", "stated"
OPERATORS = (
    EQUAL,
    DIFFERENT,
    AMONG,
    NOT_AMONG,
    CONTAINS,
    BEGINS,
    ABOVE,
    BELOW,
    FROM,
    UP_TO,
    EMPTY,
    STATED,
)
WITHOUT_VALUE = (EMPTY, STATED)


@dataclass(frozen=True, slots=True)
class Condition:
    """``place`` compared by ``operator`` with ``value`` (text)."""

    place: str
    operator: str
    value: str = ""


def is_place(text):
    """Whether ``text`` is a fact or a path that can be followed."""
    return text in FACTS or bool(PATH.fullmatch(text))


def values_at(document, place, facts):
    """Every plain value at ``place``; an absent member gives None once.

    :param document: the JSON form of a canonical document.
    :param facts: ``{"@kind": ...}``.
    """
    if place.startswith("@"):
        return [facts.get(place)]
    found = [document]
    for name, index in STEP.findall(place.removeprefix("$.")):
        found = [value for node in found for value in _follow(node, name, index)][
            :VALUES_MAX
        ]
    return [None if isinstance(value, dict | list) else value for value in found]


def _follow(node, name, index):
    value = node.get(name) if isinstance(node, dict) else None
    if index == "":
        return [value]
    items = value if isinstance(value, list) else []
    if index == "*":
        return items
    return items[int(index) : int(index) + 1] or [None]


def holds(condition, document, facts):
    """Whether a condition holds: for one value at its place, or, for *different* and
    *not among*, for every value; *empty* also when there is no such place."""
    values = values_at(document, condition.place, facts)
    if condition.operator == EMPTY:
        return not values or any(_is_empty(value) for value in values)
    if condition.operator == STATED:
        return bool(values) and not any(_is_empty(value) for value in values)
    if condition.operator == DIFFERENT:
        return not any(_equal(value, condition.value) for value in values)
    if condition.operator == NOT_AMONG:
        return not any(_among(value, condition.value) for value in values)
    compare = COMPARISONS[condition.operator]
    return any(compare(value, condition.value) for value in values)


def _is_empty(value):
    return value is None or (isinstance(value, str) and not value.strip())


def _number(value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _equal(value, wanted):
    left, right = _number(value), _number(wanted)
    if left is not None and right is not None and not _is_code(value):
        return left == right
    return str(value) == wanted if value is not None else False


def _is_code(value):
    """``007`` is a code, not the number seven."""
    text = str(value)
    return len(text) > 1 and text[0] == "0" and text[1] != "."


def _among(value, wanted):
    return any(_equal(value, one.strip()) for one in wanted.split(","))


def _text(test):
    return lambda value, wanted: (
        value is not None and test(str(value).lower(), wanted.lower())
    )


def _ordered(test):
    """Numbers as numbers; dates and other text in their own order."""

    def compare(value, wanted):
        if value is None:
            return False
        left, right = _number(value), _number(wanted)
        if left is None or right is None:
            left, right = str(value), wanted
        return test(left, right)

    return compare


COMPARISONS = {
    EQUAL: _equal,
    AMONG: _among,
    CONTAINS: _text(lambda value, wanted: wanted in value),
    BEGINS: _text(lambda value, wanted: value.startswith(wanted)),
    ABOVE: _ordered(lambda left, right: left > right),
    BELOW: _ordered(lambda left, right: left < right),
    FROM: _ordered(lambda left, right: left >= right),
    UP_TO: _ordered(lambda left, right: left <= right),
}


def all_hold(conditions, document, facts):
    """Whether every condition holds; none at all holds."""
    return all(holds(condition, document, facts) for condition in conditions)
