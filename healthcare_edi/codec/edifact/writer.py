"""Parts to bytes: segments joined, counts filled in, references from arguments."""

import unicodedata

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .delimiters import Delimiters
from .splitting import Repeated
from .text import CHARACTER_SETS, foreign_character
from .values import FreeText, Number

VERSION = "D:96A:UN"
UNSENDABLE = "Data holds a character that this partner's character set does not have."


def write(parts, envelope):
    """One interchange; with option ``groups`` one group per message type and version.

    ``envelope.options``: ``component element decimal release repetition terminator``,
    ``una`` (``always``, the default, or ``needed``: only for other characters than the
    standard ones), ``suffix`` (what follows a terminator, a line break by default),
    ``character_set`` (UNB01, default ``UNOC``), ``syntax`` (version, default ``3``),
    ``groups`` (``1``), ``version`` (``D:96A:UN:EAN008`` instead of the one that the
    document names), ``acknowledge`` (UNB09, ``1`` asks for a CONTRL), ``agreement``
    (UNB10), ``application`` (UNB07). Message references are ``facts["unh01"]`` of the
    part, else counted from 1.

    :raises RejectedError: ``edifact.write.character`` with the place, when data that is
        no free text holds a character that cannot be sent; ``edifact.write.empty``.
    :raises ConfigurationError: what the envelope lacks (``edifact.write.sender`` ...).
    """
    return _Writer(envelope).write(list(parts))


