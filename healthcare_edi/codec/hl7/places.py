"""The place of a segment, field or component (``MSH[1]/PID[1]/PID-3.1``) in a text."""

import re

from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .reader import read

_LEVEL = re.compile(r"([A-Z][A-Z0-9]{2})\[([0-9]+)\]")
_FIELD = re.compile(r"([A-Z][A-Z0-9]{2})-([0-9]+)(?:\[([0-9]+)\])?(?:\.([0-9]+))?")
_ENVELOPE = ("FHS", "BHS", "MSH")
#: Segments of codes, times and amounts, with the fields that may name somebody or say
#: what ails him. Of any other segment only the tag is shown.
_PLAIN = {
    "EVN": (5,),
    "FT1": (8, 9, 19, 20, 21),
    "MSA": (3,),
    "MSH": (),
    "ORC": (10, 11, 12, 19),
    "SCH": (6, 7, 12, 13, 16, 20),
}
_HARMLESS = re.compile(r"[A-Z0-9]{1,3}|-?[0-9]{0,12}(\.[0-9]{1,4})?|[0-9]{8,14}")


def locate(payload, where):
    """The segment, field or component at ``where``, or the message that would hold it.

    :return: :class:`Located` in the text of the messages, one line per segment; None
        when the payload has no such message.
    """
    try:
        parts = read(payload).parts
    except DecodeError:
        return None
    levels = where.split("/")
    outer = [level for level in levels if level.partition("[")[0] in _ENVELOPE]
    start, target, texts = 0, None, []
    for part in parts:
        if target is None and _is(part.where, "/".join(outer)):
            target, begin = part, start
        texts.append(part.tree.text)
        start += len(part.tree.text) + 1
    if target is None:
        return None
    text = "\n".join(texts)
    inner = [level for level in levels if level not in outer]
    first, last = _place(target.tree, inner)
    return Located(text, begin + first, begin + last)


def veil(text, mask):
    """A located segment or field without what may name somebody."""
    lines = text.split("\n")
    return "\n".join(_veiled(line, mask) for line in lines)


def _veiled(line, mask):
    match = re.match(r"([A-Z][A-Z0-9]{2})([^A-Za-z0-9\s])", line)
    if not match:
        return mask(line)
    separator = match[2]
    tag, *fields = line.split(separator)
    hidden = _PLAIN.get(tag)
    shift = 2 if tag == "MSH" else 1
    shown = []
    for number, value in enumerate(fields, start=shift):
        plain = hidden is not None and number not in hidden
        if plain and (tag == "MSH" or _HARMLESS.fullmatch(value)):
            shown.append(value)
        else:
            shown.append(mask(value) if value else "")
    return separator.join([tag, *shown])


def _is(where, wanted):
    return where == wanted or where.endswith(f"/{wanted}") or not wanted


def _place(message, inner):
    """Where in the text of the message the levels lead to, as deep as they go."""
    text, whole = message.text, (0, len(message.text))
    rows = [match for match in map(_LEVEL.fullmatch, inner) if match]
    field = next((match for match in map(_FIELD.fullmatch, inner) if match), None)
    if not rows and field and field[1] == "MSH":
        tag, count = "MSH", 1
    elif rows:
        tag, count = rows[-1][1], int(rows[-1][2])
    else:
        return whole
    start = 0
    for line in text.split("\n"):
        if line[:3] == tag:
            count -= 1
            if not count:
                span = (start, start + len(line))
                return _in_line(line, span, field, message) if field else span
        start += len(line) + 1
    return whole


def _in_line(line, span, field, message):
    delimiters = message.delimiters
    number = int(field[2]) - (1 if line.startswith("MSH") else 0)
    if number < 1:
        return span
    found = _nth(line, span[0], delimiters.field, number)
    steps = [(delimiters.repetition, field[3]), (delimiters.component, field[4])]
    for sign, wanted in steps:
        if found is None:
            return span
        if wanted and sign:
            begin, end = found
            text = line[begin - span[0] : end - span[0]]
            found = _nth(text, begin, sign, int(wanted) - 1) or found
    return found or span


def _nth(text, offset, sign, number):
    """Where piece ``number`` (from 0) of a split text stands; None without it."""
    pieces = text.split(sign)
    if number >= len(pieces):
        return None
    begin = offset + sum(len(piece) + 1 for piece in pieces[:number])
    return begin, begin + len(pieces[number])
