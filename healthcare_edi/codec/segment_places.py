"""A place such as ``ST[1]/CLP[3]/CLP-04`` in a file of segments of any syntax."""

from typing import Any, NamedTuple

from odoo.addons.healthcare_integration_base.codec.place import Located
from odoo.addons.healthcare_integration_base.errors import DecodeError


class Grammar(NamedTuple):
    """How a syntax names and finds its places.

    ``envelope`` tags of the levels above a segment; ``segment`` and ``element``
    patterns of the levels below (``CLP[3]``, ``CLP-04``); ``find_segment(text, start,
    end, delimiters, tag, number)`` -> ``(start, end)`` or None; ``find_element(text,
    span, delimiters, match)`` -> ``(start, end)``, the segment's without the element.
    """

    envelope: tuple[str, ...]
    segment: Any
    element: Any
    find_segment: Any
    find_element: Any


def find_place(read, payload, where, grammar):
    """The segment or element at ``where``, or the set or message that would hold it.

    :param read: the syntax's own ``read(payload)``.
    :param where: a place as documents give it; the levels of the envelope may be left
        out. The segments of a tag are counted within their set or message.
    :return: :class:`Located`; None when the payload has no such set or message.
    """
    try:
        decoded = read(payload)
    except DecodeError:
        return None
    levels = where.split("/")
    envelope = [
        level for level in levels if level.partition("[")[0] in grammar.envelope
    ]
    part = _part(decoded.parts, "/".join(envelope))
    if part is None:
        return None
    text, start, end = part.tree.span
    inner = [level for level in levels if level not in envelope]
    segments = list(filter(None, map(grammar.segment.fullmatch, inner)))
    element = next(filter(None, map(grammar.element.fullmatch, inner)), None)
    if not segments:
        return Located(text, start, end)
    tag, number = segments[-1][1], int(segments[-1][2])
    delimiters = part.tree.delimiters
    found = grammar.find_segment(text, start, end, delimiters, tag, number)
    if found is None:
        return Located(text, start, end)
    if element and element[1] == tag:
        found = grammar.find_element(text, found, delimiters, element)
    return Located(text, *found)


def _part(parts, place):
    for part in parts:
        if part.where == place or part.where.endswith(f"/{place}"):
            return part
    return parts[0] if parts and not place else None
