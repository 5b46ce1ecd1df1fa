"""A big bundle or NDJSON resource by resource, in constant memory.

Nothing but the entry at hand and a few resources to refer to is kept. References lead
to contained resources and to the latest :data:`CONTEXT_MAX` entries before: a bundle
that puts what is referred to behind what refers needs :func:`.reader.read`, and so does
one that holds a PaymentReconciliation together with its adjudications.
"""

import codecs
import json
import re
from collections import OrderedDict

from odoo.addons.healthcare_integration_base.errors import DecodeError

from .parsing import NOT_JSON, NOT_UTF8, TOO_DEEP, Parser
from .reader import NOT_FHIR, part_of
from .resource import SUBJECTS, Around, Resource

CHUNK = 64 * 1024
#: Characters of one entry; a longer one is not believed.
ENTRY_MAX = 8 * 1024 * 1024
CONTEXT_MAX = 300
#: Characters of a resource that is kept to be referred to.
CONTEXT_SIZE = 32 * 1024
#: So close to the end of the text a fault may be that of a value which goes on.
_EDGE = 16
_HEAD = 4096
_TYPE = re.compile(r'"(?:resourceType"\s*:\s*"(\w+)"|entry"\s*:\s*\[)')
_BLANK = re.compile(r"[ \t\r\n]*")
_BLANK_OR_COMMA = re.compile(r"[ \t\r\n,]*")


def iterate(stream):
    """Yield a :class:`Part` per resource of a binary stream that says something.

    :raises DecodeError: ``fhir.not_fhir``, ``fhir.syntax``, ``fhir.depth``,
        ``fhir.encoding``, ``fhir.entry.too_long``.
    """
    source = _Source(stream)
    window = OrderedDict()
    around = Around(window)
    for data, where, address in _resources(source):
        if source.length <= CONTEXT_SIZE:
            _remember(window, data, where, address)
        kind = data.get("resourceType")
        if where == "$" and not (isinstance(kind, str) and kind):
            raise DecodeError("fhir.not_fhir", where, NOT_FHIR)
        if isinstance(kind, str) and kind in SUBJECTS:
            tree = Resource(data, where, around, address)
            yield part_of(tree, source.parser.doubled)


def _remember(window, data, where, address):
    """Keep the latest resources, by the names they are referred to."""
    single = Around()
    single.add(address, data, where)
    window.update(single.index)
    while len(window) > 2 * CONTEXT_MAX:
        window.popitem(last=False)


def _resources(source):
    source.blanks()
    if source.peek() != "{":
        raise DecodeError("fhir.not_fhir", "$", NOT_FHIR)
    if not source.is_bundle():
        yield from _lines(source)
        return
    source.position += 1
    while True:
        source.blanks(_BLANK_OR_COMMA)
        if source.peek() != '"':
            break
        name = source.value()
        source.blanks()
        if source.peek() != ":":
            raise DecodeError("fhir.syntax", "$", NOT_JSON)
        source.position += 1
        source.blanks()
        if name == "entry" and source.peek() == "[":
            yield from _entries(source)
        else:
            source.value()
    if source.peek() != "}":
        raise DecodeError("fhir.syntax", "$", NOT_JSON)


def _entries(source):
    source.position += 1
    number = 0
    while True:
        source.blanks(_BLANK_OR_COMMA)
        if source.peek() == "]":
            source.position += 1
            return
        entry = source.value(f"$.entry[{number}]")
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            address = entry.get("fullUrl")
            address = address if isinstance(address, str) else ""
            yield resource, f"$.entry[{number}].resource", address
        number += 1


def _lines(source):
    """One resource, or NDJSON; lines are counted as the text has them."""
    number, alone = 1, True
    while source.peek():
        data = source.value(f"line {number}:$")
        if not isinstance(data, dict):
            raise DecodeError("fhir.not_fhir", f"line {number}", NOT_FHIR)
        lines = source.blanks()
        alone = alone and not source.peek()
        yield data, "$" if alone else f"line {number}:$", ""
        number += lines


class _Source:
    """Decoded text with a place in it; what lies before the place is dropped."""

    def __init__(self, stream):
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.parser = Parser()
        self.text = ""
        self.position = self.length = 0
        self.ended = False

    def more(self, size=CHUNK):
        """Read on; False at the end.

        :raises DecodeError: ``fhir.encoding``.
        """
        if self.ended:
            return False
        data = self._stream.read(size)
        try:
            chunk = self._decode(data, not data)
        except UnicodeDecodeError:
            raise DecodeError("fhir.encoding", "", NOT_UTF8) from None
        self.ended = not data
        self.text = self.text[self.position :] + chunk
        self.position = 0
        return not self.ended

    def peek(self):
        """The character at hand, empty at the end."""
        if self.position >= len(self.text):
            self.more()
        return self.text[self.position : self.position + 1]

    def blanks(self, pattern=_BLANK):
        """Skip blanks; how many line feeds were among them."""
        lines = 0
        while True:
            end = pattern.match(self.text, self.position).end()
            lines += self.text.count("\n", self.position, end)
            self.position = end
            if end < len(self.text) or not self.more():
                return lines

    def is_bundle(self):
        """Whether the first object is a bundle, judged by its first characters: its
        type may stand behind its entries."""
        while len(self.text) - self.position < _HEAD and self.more():
            pass
        match = _TYPE.search(self.text, self.position, self.position + _HEAD)
        return bool(match) and match[1] in (None, "Bundle")

    def value(self, where="$"):
        """The JSON value at hand. What is cut off by the end of the text read so far is
        tried again with twice as much.

        :raises DecodeError: ``fhir.syntax``, ``fhir.depth``, ``fhir.entry.too_long``.
        """
        size = CHUNK
        while True:
            try:
                found, end = self.parser.raw_decode(self.text, self.position)
                self.length = end - self.position
                # A number may go on behind the end of the text.
                if end < len(self.text) or not self.more(size):
                    self.position += self.length
                    return found
            except json.JSONDecodeError as error:
                self._go_on(error, where, size)
            except RecursionError:
                raise DecodeError("fhir.depth", where, TOO_DEEP) from None
            except ValueError:
                raise DecodeError("fhir.syntax", where, NOT_JSON) from None
            size = max(CHUNK, len(self.text))

    def _go_on(self, error, where, size):
        """Read on after a fault that may come from the end of the text."""
        cut = error.msg.startswith("Unterminated") or error.pos + _EDGE > len(self.text)
        if len(self.text) - self.position > ENTRY_MAX:
            raise DecodeError("fhir.entry.too_long", where, "An entry is too long.")
        if not cut or not self.more(size):
            raise DecodeError("fhir.syntax", where, NOT_JSON)
