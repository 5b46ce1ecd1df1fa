"""Where each segment of a transaction set stands in its guide.

The way from one segment to the next is worked out once and remembered: a set of a
million claims walks the same few ways again and again.
"""

from functools import cache

from .guide import Loop, known_tags, set_guide

#: Ways remembered per guide; a hostile file tries every pair of its segments.
WAYS_MAX = 20_000


class Way:
    """From one place of the guide to the next.

    ``target`` the node that was found, or None; ``entered`` the loop that begins there;
    ``skipped`` mandatory items between; ``fault`` what is wrong with the step.
    ``plain`` if there is nothing more to say than the target. ``onward`` the ways that
    were found from the target on, by key.
    """

    __slots__ = ("entered", "fault", "onward", "plain", "skipped", "target")

    def __init__(self, target=None, entered=None, skipped=(), fault=""):
        self.target = target
        self.entered = entered
        self.skipped = skipped
        self.fault = fault
        self.plain = target is not None and not (entered or skipped or fault)
        self.onward = {}


class Map:
    """The guide of one transaction set with the ways that were found in it."""

    def __init__(self, top):
        self.top = top
        self.tags = set()
        self.qualified = {}
        self.onward = {None: {}}
        self.count = 0
        self._collect(top)

    def _collect(self, loop):
        for item in loop.items:
            if isinstance(item, Loop):
                self._collect(item)
                continue
            self.tags.add(item.tag)
            if item.qualifiers:
                _number, codes = self.qualified.get(item.tag, (0, frozenset()))
                self.qualified[item.tag] = item.number, codes | item.qualifiers

    def way(self, at, tag, qualifier):
        """The :class:`Way` from a node (None: the beginning) to a segment, found anew.

        It is remembered under ``onward[at]``, by tag, with the qualifier if there is
        one.
        """
        found = self._find(at, tag, qualifier)
        found.onward = self.onward.setdefault(found.target or at, {})
        if self.count < WAYS_MAX:
            self.count += 1
            key = tag if qualifier is None else (tag, qualifier)
            self.onward[at][key] = found
        return found

    def end(self, at):
        """The mandatory items that are still ahead."""
        loop, order, skipped = self._level(at)
        while loop is not None:
            skipped += _mandatory(loop, order + 1, len(loop.items))
            loop, order = loop.loop, loop.order
        return tuple(skipped)

    def _level(self, at):
        if at is None:
            return self.top, -1, []
        return at.loop, at.order, []

    def _find(self, at, tag, qualifier):
        if tag not in self.tags:
            known = tag in known_tags()
            return Way(fault="x12.segment.set" if known else "x12.segment.unknown")
        loop, order, skipped = self._level(at)
        start, ahead = loop, max(order, 0)
        while loop is not None:
            for item in loop.items[ahead:]:
                if _fits(item, tag, qualifier) and not _once_more(item, at, loop):
                    skipped += _mandatory(loop, order + 1, item.order)
                    return _arrive(item, skipped)
            skipped += _mandatory(loop, order + 1, len(loop.items))
            order = ahead = loop.order
            loop = loop.loop
        return self._back(at, start, tag, qualifier)

    def _back(self, at, loop, tag, qualifier):
        """A place behind us: out of order, except for hierarchical levels."""
        _, order, skipped = self._level(at)
        while loop is not None:
            for item in loop.items:
                if _fits(item, tag, qualifier):
                    if isinstance(item, Loop):
                        fault = "" if item.first.tag == "HL" else "x12.segment.order"
                        return Way(item.first, item, tuple(skipped), fault)
                    return Way(fault="x12.segment.order")
            skipped += _mandatory(loop, order + 1, len(loop.items))
            order = loop.order
            loop = loop.loop
        return Way(fault="x12.segment.unexpected")


@cache
def map_of(code):
    """The :class:`Map` of a transaction set, or None without guide."""
    top = set_guide(code)
    return None if top is None else Map(top)


def _fits(item, tag, qualifier):
    node = item.first if isinstance(item, Loop) else item
    return node.tag == tag and (not node.qualifiers or qualifier in node.qualifiers)


def _once_more(item, at, loop):
    """Whether what begins a loop comes again: that is the next round of the loop."""
    return item is at and loop.loop is not None and item is loop.first


def _mandatory(loop, start, stop):
    return [item for item in loop.items[max(start, 0) : stop] if item.mandatory]


def _arrive(item, skipped):
    if isinstance(item, Loop):
        return Way(item.first, item, tuple(skipped))
    return Way(item, None, tuple(skipped))


class Walk:
    """One transaction set on its way through its guide.

    A segment ahead has not been seen in this round of its loop, so only repetitions in
    a row and the rounds of loops are counted.
    """

    def __init__(self, chart):
        self.chart = chart
        self.at = None
        self.onward = chart.onward[None]
        self.run = 0
        self._rounds = {}

    @property
    def loop(self):
        """The name of the loop in which the latest segment stands."""
        return self.at.loop.name if self.at is not None else ""

    def step(self, tag, qualifier=None):
        """Go to the next segment; ``(fault, tag)`` rows of what is wrong with it."""
        way = self.onward.get(tag if qualifier is None else (tag, qualifier))
        if way is None:
            way = self.chart.way(self.at, tag, qualifier)
        return self.go(way, tag)

    def go(self, way, tag):
        """Take a way that was found from here; what :meth:`step` answers."""
        target = way.target
        if way.plain:
            if target is self.at:
                self.run += 1
                if self.run > target.most:
                    return (("x12.segment.max", tag),)
            else:
                self.at, self.run, self.onward = target, 1, way.onward
            return ()
        if target is None:
            return ((way.fault, tag),)
        return self._arrive(way, tag)

    def _arrive(self, way, tag):
        """A step that skips something, enters a loop, or goes back."""
        faults = _missing(way.skipped) if way.skipped else []
        if way.fault:
            faults.append((way.fault, tag))
        loop = way.entered
        if loop is not None:
            outer = self._rounds.setdefault(loop.loop, {})
            count = outer[loop] = outer.get(loop, 0) + 1
            if count > loop.most:
                faults.append(("x12.loop.max", tag))
            self._rounds[loop] = {}
        self.at, self.run, self.onward = way.target, 1, way.onward
        return faults

    def finish(self):
        """What is missing now that the set is over."""
        return _missing(self.chart.end(self.at))


def _missing(items):
    return [
        (
            "x12.segment.missing",
            item.first.tag if isinstance(item, Loop) else item.tag,
        )
        for item in items
    ]