class _Writer:
    def __init__(self, envelope):
        options = envelope.options
        self.envelope = envelope
        self.options = options
        self.syntax = str(options.get("syntax", "3"))
        self.delimiters = delimiters = Delimiters(
            component=options.get("component", ":"),
            element=options.get("element", "+"),
            decimal=options.get("decimal", "."),
            release=options.get("release", "?"),
            repetition=options.get("repetition", "*" if self.syntax >= "4" else ""),
            terminator=options.get("terminator", "'"),
        )
        self.character_set = options.get("character_set", "UNOC")
        self.encoding = CHARACTER_SETS.get(self.character_set)
        suffix = options.get("suffix", "\n")
        self.suffix = "" if delimiters.terminator in ("\r", "\n") else suffix
        self.reserved = {
            delimiters.component,
            delimiters.element,
            delimiters.repetition,
            delimiters.release,
            delimiters.terminator,
        } - {""}
        self.foreign = foreign_character(self.character_set, delimiters)
        self.lines = []

    def write(self, parts):
        if not parts:
            raise RejectedError("edifact.write.empty", "", "There is nothing to write.")
        self._check_envelope()
        # Nobody acknowledges a CONTRL (ISO 9735-4), so none may ask for it.
        answers = all(part.code == "CONTRL" for part in parts)
        self._header("" if answers else self.options.get("acknowledge", ""))
        if self.options.get("groups"):
            count = self._groups(parts)
        else:
            count = len(parts)
            for ordinal, part in enumerate(parts, 1):
                self._message(part, ordinal)
        self._line("UNZ", str(count), self._reference())
        try:
            return "".join(self.lines).encode(self.encoding)
        except UnicodeEncodeError:
            raise RejectedError("edifact.write.character", "", UNSENDABLE) from None

    def _check_envelope(self):
        envelope = self.envelope
        if self.encoding is None:
            raise ConfigurationError("edifact.write.character_set")
        for name in ("sender", "receiver"):
            if not 0 < len(getattr(envelope, name)) <= 35:
                raise ConfigurationError(f"edifact.write.{name}")
        if envelope.created_at is None:
            raise ConfigurationError("edifact.write.created_at")
        for name in ("interchange_number", "group_number"):
            if not 0 <= getattr(envelope, name) < 10**14:
                raise ConfigurationError(f"edifact.write.{name}")

    def _reference(self):
        return str(self.envelope.interchange_number)

    def _header(self, acknowledge):
        envelope, options = self.envelope, self.options
        delimiters = self.delimiters
        plain = delimiters == Delimiters(repetition=delimiters.repetition)
        if options.get("una", "always") == "always" or not plain:
            signs = (
                delimiters.component,
                delimiters.element,
                delimiters.decimal,
                delimiters.release or " ",
                delimiters.repetition or " ",
                delimiters.terminator,
            )
            self.lines.append("UNA" + "".join(signs) + self.suffix)
        year = "%Y%m%d" if self.syntax >= "4" else "%y%m%d"
        self._line(
            "UNB",
            (self.character_set, self.syntax),
            (envelope.sender, envelope.sender_qualifier),
            (envelope.receiver, envelope.receiver_qualifier),
            (envelope.created_at.strftime(year), envelope.created_at.strftime("%H%M")),
            self._reference(),
            "",
            options.get("application", ""),
            "",
            acknowledge,
            options.get("agreement", ""),
            "1" if envelope.usage == "T" else "",
        )

    def _groups(self, parts):
        """Consecutive messages of one type and version belong together."""
        groups = []
        for part in parts:
            key = (part.code, self._version(part))
            if not groups or groups[-1][0] != key:
                groups.append((key, []))
            groups[-1][1].append(part)
        first = self.envelope.group_number or self.envelope.interchange_number
        created = self.envelope.created_at
        ordinal = 0
        for offset, ((code, version), members) in enumerate(groups):
            agency, release = _agency(version)
            self._line(
                "UNG",
                code,
                (self.envelope.sender, self.envelope.sender_qualifier),
                (self.envelope.receiver, self.envelope.receiver_qualifier),
                (created.strftime("%y%m%d"), created.strftime("%H%M")),
                str(first + offset),
                agency,
                release,
            )
            for part in members:
                ordinal += 1
                self._message(part, ordinal)
            self._line("UNE", str(len(members)), str(first + offset))
        return len(groups)

    def _version(self, part):
        return self.options.get("version") or part.version or VERSION

    def _message(self, part, ordinal):
        reference = part.facts.get("unh01") or str(ordinal)
        before = len(self.lines)
        identifier = (part.code, *self._version(part).split(":"))
        self._line("UNH", reference, identifier)
        counts = {}
        for segment in part.tree:
            tag = segment[0]
            counts[tag] = counts.get(tag, 0) + 1
            self._line(*segment, where=f"UNH[{ordinal}]/{tag}[{counts[tag]}]/")
        self._line("UNT", str(len(self.lines) - before + 1), reference)

    def _line(self, tag, *elements, where=""):
        values = [
            self._element(value, f"{where}{tag}-{number:02d}")
            for number, value in enumerate(elements, 1)
        ]
        while values and not values[-1]:
            values.pop()
        delimiters = self.delimiters
        self.lines.append(
            delimiters.element.join((tag, *values))
            + delimiters.terminator
            + self.suffix
        )

    def _element(self, value, place):
        if isinstance(value, Repeated) and self.delimiters.repetition:
            rows = [self._components(row, place) for row in (value, *value.more)]
            return self.delimiters.repetition.join(rows)
        if isinstance(value, tuple | list):
            return self._components(value, place)
        return self._text(value, place)

    def _components(self, values, place):
        pieces = [self._text(value, place) for value in values]
        while pieces and not pieces[-1]:
            pieces.pop()
        return self.delimiters.component.join(pieces)

    def _text(self, value, place):
        """The value as it travels: released, in the partner's characters."""
        if isinstance(value, Number):
            return value.replace(".", self.delimiters.decimal)
        if isinstance(value, FreeText):
            value = self._spelled(value)
        if self.foreign.search(value) or not self._fits(value):
            raise RejectedError("edifact.write.character", place, UNSENDABLE)
        if "\n" in value or "\r" in value:
            raise RejectedError("edifact.write.character", place, UNSENDABLE)
        if self.reserved.isdisjoint(value):
            return value
        release = self.delimiters.release
        if not release:
            raise RejectedError("edifact.write.character", place, UNSENDABLE)
        return "".join(release + c if c in self.reserved else c for c in value)

    def _fits(self, value):
        if value.isascii():
            return True
        try:
            value.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _spelled(self, value):
        """Free text in the characters that the partner has; others become near ones."""
        value = " ".join(value.split())
        if self.character_set == "UNOA":
            value = value.upper()
        if not self._fits(value):
            value = unicodedata.normalize("NFKD", value)
            value = "".join(c for c in value if not unicodedata.combining(c))
            value = "".join(c if self._fits(c) else " " for c in value)
        if not self.delimiters.release:
            value = "".join(" " if c in self.reserved else c for c in value)
        return " ".join(self.foreign.sub(" ", value).split())


def _agency(version):
    """UNG06 and UNG07 of ``D:96A:UN:EAN008``: the agency, then the version."""
    pieces = [*version.split(":"), "", "", "", ""][:4]
    number, release, agency, association = pieces
    return agency or "UN", (number, release, association)
