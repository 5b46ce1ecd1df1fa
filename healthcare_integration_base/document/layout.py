"""Feeds described by an administrator: columns or paths to canonical documents.

A :class:`Layout` is data. Reading keeps going: a row that cannot be read refuses the
document it belongs to, with its line and column, and no other.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from ..canonical import REGISTRY, from_json
from ..canonical.schema import leaf_types
from ..codec import Decoded, Part
from ..codec.csv_codec import Delimited, header_of, rows_of
from ..codec.fixed_width import FixedWidth, cut, lines_of
from ..codec.json_codec import JsonCodec
from ..errors import DecodeError, RejectedError
from ..issue import FATAL, NOTE, Issue
from .base import Document, ReadResult
from .layout_values import converter, pattern_of

CSV, FIXED, JSON = "csv", "fixed", "json"
RANGE = re.compile(r"([1-9][0-9]{0,4})-([1-9][0-9]{0,4})")
TEXTS = {
    "layout.value": "The value cannot be read as what the member holds.",
    "layout.pattern": "The value does not match the expression.",
    "layout.header_differs": "Rows of one document differ in what they share.",
    "layout.rule": "A rule rejects this row.",
    "layout.left_out": "A rule leaves this row out.",
    "canonical.missing": "A mandatory field is missing.",
}
LEFT_OUT_MAX = 20
"""Rows that were left out by a rule and are listed one by one."""


@dataclass(frozen=True, slots=True)
class LayoutField:
    """One canonical member and where it comes from.

    ``target`` as in ``lines[].item.buyer``. ``source``: a column's name or number
    (csv), ``1-10`` (fixed), a path such as ``items[].qty`` (json). ``constant`` goes
    before the source, ``default`` stands in for an empty one; ``pattern`` must match.
    """

    target: str
    source: str = ""
    constant: str = ""
    default: str = ""
    date_format: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class LayoutRule:
    """What happens to a row when ``source`` is ``empty``, ``filled``, ``equals`` or
    ``differs`` from ``value``: ``reject`` it, or ``leave_out`` with a note."""

    source: str
    operator: str
    value: str = ""
    action: str = "reject"


@dataclass(frozen=True)
class Layout:
    """How a feed is read. ``group_by``: rows that agree there are one document."""

    kind: str
    form: str = CSV
    fields: tuple[LayoutField, ...] = ()
    rules: tuple[LayoutRule, ...] = ()
    group_by: tuple[str, ...] = ()
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    skip: int = 0
    decimal_mark: str = "."
    thousands_mark: str = ""
    date_format: str = "YYYY-MM-DD"
    time_zone: str = "UTC"
    records: str = ""
    code: str = "layout"
    title: str = ""

    @cached_property
    def sources(self):
        """Every source that is looked at."""
        used = [*self.fields, *self.rules]
        names = [item.source for item in used if item.source]
        return tuple(dict.fromkeys([*names, *self.group_by]))

    @cached_property
    def converters(self):
        """``{target: function}`` from text to JSON.

        :raises ValueError: a target that the kind does not have, or a date form.
        """
        types, found = leaf_types(self.kind), {}
        for item in self.fields:
            if item.target not in types:
                raise ValueError("unknown target")
            pattern = pattern_of(item.date_format or self.date_format)
            found[item.target] = converter(types[item.target], self, pattern)
        return found


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One row: where it is, what its sources say (stripped text)."""

    place: str
    values: dict[str, str]


def decode(payload, layout):
    """A payload as :class:`Decoded`: one part per document.

    :raises DecodeError: the bytes are not of that form at all, or a column is missing.
    """
    groups, notes = {}, []
    for number, (key, row) in enumerate(_rows(payload, layout)):
        rule = next((rule for rule in layout.rules if _applies(rule, row)), None)
        if rule and rule.action == "leave_out":
            notes.append(_issue("layout.left_out", row.place, NOTE))
            continue
        if layout.group_by and key is None:
            key = tuple(row.values[name] for name in layout.group_by)
        refused = rule and _issue("layout.rule", f"{row.place}, {rule.source}")
        groups.setdefault(number if key is None else key, []).append((row, refused))
    parts = tuple(_part(rows, layout) for rows in groups.values())
    return Decoded(parts, tuple(notes[:LEFT_OUT_MAX]))


def _issue(code, place, severity=FATAL):
    return Issue(code, place, severity, TEXTS[code])


def _part(rows, layout):
    refused = tuple(issue for _row, issue in rows if issue)
    return Part(
        code=layout.code,
        tree=tuple(row for row, _issue in rows),
        where=rows[0][0].place,
        facts={"layout": layout.title} if layout.title else {},
        issues=refused,
    )


def _applies(rule, row):
    value = row.values[rule.source]
    return {
        "empty": not value,
        "filled": bool(value),
        "equals": value == rule.value,
        "differs": value != rule.value,
    }[rule.operator]


def _rows(payload, layout):
    """Yield ``(group or None, FeedRow)``."""
    if layout.form == JSON:
        yield from _json_rows(payload, layout)
        return
    take = _taker(payload, layout)
    if layout.form == CSV:
        rows = rows_of(payload, _delimited(layout))
    else:
        rows = lines_of(payload, FixedWidth(layout.encoding, layout.skip))
    for row in rows:
        values = {name: take[name](row.cells).strip() for name in layout.sources}
        yield None, FeedRow(f"line {row.number}", values)


def _delimited(layout):
    return Delimited(
        layout.delimiter, layout.quote, layout.encoding, layout.header, layout.skip
    )


