"""The place of a segment or element (``ST[1]/CLP[3]/CLP-04``) in the text of a file."""

import re

from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError

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
    """The segment or element at ``where``, or the set that would hold it.

    :param where: a place as documents give it; the levels of the envelope may be left
        out. The segments of a tag are counted within their transaction set.
    :return: :class:`Located`; None when the payload has no such set.
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
        found = _element(text, *found, part.tree.delimiters, int(element[2])) or found
    return Located(text, *found)


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


def _element(text, start, end, delimiters, number):
    """Where one element of the segment ``text[start:end]`` stands; None without it."""
    pieces = text[start:end].split(delimiters.element)
    if number >= len(pieces):
        return None
    begin = start + sum(
        len(piece) + len(delimiters.element) for piece in pieces[:number]
    )
    return begin, begin + len(pieces[number])
