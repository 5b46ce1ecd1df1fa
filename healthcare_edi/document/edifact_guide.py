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
    """A segment, or a segment group with its trigger's ``tag`` and its ``children``."""

    __slots__ = ("children", "limit", "mandatory", "needed", "places", "tag")

    def __init__(self, tag, mandatory, limit, children=()):
        self.tag = tag
        self.mandatory = mandatory
        self.limit = limit
        self.children = tuple(children)
        self.needed = [n for n, child in enumerate(self.children) if child.mandatory]
        self.places = {}
        for number, child in enumerate(self.children):
            self.places.setdefault(child.tag, []).append(number)


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
    return Node("", True, 1, stack[0])


def _limit(text):
    if not text:
        return 1
    return int(text[1:]) if len(text) > 1 else 10**9


class _Frame:
    """A group that is open: how far it is, and how often its children occurred."""

    __slots__ = ("counts", "index", "node", "path", "place")

    def __init__(self, node, path, place):
        self.node = node
        self.path = path
        self.place = place
        self.index = 0
        self.counts = {}


class Walk:
    """Finds for each segment the place in the guide that it fills.

    ``report(code, place)`` is called for what the guide does not foresee: a segment is
    looked for in the group that is open, then in the groups around it, forwards; one
    that only occurs further back is out of order and is read all the same.
    """

    def __init__(self, root, report):
        self._stack = [_Frame(root, "", "")]
        self._report = report

    def place(self, tag, where):
        """The path of the next segment: tags of the open groups and its own, in small
        letters (``lin_pri_dtm``); empty for a segment that the guide does not know.
        """
        stack = self._stack
        for depth in range(len(stack) - 1, -1, -1):
            frame = stack[depth]
            for number in frame.node.places.get(tag, ()):
                if number >= frame.index:
                    self._close(depth + 1)
                    frame.index = number
                    return self._enter(frame, number, where)
        for depth in range(len(stack) - 1, -1, -1):
            numbers = stack[depth].node.places.get(tag)
            if numbers:
                self._report(SEGMENT + "order", where)
                self._close(depth + 1)
                return self._enter(stack[depth], numbers[0], where)
        self._report(SEGMENT + "unknown", where)
        return ""

    def finish(self):
        """The message ends: what is mandatory and did not come is reported."""
        self._close(0)

    def _enter(self, frame, number, where):
        child = frame.node.children[number]
        count = frame.counts.get(number, 0) + 1
        frame.counts[number] = count
        if count == child.limit + 1:
            self._report(SEGMENT + "repeated", where)
        tag = child.tag.lower()
        path = f"{frame.path}_{tag}" if frame.path else tag
        if child.children:
            self._stack.append(_Frame(child, path, where))
        return path

    def _close(self, depth):
        stack = self._stack
        while len(stack) > depth:
            frame = stack.pop()
            for number in frame.node.needed:
                if number not in frame.counts:
                    tag = frame.node.children[number].tag
                    self._report(SEGMENT + "missing", f"{frame.place}/{tag}".strip("/"))
