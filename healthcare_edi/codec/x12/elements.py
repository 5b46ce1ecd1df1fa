"""The elements of one segment against its table: SNIP 1 and 2, all faults of it."""

import re

from .values import read_date

_NUMBER = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Segments whose date stands behind its format: element of the format, of the date.
FORMATS = {"DTP": (2, 3), "DMG": (1, 2), "PAT": (5, 6)}


def check(guide, segment, delimiters):
    """Yield ``(code, element, component)`` for what is wrong with a segment.

    :param guide: :class:`.guide.Segment`.
    :param segment: list of texts, the tag first. Elements and components count from 1.
    """
    elements = guide.elements
    if len(segment) - 1 > len(elements):
        yield "x12.element.many", len(elements) + 1, None
    for number, element in enumerate(elements, 1):
        value = segment[number] if number < len(segment) else ""
        if not value:
            if element.mandatory:
                yield "x12.element.missing", number, None
            continue
        for code, component in _element(element, value, delimiters):
            yield code, number, component
    for kind, numbers in guide.notes:
        fault = _note(kind, numbers, segment)
        if fault:
            yield (*fault, None)
    if guide.tag in FORMATS:
        yield from _format(segment, *FORMATS[guide.tag])


def _element(element, value, delimiters):
    """Every repetition of an element; a separator in a plain element is data."""
    values = [value]
    if delimiters.repetition and delimiters.repetition in value:
        values = value.split(delimiters.repetition)
        if not element.repeats:
            yield "x12.element.repeated", None
    for one in values:
        if element.kind == "@":
            yield from _composite(element, one, delimiters)
        else:
            found = fault_of(element, one)
            if found:
                yield found, None


def _composite(element, value, delimiters):
    parts = value.split(delimiters.component) if delimiters.component else [value]
    if len(parts) > len(element.components):
        yield "x12.component.many", len(element.components) + 1
    for number, component in enumerate(element.components, 1):
        part = parts[number - 1] if number <= len(parts) else ""
        if part:
            found = fault_of(component, part)
            if found:
                yield found, number
        elif component.mandatory:
            yield "x12.component.missing", number


def fault_of(element, value):
    """What is wrong with one value: a code, or None."""
    if _CONTROL.search(value):
        return "x12.element.character"
    kind = element.kind
    if kind in ("R", "N0", "N2"):
        pattern = _DECIMAL if kind == "R" else _NUMBER
        if not pattern.fullmatch(value.strip()):
            return "x12.element.character"
        value = value.strip().replace("-", "").replace(".", "")
    if len(value) < element.least:
        return "x12.element.short"
    if len(value) > element.most:
        return "x12.element.long"
    if kind == "DT" and read_date(value) is None:
        return "x12.element.date"
    if kind == "TM" and not _TIME.fullmatch(value):
        return "x12.element.time"
    if element.codes and value not in element.codes:
        return "x12.element.code"
    return None


def _note(kind, numbers, segment):
    """A syntax note that is violated: ``(code, element)``, else None."""
    given = [n for n in numbers if n < len(segment) and segment[n]]
    if kind == "R":
        return None if given else ("x12.element.conditional", numbers[0])
    if kind == "E":
        return ("x12.element.exclusion", given[1]) if len(given) > 1 else None
    if not given or len(given) == len(numbers):
        return None
    missing = next(n for n in numbers if n not in given)
    if kind == "P":
        return "x12.element.conditional", missing
    if numbers[0] not in given or (kind == "L" and len(given) > 1):
        return None
    return "x12.element.conditional", missing


def _format(segment, kind, number):
    """A date in the format that another element names."""
    if number >= len(segment) or not segment[number]:
        return
    value, form = segment[number].strip(), segment[kind].strip()
    if form == "D8" and (len(value) != 8 or read_date(value) is None):
        yield "x12.element.date", number, None
    elif form == "RD8":
        first, dash, last = value.partition("-")
        if not dash or read_date(first) is None or read_date(last) is None:
            yield "x12.element.date", number, None
    elif form == "TM" and not _TIME.fullmatch(value):
        yield "x12.element.time", number, None
