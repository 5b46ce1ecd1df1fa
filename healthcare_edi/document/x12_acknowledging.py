"""Answering an X12 interchange: TA1, and a 997 or 999 per group, from the issues.

Each set is held against its guide here once more, because an answer names segments by
their number and loop. A set is rejected if one of its issues blocks it, accepted with
errors if it has any, else accepted.
"""

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
from odoo.addons.healthcare_integration_base.issue import (
    ERROR,
    FATAL,
    GROUP,
    INTERCHANGE,
    SET,
)

from .x12_places import errors_of
from .x12_ta1 import instant

#: Sets that are answers themselves: an answer is never answered.
ANSWERS = ("997", "999", "TA1")
#: A set that is rejected for what its document cannot do without, not for its syntax.
UNSPECIFIED = "5"


def acknowledge(decoded, findings, control="", standard="999"):
    """The answers to what was decoded, a TA1 per interchange first.

    :param findings: ``{part.where: (issues of reading ...)}``.
    :param control: not needed: answers repeat the numbers of what they are about.
    :param standard: ``997`` or ``999`` for the groups, ``TA1`` for nothing else.
    """
    answers = []
    for number, facts in enumerate(decoded.facts.get("interchanges") or (), 1):
        where = f"ISA[{number}]"
        parts = [
            part
            for part in decoded.parts
            if part.code not in ANSWERS and part.where.startswith(where + "/")
        ]
        if facts["sets"] and not parts:
            continue
        answers.append(_interchange(facts, where, decoded.issues))
        if standard != "TA1":
            answers += _groups(facts, parts, decoded.issues, findings, standard)
    return tuple(answers)


def _interchange(facts, where, issues):
    """A TA1; what is wrong within a group is none of its business."""
    found = [
        issue
        for issue in issues
        if issue.reference.startswith("TA105:")
        and issue.severity in (ERROR, FATAL)
        and issue.where.split("/")[0] in ("", where)
    ]
    found.sort(key=lambda issue: not issue.blocks)
    isa = facts["isa"]
    return FunctionalAcknowledgment(
        "TA1",
        _status(found),
        interchange_control=isa[13],
        interchange_at=instant(isa[9], isa[10]),
        sender=isa[6],
        sender_qualifier=isa[5],
        receiver=isa[8],
        receiver_qualifier=isa[7],
        errors=tuple(AcknowledgedError(i.reference, INTERCHANGE) for i in found),
        where=where,
    )


def _status(issues):
    if any(issue.blocks for issue in issues):
        return REJECTED
    return ACCEPTED_WITH_ERRORS if issues else ACCEPTED


def _groups(facts, parts, issues, findings, standard):
    """One answer per functional group; sets outside of groups cannot be answered."""
    heaps = {}
    for part in parts:
        place = part.where.rpartition("/")[0]
        if "/GS[" in place:
            heaps.setdefault(place, []).append(part)
    isa = facts["isa"]
    for place, members in heaps.items():
        number = int(place.rpartition("[")[2].rstrip("]")) - 1
        group = _group(
            place, facts["groups"][number], members, issues, findings, standard
        )
        yield FunctionalAcknowledgment(
            standard,
            group.status,
            sender=isa[6],
            sender_qualifier=isa[5],
            receiver=isa[8],
            receiver_qualifier=isa[7],
            groups=(group,),
            where=place,
        )


def _group(place, facts, parts, issues, findings, standard):
    sets = tuple(_set(part, findings.get(part.where, ()), standard) for part in parts)
    own = [
        issue
        for issue in issues
        if issue.level == GROUP
        and issue.severity in (ERROR, FATAL)
        and (issue.where == place or issue.where.startswith(place + "/"))
    ]
    accepted = sum(row.status != REJECTED for row in sets)
    status = _status(own)
    if accepted < len(sets) and status != REJECTED:
        status = PARTLY if accepted else REJECTED
    elif status == ACCEPTED and any(row.status != ACCEPTED for row in sets):
        status = ACCEPTED_WITH_ERRORS
    stated = facts["ge01"]
    return AcknowledgedGroup(
        code=facts["gs01"],
        control=facts["gs06"],
        version=facts["gs08"],
        status=status,
        included=int(stated) if stated.isdecimal() and len(stated) < 7 else 0,
        received=len(sets),
        accepted=0 if status == REJECTED else accepted,
        errors=tuple(
            AcknowledgedError(issue.reference, GROUP)
            for issue in own
            if issue.reference.startswith("AK905:")
        ),
        sets=sets,
        where=place,
    )


def _set(part, found, standard):
    issues = [i for i in (*part.issues, *found) if i.severity in (ERROR, FATAL)]
    inner, blocked = errors_of(part, issues, standard)
    trailer = "IK5" if standard == "999" else "AK5"
    codes = [
        issue.reference.rpartition(":")[2]
        for issue in issues
        if issue.level == SET and issue.reference.startswith("IK502:")
    ]
    if inner or (blocked and not codes):
        codes.append(UNSPECIFIED)
    codes = [
        code for code in dict.fromkeys(codes) if standard == "999" or int(code) < 8
    ]
    errors = [
        *inner,
        *(AcknowledgedError(f"{trailer}02:{code}", SET) for code in codes),
    ]
    status = REJECTED if blocked else ACCEPTED_WITH_ERRORS if errors else ACCEPTED
    return AcknowledgedSet(
        code=part.code,
        control=part.facts.get("st02") or "",
        status=status,
        implementation=part.facts.get("st03") or "",
        errors=tuple(errors),
        where=part.where,
    )
