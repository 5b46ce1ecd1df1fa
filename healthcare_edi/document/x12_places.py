"""Places of issues as an answer says them: number of the segment, loop, element."""

import re
from itertools import chain

from odoo.addons.healthcare_integration_base.canonical import AcknowledgedError
from odoo.addons.healthcare_integration_base.issue import ELEMENT, SEGMENT

from ..codec.x12.checker import Checker

#: Errors of one set that are answered; a sender who makes more repeats himself.
ERRORS_MAX = 200
#: Longest name of a loop in an answer (element 447): ``2010`` for ``2010AA``.
LOOP = 4
_SEGMENT = re.compile(r"([A-Z][A-Z0-9]{1,2})\[([0-9]+)\]")
_ELEMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}-([0-9]{2})(?:-([0-9]{2}))?")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")


def errors_of(part, issues, standard):
    """``(errors, blocked)``: what an answer says about the inside of a set.

    :param issues: of the envelope and of reading; those of the guide are added.
    """
    wanted = {key for key in (_key(part, issue) for issue in issues) if key}
    checker, places = _walked(part, wanted)
    blocked = any(issue.blocks for issue in issues)
    rows = {}
    for issue in (*issues, *checker.issues):
        error = _error(part, issue, places, standard)
        if error is not None:
            rows.setdefault((error.position, error.segment), {})[error] = None
    errors = []
    for _place, found in sorted(rows.items(), key=lambda row: row[0]):
        errors += _complete(found, standard)
    return errors[:ERRORS_MAX], blocked


def _walked(part, wanted):
    """The set once more: checker and ``{(tag, ordinal): (position, loop)}``."""
    tree = part.tree
    checker = Checker(part.code, part.version, tree.delimiters, part.where)
    places, counts, position, known = {}, {}, 1, 0
    for row in checker.pass_on(chain.from_iterable(tree.raw())):
        if not row:
            continue
        position += 1
        tag = row.partition(tree.delimiters.element)[0].strip()
        counts[tag] = counts.get(tag, 0) + 1
        found = len(checker.issues)
        if found != known or (tag, counts[tag]) in wanted:
            places[tag, counts[tag]] = position, checker.loop
            known = found
    checker.finish()
    places[None] = position + 1, ""
    return checker, places


def _levels(part, issue):
    """The levels of a place below its set."""
    return [level for level in issue.where[len(part.where) :].split("/") if level]


def _key(part, issue):
    for level in _levels(part, issue):
        match = _SEGMENT.fullmatch(level)
        if match:
            return match[1], int(match[2])
    return None


def _error(part, issue, places, standard):
    """One issue as error of the answer, or None if it is not about a segment."""
    kind, _, code = issue.reference.partition(":")
    if kind not in ("IK304", "IK403") or issue.level not in (SEGMENT, ELEMENT):
        return None
    key = _key(part, issue)
    position, loop = places.get(key) or places[None]
    tag = key[0] if key else ""
    element = component = None
    for level in _levels(part, issue):
        match = _ELEMENT.fullmatch(level)
        if match:
            element, component = int(match[1]), int(match[2]) if match[2] else None
        elif _TAG.fullmatch(level):
            tag = level  # what is missing at this place
    if not tag:
        return None
    if standard != "999":
        kind, code = kind.replace("IK", "AK"), _of_997(code)
    return AcknowledgedError(
        f"{kind}:{code}",
        issue.level,
        tag,
        position,
        loop[:LOOP],
        element,
        component,
    )


def _of_997(code):
    """Codes that the 997 of 004010 does not have yet are said with its nearest."""
    return {"12": "3", "13": "3"}.get(code, code)


def _complete(errors, standard):
    """The errors of one segment: those of the segment first, code 8 above elements."""
    name = "IK304:8" if standard == "999" else "AK304:8"
    segments = [error for error in errors if error.element is None]
    elements = [error for error in errors if error.element is not None]
    if elements:
        first = elements[0]
        segments = [error for error in segments if error.code != name]
        segments.append(
            AcknowledgedError(name, SEGMENT, first.segment, first.position, first.loop)
        )
    return segments + elements
