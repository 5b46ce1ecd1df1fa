"""What we answer to an interchange: one CONTRL each, from the issues."""

import re

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    AcknowledgedGroup,
    AcknowledgedSet,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    ACCEPTED_WITH_ERRORS,
    PARTLY,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL

UNSPECIFIED = "CONTRL:18"
#: Errors of one message that are listed, as many segments as a CONTRL takes.
ERRORS_MAX = 999
#: Service segments that 0013 names.
_SERVICE = ("UNB", "UNZ", "UNG", "UNE", "UNH", "UNT")
_SEGMENT = re.compile(r"([A-Z]{3})(?:\[([0-9]+)\])?")
_ELEMENT = re.compile(r"([A-Z]{3})-([0-9]{2})(?:-([0-9]{1,2}))?")


def acknowledge(decoded, findings, control="", standard="CONTRL"):
    """One :class:`FunctionalAcknowledgment` per interchange with a control reference.

    A CONTRL is never answered. A message is rejected when one of its issues blocks it,
    an interchange when it holds nothing but rejected messages. Of a message without
    reference or type a CONTRL cannot speak.

    :param findings: ``{part.where: (issues of reading ...)}``.
    :param control: not needed: the answer repeats the reference of the interchange.
    :param standard: always ``CONTRL``.
    """
    answers = []
    for number, facts in enumerate(decoded.facts.get("interchanges") or (), 1):
        kinds = facts["messages"]
        if not facts["unb05"] or (kinds and set(kinds) == {"CONTRL"}):
            continue
        where = f"UNB[{number}]"
        parts = [
            part
            for part in decoded.parts
            if part.where.startswith(where + "/") and _has_a_name(part)
        ]
        answers.append(_answer(where, parts, facts, decoded.issues, findings))
    return tuple(answers)


def _has_a_name(part):
    """Whether a CONTRL can speak of the message; one about it is not answered."""
    return part.code not in ("", "CONTRL") and part.facts["unh01"]


def _answer(where, parts, facts, issues, findings):
    groups = {}
    for part in parts:
        groups.setdefault(part.where.rpartition("/")[0], []).append(part)
    rows = tuple(
        _group(place, members, issues, findings) for place, members in groups.items()
    )
    mine = (f"{where}/UNB-", f"{where}/UNZ-")
    own = [row for row in issues if row.where == where or row.where.startswith(mine)]
    return FunctionalAcknowledgment(
        standard="CONTRL",
        status=_joined([row.status for row in rows], own) if rows else REJECTED,
        interchange_control=facts["unb05"],
        sender=facts["unb02"],
        sender_qualifier=facts["unb02_2"],
        receiver=facts["unb03"],
        receiver_qualifier=facts["unb03_2"],
        groups=rows,
        errors=_errors(own, where, None),
        where=where,
    )


def _group(place, parts, issues, findings):
    facts = parts[0].facts
    sets = tuple(_set(part, findings.get(part.where, ())) for part in parts)
    grouped = facts.get("ung05") is not None
    own = [issue for issue in issues if grouped and _belongs(issue.where, place)]
    taken = sum(row.status != REJECTED for row in sets)
    return AcknowledgedGroup(
        code=facts.get("ung01") or "",
        control=facts.get("ung05") or "",
        version=parts[0].version,
        status=_joined([row.status for row in sets], own),
        received=len(sets),
        accepted=taken,
        errors=_errors(own, place, None),
        sets=sets,
        where=place,
    )


def _belongs(where, place):
    return where == place or where.startswith((f"{place}/UNG-", f"{place}/UNE-"))


def _joined(statuses, issues):
    """What the level above says of what lies below it."""
    if any(issue.blocks for issue in issues):
        return REJECTED
    if statuses and all(status == REJECTED for status in statuses):
        return REJECTED
    if any(status in (REJECTED, PARTLY) for status in statuses):
        return PARTLY
    harmed = any(issue.severity == ERROR for issue in issues)
    return (
        ACCEPTED_WITH_ERRORS if harmed or ACCEPTED_WITH_ERRORS in statuses else ACCEPTED
    )


def _set(part, found):
    issues = [*part.issues, *found]
    errors = _errors(issues, part.where, part)
    status = ACCEPTED_WITH_ERRORS if errors else ACCEPTED
    if any(issue.blocks for issue in issues):
        status = REJECTED
    return AcknowledgedSet(
        code=part.code,
        control=part.facts.get("unh01") or "",
        status=status,
        implementation=part.version or "",
        errors=errors,
        where=part.where,
    )


def _errors(issues, place, part):
    """Issues in the words of CONTRL: a code of 0085 and a place, never a value."""
    wrong = [issue for issue in issues if issue.severity in (ERROR, FATAL)]
    # What blocks comes first: of a header CONTRL reports one error only.
    wrong.sort(key=lambda issue: not issue.blocks)
    wrong = wrong[:ERRORS_MAX]
    places = [_place(issue.where.removeprefix(place).strip("/")) for issue in wrong]
    positions = _positions(part, places) if part is not None else {}
    return tuple(
        _error(issue, values, positions, part)
        for issue, values in zip(wrong, places, strict=True)
    )


def _place(where):
    """``(tag, ordinal, element, component)`` of ``LIN[3]/LIN-03-1``, None unknown."""
    tag = ordinal = element = component = None
    for level in where.split("/"):
        inner, segment = _ELEMENT.fullmatch(level), _SEGMENT.fullmatch(level)
        if inner:
            tag = tag or inner[1]
            element, component = int(inner[2]), int(inner[3]) if inner[3] else None
        elif segment and (tag is None or segment[2]):
            tag, ordinal = segment[1], int(segment[2]) if segment[2] else None
    return tag, ordinal, element, component


def _positions(part, places):
    """``{(tag, ordinal): position in the message}``, the UNH is 1."""
    wanted = {(tag, ordinal) for tag, ordinal, _, _ in places if ordinal}
    found, counts = {}, {}
    if not wanted:
        return found
    for position, segment in enumerate(part.tree, 2):
        tag = segment[0]
        counts[tag] = counts.get(tag, 0) + 1
        if (tag, counts[tag]) in wanted:
            found[tag, counts[tag]] = position
    return found


def _error(issue, place, positions, part):
    tag, ordinal, element, component = place
    position = positions.get((tag, ordinal))
    if part is not None and position is None and tag not in (None, *_SERVICE):
        # A segment that did not come: it is missed where the message ends.
        position = part.facts.get("segments_counted")
        element = component = None
    level = "element" if element else "segment" if position else issue.level
    if tag in _SERVICE:
        level = issue.level or level
    return AcknowledgedError(
        code=issue.reference or UNSPECIFIED,
        level=level,
        segment=tag or "",
        position=position,
        element=element,
        component=component,
    )
