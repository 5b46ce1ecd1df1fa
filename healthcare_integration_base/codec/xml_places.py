"""Places in XML (``/Invoice/InvoiceLine[2]/Price``) and back to the text of a payload.

Local names without namespaces; ``[n]`` counts the siblings of one name from 1 and is
left out where there is only one; ``/@name`` is an attribute.
"""

import re
from xml.parsers import expat

from ..errors import DecodeError
from .place import Located
from .xml_guard import PROLOG_MAX, check_head

_STEP = re.compile(r"([^/\[\]]+)(?:\[([0-9]{1,9})\])?")
_HARMLESS = re.compile(r"-?[0-9]{0,12}(\.[0-9]{1,5})?|[A-Z0-9]{1,4}|true|false")
_ATTRIBUTE = re.compile(r"(\s[\w:.-]+\s*=\s*)(\"[^\"]*\"|'[^']*')")


def local(tag):
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def told(tag, known):
    """The name of an element as a place may say it: ``*`` instead of one that its
    sender made up."""
    name = local(tag)
    return name if name in known else "*"


def step(element):
    """The last step of an element's place; costs its siblings."""
    name = local(element.tag)
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = not before and next(element.itersiblings(element.tag), None) is None
    return name if alone else f"{name}[{before + 1}]"


def place(element, top=None, prefix=""):
    """The place of an element; costs the siblings on each level, so for issues only.

    :param top: an ancestor (or the element itself) whose place is ``prefix``.
    """
    steps = []
    while element is not None and element is not top:
        steps.append(step(element))
        element = element.getparent()
    return "/".join([prefix, *reversed(steps)])


def locate(payload, where):
    """The element or attribute at ``where``, or as deep as the path can be followed.

    :return: :class:`Located`; None when the payload is no XML.
    """
    payload = payload.lstrip(b" \t\r\n")
    path, _, attribute = where.partition("/@")
    steps = [
        (match[1], int(match[2] or 1))
        for match in map(_STEP.fullmatch, path.strip("/").split("/"))
        if match
    ]
    try:
        encoding = check_head(payload[:PROLOG_MAX]).encoding
        begin, end = _Finder(steps).find(payload)
        if begin is None:
            return None
        text = payload.decode(encoding)
        start = len(payload[:begin].decode(encoding))
        stop = len(payload[:end].decode(encoding))
    except (DecodeError, expat.ExpatError, UnicodeError, ValueError):
        return None
    head = text.find(">", start) + 1
    if text[head - 2 : head] == "/>" and stop <= head:
        stop = head
    elif end > begin:
        stop = text.find(">", stop) + 1 or len(text)
    if attribute:
        return _attribute(text, start, attribute) or Located(text, start, stop)
    return Located(text, start, stop)


def _attribute(text, start, name):
    """Where an attribute of the start tag at ``start`` stands; None without it."""
    tag = text[start : text.find(">", start) + 1]
    found = re.search(
        rf"\s(?:[\w.-]+:)?{re.escape(name)}\s*=\s*(\"[^\"]*\"|'[^']*')", tag
    )
    if not found:
        return None
    return Located(text, start + found.start(1) + 1, start + found.end(1) - 1)


class _Done(Exception):
    """The place was found; the rest of the payload is of no interest."""


class _Finder:
    """Follows a path through the events of a parser that expands nothing."""

    def __init__(self, steps):
        self.steps = steps
        self.depth = 0  # of the element we are in
        self.matched = 0  # steps of the path that are open
        self.count = 0  # siblings seen of the next step's name
        self.span = (None, None)

    def find(self, payload):
        """``(begin, end)`` in bytes; the end is that of the content."""
        self.parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(payload, True)
        except _Done:
            pass
        return self.span

    def _start(self, name, _attributes):
        self.depth += 1
        if self.depth != self.matched + 1 or self.matched == len(self.steps):
            return
        wanted, number = self.steps[self.matched]
        if wanted not in ("*", name.rpartition(":")[2]):
            return
        self.count += 1
        if self.count == number:
            self.matched += 1
            self.count = 0
            begin = self.parser.CurrentByteIndex
            self.span = (begin, begin)

    def _end(self, _name):
        if self.depth == self.matched:
            self.span = (self.span[0], self.parser.CurrentByteIndex)
            raise _Done
        self.depth -= 1


def veil(text, mask):
    """A located element without what may name somebody: numbers and codes stay.

    An element with others inside is not unfolded.
    """
    if not text.lstrip().startswith("<"):
        return text if _HARMLESS.fullmatch(text.strip()) else mask(text)
    head = text[: text.find(">") + 1]
    head = _ATTRIBUTE.sub(lambda found: found[1] + _veiled(found[2], mask), head)
    inner = text[text.find(">") + 1 : text.rfind("</")] if "</" in text else ""
    tail = text[text.rfind("</") :] if "</" in text else ""
    if "<" in inner:
        return f"{head}\N{HORIZONTAL ELLIPSIS}{tail}"
    shown = inner if _HARMLESS.fullmatch(inner.strip()) else mask(inner)
    return f"{head}{shown}{tail}"


def _veiled(quoted, mask):
    inner = quoted[1:-1]
    return (
        quoted if _HARMLESS.fullmatch(inner) else f"{quoted[0]}{mask(inner)}{quoted[0]}"
    )
