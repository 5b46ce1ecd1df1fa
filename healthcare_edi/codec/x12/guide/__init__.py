"""What a transaction set looks like: which segments where, which elements in them.

Our own minimal tables: facts of structure, no text of any implementation guide. A set
that is not here has no guide, and only its envelope is checked.
"""

from functools import cache

from . import (
    segments,
    segments_health,
    segments_supply,
    sets_catalogue,
    sets_health,
    sets_order,
    sets_supply,
)
from .notation import ANY, Element, Loop, Node, Segment, read_segment, read_set

SETS = sets_order.SETS | sets_supply.SETS | sets_catalogue.SETS | sets_health.SETS
_FILES = (segments, segments_supply, segments_health)
_COMPOSITES = segments.COMPOSITES | segments_health.COMPOSITES


#: Guides of their own: set and part of the version -> table.
_IMPLEMENTATIONS = {("837", "X222"): "837P", ("837", "X098"): "837P"}


def guide_code(code, version):
    """The table for a set of a version: ``837P`` for professional claims."""
    return _IMPLEMENTATIONS.get((code, (version or "")[6:10]), code)


@cache
def set_guide(code):
    """The outermost :class:`Loop` of a transaction set, or None without guide."""
    return read_set(SETS[code]) if code in SETS else None


@cache
def segment_guides(release):
    """``{tag: Segment}`` for a release, ``004010`` or ``005010``."""
    texts = {}
    for file in _FILES:
        texts |= file.SEGMENTS
    if release < "005":
        for file in _FILES:
            texts |= file.SEGMENTS_4010
    return {tag: read_segment(tag, text, _COMPOSITES) for tag, text in texts.items()}


@cache
def known_tags():
    """Every tag that occurs in one of the guides."""
    tags = set(segment_guides("005010"))
    for code in SETS:
        stack = [set_guide(code)]
        while stack:
            item = stack.pop()
            if isinstance(item, Loop):
                stack += item.items
            else:
                tags.add(item.tag)
    return frozenset(tags)


__all__ = [
    "ANY",
    "SETS",
    "Element",
    "Loop",
    "Node",
    "Segment",
    "guide_code",
    "known_tags",
    "segment_guides",
    "set_guide",
]
