"""The place of a segment or element (``UNH[1]/LIN[3]/LIN-03``) in a file's text."""

import re

from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .reader import read
from .splitting import find_end, is_released_at

_ENVELOPE = ("UNB", "UNG", "UNH")
_SEGMENT = re.compile(r"([A-Z]{3})\[([0-9]+)\]")
_ELEMENT = re.compile(r"([A-Z]{3})-([0-9]{2})(?:-([0-9]{1,2}))?")
#: Segments of codes, numbers and amounts: nobody is named in them.
_PLAIN = ("ALC", "CNT", "CPS", "CUX", "DTM", "MOA", "PAC", "PCD", "PRI", "QTY", "UNS")
_HARMLESS = re.compile(r"[A-Z0-9]{1,3}|-?[0-9]{0,14}([.,][0-9]{1,4})?")


def locate(payload, where):
    """The segment or element at ``where``, or the message that would hold it.

    :param where: a place as documents give it; the levels of the envelope may be left
        out. The segments of a tag are counted within their message.
    :return: :class:`Located`; None when the payload has no such message.
    """
    try:
        decoded = read(payload)
    except DecodeError:
        return None
    levels = where.split("/")
    envelope = [level for level in levels if level.partition("[")[0] in _ENVELOPE]
    part = _part(decoded.parts, "/".join(envelope))
    if part is None:
        return None
    text, start, end = part.tree.span
    inner = [level for level in levels if level not in envelope]
    segments = [match for match in map(_SEGMENT.fullmatch, inner) if match]
    element = next((match for match in map(_ELEMENT.fullmatch, inner) if match), None)
    if not segments:
        return Located(text, start, end)
    tag, number = segments[-1][1], int(segments[-1][2])
    found = _segment(text, start, end, part.tree.delimiters, tag, number)
    if found is None:
        return Located(text, start, end)
    if element and element[1] == tag:
        found = _inside(text, found, part.tree.delimiters, element)
    return Located(text, *found)


def veil(text, mask):
    """A located segment without what may name somebody.

    Codes and amounts of known segments stay; of any other segment only the tag does.
    """
    tag = text[:3]
    plain = tag in _PLAIN
    pieces = re.split(r"([^A-Za-z0-9 .,\-])", text[3:])
    shown = [
        piece
        if not piece or number % 2 or (plain and _HARMLESS.fullmatch(piece))
        else mask(piece)
        for number, piece in enumerate(pieces)
    ]
    return tag + "".join(shown)


def _part(parts, place):
    for part in parts:
        if part.where == place or part.where.endswith(f"/{place}"):
            return part
    return parts[0] if parts and not place else None


def _segment(text, start, end, delimiters, tag, number):
    """Where the ``number``-th segment of a tag stands between ``start`` and ``end``."""
    position = start
    while position < end:
        while position < end and text[position].isspace():
            position += 1
        stop = find_end(text, position, end, delimiters)
        stop = end if stop < 0 else stop
        following = text[position + 3 : position + 4]
        if text.startswith(tag, position) and not following.isalnum():
            number -= 1
            if not number:
                return position, stop
        position = stop + 1
    return None


def _inside(text, span, delimiters, place):
    """Where the element, or its component, stands; the segment when it has none."""
    found = _piece(text, span, delimiters.element, delimiters.release, int(place[2]))
    if found is None:
        return span
    if place[3] is None:
        return found
    component = int(place[3]) - 1
    return (
        _piece(text, found, delimiters.component, delimiters.release, component)
        or found
    )


def _piece(text, span, separator, release, number):
    """The ``number``-th piece (from 0) of ``text[start:end]``, or None."""
    start, end = span
    at = start
    while number:
        at = text.find(separator, at, end)
        while at >= 0 and is_released_at(text, at, start, release):
            at = text.find(separator, at + 1, end)
        if at < 0:
            return None
        at += 1
        number -= 1
    stop = text.find(separator, at, end)
    while stop >= 0 and is_released_at(text, stop, start, release):
        stop = text.find(separator, stop + 1, end)
    return at, end if stop < 0 else stop
