"""The place of a segment or element (``UNH[1]/LIN[3]/LIN-03``) in a file's text."""

import re

from ..segment_places import Grammar, find_place
from .reader import read
from .splitting import find_end, is_released_at

_ENVELOPE = ("UNB", "UNG", "UNH")
_SEGMENT = re.compile(r"([A-Z]{3})\[([0-9]+)\]")
_ELEMENT = re.compile(r"([A-Z]{3})-([0-9]{2})(?:-([0-9]{1,2}))?")
#: Segments of codes, numbers and amounts: nobody is named in them.
_PLAIN = ("ALC", "CNT", "CPS", "CUX", "DTM", "MOA", "PAC", "PCD", "PRI", "QTY", "UNS")
_HARMLESS = re.compile(r"[A-Z0-9]{1,3}|-?[0-9]{0,14}([.,][0-9]{1,4})?")


def locate(payload, where):
    """See :func:`..segment_places.find_place`."""
    grammar = Grammar(_ENVELOPE, _SEGMENT, _ELEMENT, _segment, _inside)
    return find_place(read, payload, where, grammar)


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
