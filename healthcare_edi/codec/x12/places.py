"""The place of a segment or element (``ST[1]/CLP[3]/CLP-04``) in the text of a file."""

import re

from ..segment_places import Grammar, find_place
from .reader import read
from .tokenizer import binary_end

_ENVELOPE = ("ISA", "GS", "ST", "TA1")
_SEGMENT = re.compile(r"([A-Z0-9]{2,3})\[([0-9]+)\]")
_ELEMENT = re.compile(r"([A-Z0-9]{2,3})-([0-9]{2})")
#: Segments of codes and amounts, with the elements that may name somebody.
_PLAIN = {
    "ACK": (),
    "AMT": (),
    "CAS": (),
    "CLP": (1, 7),
    "CTP": (),
    "IT1": (),
    "PO1": (),
    "QTY": (),
    "SVC": (),
}
_HARMLESS = re.compile(
    r"[A-Z0-9]{1,3}|-?[0-9]{0,12}(\.[0-9]{1,4})?|[A-Z]{2}:[A-Z0-9]{5}"
)


def locate(payload, where):
    """See :func:`..segment_places.find_place`."""
    grammar = Grammar(_ENVELOPE, _SEGMENT, _ELEMENT, _segment, _element)
    return find_place(read, payload, where, grammar)


def veil(text, mask):
    """A located segment without what may name somebody.

    Codes and amounts of known segments stay; of any other segment only the tag does.
    """
    separator = next((sign for sign in text if not sign.isalnum()), "*")
    tag, *elements = text.split(separator)
    hidden = _PLAIN.get(tag)
    shown = [
        value
        if hidden is not None and number not in hidden and _HARMLESS.fullmatch(value)
        else mask(value)
        for number, value in enumerate(elements, start=1)
    ]
    return separator.join([tag, *shown])


def _segment(text, start, end, delimiters, tag, number):
    """Where the ``number``-th segment of a tag stands between ``start`` and ``end``."""
    position = start
    while position < end:
        while position < end and text[position].isspace():
            position += 1
        stop = None
        if text.startswith(("BIN", "BDS"), position):
            stop = binary_end(text, position, delimiters)
        if stop is None:
            stop = text.find(delimiters.terminator, position)
        stop = end if stop < 0 else min(stop, end)
        if text[position:stop].split(delimiters.element, 1)[0].strip() == tag:
            number -= 1
            if not number:
                return position, stop
        position = stop + len(delimiters.terminator)
    return None


def _element(text, span, delimiters, place):
    """Where one element of a segment stands; the segment without it."""
    start, end = span
    number = int(place[2])
    pieces = text[start:end].split(delimiters.element)
    if number >= len(pieces):
        return span
    begin = start + sum(
        len(piece) + len(delimiters.element) for piece in pieces[:number]
    )
    return begin, begin + len(pieces[number])
