"""Parts to bytes: segments joined, counts filled in, control numbers from arguments."""

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .delimiters import FIRST_WITH_REPETITION, Delimiters
from .functional_groups import FUNCTIONAL_GROUPS
from .values import FreeText, Repeated

_LINE_BREAKS = "\r\n"


def write(parts, envelope):
    """One interchange with one group per functional group and version.

    ``envelope.options``: ``element``, ``component``, ``repetition``, ``terminator``,
    ``suffix`` (what follows a terminator, a line break by default), ``gs02``, ``gs03``
    (default: sender and receiver), ``version`` (GS08 instead of the one that the
    document names), ``acknowledge`` (ISA14, ``0`` or ``1``). Set numbers are
    ``facts["st02"]`` of the part, else counted from 0001 in each group.

    :raises RejectedError: ``x12.write.delimiter`` with the place, when data that is not
        free text holds a separator or a line break; ``x12.write.part`` for a part of
        which the functional group is not known.
    :raises ConfigurationError: what the envelope lacks (``x12.write.sender`` ...).
    """
    return _Writer(envelope).write(list(parts)).encode("utf-8")


class _Writer:
    def __init__(self, envelope):
        options = envelope.options
        self.envelope = envelope
        self.options = options
        self.delimiters = Delimiters(
            element=options.get("element", "*"),
            component=options.get("component", ":"),
            repetition=options.get("repetition", "^"),
            terminator=options.get("terminator", "~"),
        )
        suffix = options.get("suffix", "\n")
        self.suffix = "" if self.delimiters.terminator in ("\r", "\n") else suffix
        self.reserved = {
            *self.delimiters.element,
            *self.delimiters.component,
            *self.delimiters.repetition,
            *self.delimiters.terminator,
            *_LINE_BREAKS,
        }
        self.lines = []

    def write(self, parts):
        if not parts:
            raise RejectedError("x12.write.empty", "", "There is nothing to write.")
        answers = [part for part in parts if part.code == "TA1"]
        groups = self._groups(part for part in parts if part.code != "TA1")
        self._check_envelope()
        version = groups[0][0][1] if groups else self.options.get("version", "")
        self._isa(version)
        for part in answers:  # between the header and the first group
            for segment in part.tree:
                self._line(*segment)
        first = self.envelope.group_number or self.envelope.interchange_number
        for offset, (key, members) in enumerate(groups):
            self._group(key, members, first + offset)
        self._line("IEA", str(len(groups)), self._interchange_number())
        return "".join(self.lines)

    def _groups(self, parts):
        """Consecutive parts of one functional group and version belong together."""
        groups = []
        for part in parts:
            code = FUNCTIONAL_GROUPS.get(part.code)
            if code is None:
                raise RejectedError("x12.write.part", part.where)
            version = self.options.get("version") or part.version or "004010"
            key = (code, version)
            if not groups or groups[-1][0] != key:
                groups.append((key, []))
            groups[-1][1].append(part)
        return groups

    def _check_envelope(self):
        envelope = self.envelope
        for name in ("sender", "receiver"):
            if not 0 < len(getattr(envelope, name)) <= 15:
                raise ConfigurationError(f"x12.write.{name}")
        if envelope.created_at is None:
            raise ConfigurationError("x12.write.created_at")
        for name in ("interchange_number", "group_number"):
            if not 0 <= getattr(envelope, name) <= 999_999_999:
                raise ConfigurationError(f"x12.write.{name}")

    def _isa(self, version):
        envelope, delimiters = self.envelope, self.delimiters
        # The interchange's version is the release of the sets in it: 005010X221A1
        # travels in 00501.
        isa12 = version[:5] if len(version) >= 6 else "00401"
        repetition = delimiters.repetition
        if isa12 < FIRST_WITH_REPETITION or not repetition:
            repetition = "U"
        values = (
            "00",
            " " * 10,
            "00",
            " " * 10,
            (envelope.sender_qualifier or "ZZ").ljust(2)[:2],
            envelope.sender.ljust(15),
            (envelope.receiver_qualifier or "ZZ").ljust(2)[:2],
            envelope.receiver.ljust(15),
            envelope.created_at.strftime("%y%m%d"),
            envelope.created_at.strftime("%H%M"),
        )
        checked = [self._text(value, "ISA", i) for i, value in enumerate(values, 1)]
        tail = (
            repetition,
            isa12,
            self._interchange_number(),
            self.options.get("acknowledge", "0"),
            envelope.usage or "T",
            delimiters.component,
        )
        self._append("ISA", [*checked, *tail])

    def _interchange_number(self):
        return f"{self.envelope.interchange_number:09d}"

    def _group(self, key, parts, number):
        code, version = key
        created = self.envelope.created_at
        self._line(
            "GS",
            code,
            self.options.get("gs02") or self.envelope.sender,
            self.options.get("gs03") or self.envelope.receiver,
            created.strftime("%Y%m%d"),
            created.strftime("%H%M"),
            str(number),
            "X",
            version,
        )
        for ordinal, part in enumerate(parts, 1):
            self._set(part, part.facts.get("st02") or f"{ordinal:04d}", ordinal)
        self._line("GE", str(len(parts)), str(number))

    def _set(self, part, number, ordinal):
        guide = part.version if part.version[6:7] == "X" else ""
        before = len(self.lines)
        third = part.facts.get("st03", guide if part.code != "835" else "")
        self._line("ST", part.code, number, third)
        self._body(part.tree, f"ST[{ordinal}]/")
        counted = len(self.lines) - before + 1
        self._line("SE", str(counted), number)

    def _body(self, tree, where):
        """The segments of a set. A line is joined first and looked at as a whole: if it
        has no more separators than it should, its values need no look of their own.
        """
        signs, lines = self.delimiters, self.lines
        element, terminator = signs.element, signs.terminator
        component = signs.component or terminator
        repetition = signs.repetition or terminator
        end = terminator + self.suffix
        ordinals = _Ordinals(tree)
        for number, segment in enumerate(tree):
            try:
                line, inner = element.join(segment), 0
            except TypeError:
                line, inner = _joined(segment, element, signs.component)
            if (
                segment[-1]
                and line.count(element) == len(segment) - 1
                and line.count(component) == inner
                and terminator not in line
                and repetition not in line
                and "\n" not in line
                and "\r" not in line
            ):
                lines.append(line + end)
            else:
                place = f"{where}{segment[0]}[{ordinals.of(number)}]/"
                self._line(*segment, where=place)

    def _line(self, tag, *elements, where=""):
        values = [
            self._element(value, tag, i, where) for i, value in enumerate(elements, 1)
        ]
        while values and not values[-1]:
            values.pop()
        self._append(tag, values)

    def _append(self, tag, values):
        delimiters = self.delimiters
        self.lines.append(
            delimiters.element.join((tag, *values))
            + delimiters.terminator
            + self.suffix
        )

    def _element(self, value, tag, number, where):
        if isinstance(value, tuple | list):
            parts = [self._text(part, tag, number, where) for part in value]
            while parts and not parts[-1]:
                parts.pop()
            if isinstance(value, Repeated):
                return self.delimiters.repetition.join(parts)
            return self.delimiters.component.join(parts)
        return self._text(value, tag, number, where)

    def _text(self, value, tag, number, where=""):
        """The value if it holds no separator; free text gets blanks instead of them."""
        if self.reserved.isdisjoint(value):
            return value
        if isinstance(value, FreeText):
            return "".join(" " if c in self.reserved else c for c in value).strip()
        raise RejectedError(
            "x12.write.delimiter",
            f"{where}{tag}-{number:02d}",
            "Data holds a character that this partner uses as a separator.",
        )


class _Ordinals:
    """Which one of its tag a segment is, asked in rising order."""

    def __init__(self, tree):
        self._rows = enumerate(tree)
        self._counts = {}

    def of(self, number):
        """The ordinal of segment ``number``, counted from 1."""
        for at, row in self._rows:
            self._counts[row[0]] = self._counts.get(row[0], 0) + 1
            if at == number:
                return self._counts[row[0]]
        return 0


def _joined(segment, element, component):
    """A segment with plain composites as text, and how many separators are in those;
    what is not plain makes a text that no look will let pass.
    """
    inner, values = 0, []
    for value in segment:
        if value.__class__ is tuple:
            if not value[-1]:
                return "", -1
            inner += len(value) - 1
            value = component.join(value)
        elif value.__class__ is Repeated:
            return "", -1
        values.append(value)
    return element.join(values), inner