def _taker(payload, layout):
    """``{source: function}`` from the cells of a row to text."""
    if layout.form == FIXED:
        return {name: _cutter(name) for name in layout.sources}
    header = header_of(payload, _delimited(layout))
    found = {}
    for name in layout.sources:
        if header.count(name) > 1:
            raise DecodeError("layout.column_twice", name)
        if name in header:
            found[name] = _column(header.index(name))
        elif name.isascii() and name.isdigit() and int(name) > 0:
            found[name] = _column(int(name) - 1)
        else:
            raise DecodeError("layout.column_missing", name)
    return found


def _column(index):
    return lambda cells: cells[index] if index < len(cells) else ""


def _cutter(name):
    found = RANGE.fullmatch(name)
    if not found:
        raise DecodeError("layout.column_missing", name)
    first, last = int(found[1]), int(found[2])
    return lambda cells: cut(cells[0], first, last)


def _json_rows(payload, layout):
    trees = [part.tree for part in JsonCodec().decode(payload).parts]
    whole = trees[0] if len(trees) == 1 else trees
    records = _walk(whole, layout.records) if layout.records else whole
    inner = {name.partition("[]")[0] for name in layout.sources if "[]" in name}
    if len(inner) > 1:
        raise DecodeError("layout.two_lists", "$")
    for number, record in enumerate(
        records if isinstance(records, list) else [records]
    ):
        place = f"${'.' + layout.records if layout.records else ''}[{number}]"
        name = next(iter(inner), "")
        items = _walk(record, name) if inner else [record]
        for index, item in enumerate(items if isinstance(items, list) else []):
            values = {source: _text(record, item, source) for source in layout.sources}
            where = f"{place}.{name}[{index}]" if inner else place
            yield (None if layout.group_by else number), FeedRow(where, values)


def _text(record, item, source):
    prefix, many, rest = source.partition("[]")
    value = _walk(item, rest.lstrip(".")) if many else _walk(record, prefix)
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _walk(value, path):
    for step in filter(None, path.split(".")):
        value = value.get(step) if isinstance(value, dict) else None
    return value


class LayoutDocument(Document):
    """The document of one layout. Made per version, never registered by name."""

    def __init__(self, layout, codec):
        self.code = layout.code
        self.reads = layout.code
        self.kind = layout.kind
        self.codec = codec
        self.layout = layout

    def read(self, part):
        """The rows of one document; every fault with its line and column."""
        build = _Build(self.layout)
        for row in part.tree:
            build.add(row)
        if build.issues:
            return ReadResult(issues=tuple(build.issues))
        try:
            document = from_json(build.data, foreign=True)
        except RejectedError as error:
            issues = error.issues or (Issue(error.code, error.where),)
            found = [
                Issue(
                    row.code,
                    build.place_of(row.where),
                    FATAL,
                    row.text or TEXTS.get(row.code, ""),
                )
                for row in issues
            ]
            return ReadResult(issues=tuple(found))
        return ReadResult(documents=(document,))


class _Build:
    """Canonical JSON in the making, and where each part of it came from."""

    def __init__(self, layout):
        self.layout = layout
        self.data = {
            "kind": layout.kind,
            "schema_version": REGISTRY[layout.kind].SCHEMA_VERSION,
        }
        self.issues = []
        self.places = {}
        self.first = ""

    def add(self, row):
        """Put the values of a row where they belong."""
        self.first = self.first or row.place
        lists = {}
        for item in self.layout.fields:
            value = self._value(item, row)
            if value is None:
                continue
            head, many, rest = item.target.partition("[].")
            if many:
                said = bool(item.source and row.values[item.source])
                lists.setdefault(head, []).append((rest, value, said))
            else:
                self._put_once(item, value, row)
        for head, values in lists.items():
            if any(said for _rest, _value, said in values):
                self._put_element(head, values, row)

    def _put_element(self, head, values, row):
        element = {}
        for rest, value, _said in values:
            _put(element, rest, value)
        target = self.data.setdefault(head, [])
        self.places[f"$.{head}[{len(target)}]"] = row.place
        target.append(element)

    def _put_once(self, item, value, row):
        before = _put(self.data, item.target, value)
        if before not in (None, value):
            self._refuse("layout.header_differs", row, item)

    def _value(self, item, row):
        text = item.constant or (row.values[item.source] if item.source else "")
        text = text or item.default
        if not text:
            return None
        if item.pattern and not re.fullmatch(item.pattern, text):
            return self._refuse("layout.pattern", row, item)
        try:
            return self.layout.converters[item.target](text)
        except ValueError:
            return self._refuse("layout.value", row, item)

    def _refuse(self, code, row, item):
        place = f"{row.place}, {item.source or item.target}"
        self.issues.append(_issue(code, place))

    def place_of(self, where):
        """``line 4, Price`` for ``$.lines[2].price``."""
        found = re.match(r"\$\.\w+\[\d+\]", where)
        place = self.places.get(found[0], self.first) if found else self.first
        target = re.sub(r"\[\d+\]", "[]", where.removeprefix("$."))
        sources = [row.source for row in self.layout.fields if row.target == target]
        return f"{place}, {next(filter(None, sources), target)}"


def _put(data, path, value):
    """Set a nested value; what was there before. A list below a list has one item."""
    *steps, last = path.split(".")
    for step in steps:
        if step.endswith("[]"):
            rows = data.setdefault(step[:-2], [{}])
            data = rows[0]
        else:
            data = data.setdefault(step, {})
    before = data.get(last)
    data[last] = value
    return before
