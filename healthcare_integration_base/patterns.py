"""Expressions that a person writes and a partner's values are held against."""

import re

try:
    from re import _parser as parser
except ImportError:  # Python 3.10
    import sre_parse as parser

LENGTH = 256
MANY = 3
"""Wide repetitions of one expression; each multiplies the time by a value's length."""
WIDE = 64
"""Times from which a repetition counts as wide."""


def is_safe(pattern):
    """Whether no value can keep ``pattern`` busy for long: it is short, repeats
    nothing that repeats or branches, and does not refer back.

    A value of forty letters occupies ``(a+)+`` for hours.

    :raises re.error: no expression at all.
    """
    re.compile(pattern)
    return len(pattern) <= LENGTH and _wide(parser.parse(pattern), False) <= MANY


def _wide(nodes, repeated):
    """How many wide repetitions there are; more than allowed for a nested one."""
    count = 0
    for name, value in nodes:
        word = str(name)
        if word.startswith("GROUPREF") or (word == "BRANCH" and repeated):
            return MANY + 1
        again = word.endswith("_REPEAT")
        if again and repeated and value[0] != value[1]:
            return MANY + 1
        count += again and value[1] >= WIDE
        inner = repeated or (again and value[1] > 1)
        count += sum(_wide(part, inner) for part in _parts(value))
    return count


def _parts(value):
    """The expressions inside a node, wherever the parser keeps them."""
    if isinstance(value, parser.SubPattern):
        return [value]
    if isinstance(value, tuple | list):
        return [part for item in value for part in _parts(item)]
    return []
