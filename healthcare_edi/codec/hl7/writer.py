"""Parts to bytes: MSH from the envelope, batches where there are several messages."""

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .delimiters import DEFAULT, Delimiters, is_separator
from .escapes import escape, unescape
from .message import Message
from .text import CHARSETS
from .values import write_time

SIGNS = ("field", "component", "repetition", "escape", "subcomponent")


def write(parts, envelope):
    """Messages, one after the other; a batch (BHS, BTS) around several.

    ``envelope.sender`` and ``receiver`` are MSH-3 and MSH-5. ``envelope.options``:
    ``sending_facility``, ``receiving_facility`` (MSH-4, MSH-6), ``field``,
    ``component``, ``repetition``, ``escape``, ``subcomponent``, ``version`` (instead of
    the one the document names), ``charset`` (a name of table 0211, UTF-8 by default),
    ``accept_ack``, ``application_ack`` (MSH-15, MSH-16), ``batch`` (``auto``,
    ``never``, ``always``, ``file``: FHS around it). MSH-10 is
    ``facts["msh10"]`` of the part, else the interchange number, with an ordinal from
    the second message on; MSH-4 ``facts["msh4"]`` where no option says it.

    :raises RejectedError: ``hl7.write.delimiter``, ``hl7.write.charset`` with the
        place; ``hl7.write.empty``.
    :raises ConfigurationError: ``hl7.write.created_at``, ``hl7.write.delimiters``,
        ``hl7.write.charset.unknown``.
    """
    return _Writer(envelope).write(list(parts))


class _Writer:
    def __init__(self, envelope):
        self.envelope = envelope
        self.options = options = envelope.options
        given = {name: options.get(name, getattr(DEFAULT, name)) for name in SIGNS}
        signs = [sign for sign in given.values() if sign]
        if len(set(signs)) < len(signs) or not all(map(is_separator, signs)):
            raise ConfigurationError("hl7.write.delimiters")
        if envelope.created_at is None:
            raise ConfigurationError("hl7.write.created_at")
        self.delimiters = Delimiters(**given)
        self.charset = options.get("charset", "UNICODE UTF-8")
        self.encoding = CHARSETS.get(self.charset.upper())
        if self.encoding is None:
            raise ConfigurationError("hl7.write.charset.unknown")
        self.created = write_time(envelope.created_at)

    def write(self, parts):
        if not parts:
            raise RejectedError("hl7.write.empty", "", "There is nothing to write.")
        lines = []
        for ordinal, part in enumerate(parts, 1):
            lines += self._message(part, ordinal)
        batch = self.options.get("batch", "auto")
        if batch in ("always", "file") or (batch == "auto" and len(parts) > 1):
            lines = [self._head("BHS"), *lines, self._line(["BTS", str(len(parts))])]
        if batch == "file":
            lines = [self._head("FHS"), *lines, self._line(["FTS", "1"])]
        return b"".join(self._bytes(line, n) for n, line in enumerate(lines, 1))

    def _bytes(self, line, number):
        try:
            return line.encode(self.encoding) + b"\r"
        except UnicodeEncodeError:
            raise RejectedError(
                "hl7.write.charset",
                f"line {number}",
                "Data holds a character that the partner's character set lacks.",
            ) from None

    def _message(self, part, ordinal):
        yield self._msh(part, ordinal)
        place = f"MSH[{ordinal}]"
        tree = part.tree
        if isinstance(tree, Message):
            for segment in tree:
                if segment[0] != "MSH":
                    yield self._translated(segment, tree)
            return
        for segment in tree:
            yield self._line(segment, f"{place}/{segment[0]}")

    def _translated(self, segment, message):
        """A segment that was read, in our separators."""
        if message.delimiters == self.delimiters:
            return self.delimiters.field.join(segment)
        values = [structure(raw, message) for raw in segment]
        return self._line(values)

    def _parties(self, facility=""):
        options = self.options
        return [
            self._hd(self.envelope.sender),
            self._hd(options.get("sending_facility") or facility),
            self._hd(self.envelope.receiver),
            self._hd(options.get("receiving_facility", "")),
        ]

    def _hd(self, text):
        """A namespace, or namespace, universal id and its type between ``^``."""
        return tuple(text.split("^"))

    def _head(self, tag):
        number = str(self.envelope.interchange_number)
        values = [*self._parties(), self.created, "", "", "", number]
        return self._opened(tag, values)

    def _msh(self, part, ordinal):
        facts, options = part.facts, self.options
        kind = facts.get("msh9") or part.code
        number = str(self.envelope.interchange_number)
        if ordinal > 1:
            number = f"{number}.{ordinal}"
        values = [
            *self._parties(facts.get("msh4") or ""),
            self.created,
            "",
            tuple(kind.split("^")),
            facts.get("msh10") or number,
            self.envelope.usage or "T",
            options.get("version") or part.version or "2.5.1",
            "",
            "",
            options.get("accept_ack", ""),
            options.get("application_ack", ""),
            "",
            self.charset,
        ]
        return self._opened("MSH", values)

    def _opened(self, tag, values):
        rest = self._line([tag, *values]).split(self.delimiters.field, 1)[1]
        sign = self.delimiters.field
        return f"{tag}{sign}{self.delimiters.signs}{sign}{rest}"

    def _line(self, segment, place=""):
        return render(segment, self.delimiters, place)


def render(segment, delimiters, place=""):
    """A segment of values as one line: a list repeats, a tuple has components, a tuple
    in a tuple subcomponents. Empty ends are left out."""
    tag, *values = segment
    fields = [tag]
    for number, value in enumerate(values, 1):
        fields.append(_field(value, delimiters, f"{place}/{tag}-{number}"))
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    return delimiters.field.join(fields)


def _field(value, delimiters, place):
    if isinstance(value, list):
        found = [_field(item, delimiters, place) for item in value]
        return delimiters.repetition.join(found)
    return _level(
        value, (delimiters.component, delimiters.subcomponent), delimiters, place
    )


def _level(value, separators, delimiters, place):
    if isinstance(value, str):
        # Two quotation marks delete; they hold no separator.
        return escape(value, delimiters, place) if value else ""
    sign, *rest = separators
    found = [_level(item, rest, delimiters, place) for item in value]
    while found and not found[-1]:
        found.pop()
    return sign.join(found)


def structure(raw, message):
    """A raw field as values: the reverse of :func:`render`."""
    delimiters = message.delimiters

    def split(text, signs):
        if not signs:
            return unescape(text, delimiters, message.charset)
        sign, *rest = signs
        pieces = text.split(sign) if sign else [text]
        if len(pieces) == 1:
            return split(text, rest)
        return tuple(split(piece, rest) for piece in pieces)

    signs = (delimiters.component, delimiters.subcomponent)
    sign = delimiters.repetition
    rows = raw.split(sign) if sign else [raw]
    if len(rows) == 1:
        return split(raw, signs)
    return [split(row, signs) for row in rows]
