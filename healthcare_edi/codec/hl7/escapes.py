"""Escape sequences: separators, line breaks and bytes inside a value.

What is not known is kept as it was sent: a path with backslashes, formatting commands,
character set switches. Nothing is dropped, also not an escape that is never closed.
"""

import re
from functools import lru_cache

from odoo.addons.healthcare_integration_base.errors import RejectedError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def unescape(text, delimiters, charset="utf-8"):
    """A raw value as text; ``\\.br\\`` and ``\\.sp\\`` become line breaks."""
    sign = delimiters.escape
    if not sign or sign not in text:
        return text
    known = _signs(delimiters)

    def meaning(match):
        inner = match[1]
        if inner in known:
            return known[inner]
        if inner[0] == "X":
            return _bytes(inner[1:], charset) or match[0]
        return "\n" * int(inner[3:] or 1)

    return _pattern(sign).sub(meaning, text)


@lru_cache(maxsize=64)
def _pattern(sign):
    mark = re.escape(sign)
    return re.compile(
        rf"{mark}([FSTREP]|X(?:[0-9A-Fa-f]{{2}}){{1,2000}}|\.br|\.sp[0-9]?){mark}"
    )


@lru_cache(maxsize=64)
def _signs(delimiters):
    return {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "P": delimiters.truncation or "#",
        ".br": "\n",
    }


def _bytes(digits, charset):
    """Hexadecimal bytes as text; empty when they are none in this character set."""
    try:
        text = bytes.fromhex(digits).decode(charset)
    except (ValueError, LookupError):
        return ""
    # No database keeps NUL.
    return "" if "\0" in text else text


def escape(text, delimiters, place=""):
    """A text as raw value.

    :raises RejectedError: ``hl7.write.delimiter`` with the place, for a text that needs
        an escape sequence where the partner has none.
    """
    table = _table(delimiters)
    if table is None:
        if any(sign in text for sign in [delimiters.field, *delimiters.signs]):
            raise RejectedError(
                "hl7.write.delimiter",
                place,
                "Data holds a character that this partner uses as a separator.",
            )
        return _CONTROL.sub(" ", text)
    return text.translate(table)


@lru_cache(maxsize=64)
def _table(delimiters):
    sign = delimiters.escape
    if not sign:
        return None
    table = {n: f"{sign}X{n:02X}{sign}" for n in (*range(32), 127)}
    table[ord("\n")] = f"{sign}.br{sign}"
    for name, character in _signs(delimiters).items():
        if name in "FSTRE" and character:
            table[ord(character)] = sign + name + sign
    if delimiters.truncation:
        table[ord(delimiters.truncation)] = f"{sign}P{sign}"
    return table
