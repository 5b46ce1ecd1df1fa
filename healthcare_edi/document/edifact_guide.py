"""The structure of a message as data, and the walk of a message through it.

A guide is one line per part of the message::

    BGM! DTM!*35 FTX*99 (RFF! DTM*5)* (LIN! PIA*25 QTY*99 (PRI! RNG)*)* (UNS! MOA*9)!

``!`` mandatory, ``*5`` at most five, ``*`` any number, brackets a segment group with
its trigger first. Limits are the widest of the directories D.96A to D.01B, so that no
message of one of them is called wrong for the rules of another.
"""

import re

SEGMENT = "edifact.segment."
_TOKEN = re.compile(r"\(|\)(!?)(\*[0-9]*)?|([A-Z]{3})(!?)(\*[0-9]*)?")


class Node:
    """A segment, or a segment group with its trigger's ``tag`` and its ``children``.

    ``path``: the tags of the groups around it and its own, ``lin_pri_rng``.
    """

    __slots__ = ("children", "limit", "mandatory", "needed", "path", "places", "tag")

    def __init__(self, tag, mandatory, limit, children=()):
        self.tag = tag
        self.mandatory = mandatory
        self.limit = limit
        self.path = ""
        self.children = tuple(children)
        self.needed = [n for n, child in enumerate(self.children) if child.mandatory]
        self.places = {}
        for number, child in enumerate(self.children):
            self.places.setdefault(child.tag, []).append(number)

    def named(self, around=""):
        """The node itself, after it and its children got their paths."""
        self.path = f"{around}_{self.tag}".strip("_").lower()
        for child in self.children:
            child.named(self.path)
        return self


def guide(text):
    """The root :class:`Node` of a guide in the notation above."""
    stack = [[]]
    for token in _TOKEN.finditer(text):
        if token[0] == "(":
            stack.append([])
        elif token[3]:
            stack[-1].append(Node(token[3], bool(token[4]), _limit(token[5])))
        else:
            trigger, *children = stack.pop()
            node = Node(trigger.tag, bool(token[1]), _limit(token[2]), children)
            stack[-1].append(node)
    return Node("", True, 1, stack[0]).named()


def _limit(text):
    if not text:
        return 1
    return int(text[1:]) if len(text) > 1 else 10**9


def shown(tag):
    """A tag as an issue may name it: what has not the form of one is payload."""
    right = len(tag) == 3 and tag.isascii() and tag.isalnum() and tag.isupper()
    return tag if right else "segment"


class _Frame:
    """A group that is open: how far it is, and how often its children occurred."""

    __slots__ = ("counts", "index", "node", "ordinal")

    def __init__(self, node, ordinal):
        self.node = node
        self.ordinal = ordinal
        self.index = 0
        self.counts = {}


class Walk:
    """Finds for each segment the place in the guide that it fills.

    ``report(code, place)`` is called for what the guide does not foresee: a segment is
    looked for in the group that is open, then in the groups around it, forwards; one
    that only occurs further back is out of order and is read all the same.
    """

    def __init__(self, root, report):
        self._stack = [_Frame(root, 0)]
        self._report = report

    def place(self, tag, ordinal):
        """The path of the next segment, the ``ordinal``-th of its tag; empty for one
        that the guide does not know.
        """
        stack = self._stack
        for depth in range(len(stack) - 1, -1, -1):
            frame = stack[depth]
            for number in frame.node.places.get(tag, ()):
                if number >= frame.index:
                    if depth + 1 < len(stack):
                        self._close(depth + 1)
                    frame.index = number
                    return self._enter(frame, number, ordinal)
        for depth in range(len(stack) - 1, -1, -1):
            numbers = stack[depth].node.places.get(tag)
            if numbers:
                self._report(SEGMENT + "order", f"{tag}[{ordinal}]")
                self._close(depth + 1)
                return self._enter(stack[depth], numbers[0], ordinal)
        self._report(SEGMENT + "unknown", f"{shown(tag)}[{ordinal}]")
        return ""

    def finish(self):
        """The message ends: what is mandatory and did not come is reported."""
        self._close(0)

    def _enter(self, frame, number, ordinal):
        child = frame.node.children[number]
        count = frame.counts.get(number, 0) + 1
        frame.counts[number] = count
        if count == child.limit + 1:
            self._report(SEGMENT + "repeated", f"{child.tag}[{ordinal}]")
        if child.children:
            self._stack.append(_Frame(child, ordinal))
        return child.path

    def _close(self, depth):
        stack = self._stack
        while len(stack) > depth:
            frame = stack.pop()
            for number in frame.node.needed:
                if number not in frame.counts:
                    place = frame.node.children[number].tag
                    if frame.ordinal:
                        place = f"{frame.node.tag}[{frame.ordinal}]/{place}"
                    self._report(SEGMENT + "missing", place)
