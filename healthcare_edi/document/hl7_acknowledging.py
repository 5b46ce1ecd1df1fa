"""What we answer to HL7 v2 messages: one acknowledgment each, from the issues.

Original mode: AA, AE, AR. Enhanced mode (MSH-15, MSH-16) first has CA, CE or CR from
the doorman (``standard="HL7:accept"``), and the application's answer later. AL always,
NE never, ER only of errors, SU only of success (HL7 table 0155).
"""

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
    REJECTED,
)
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL

from ..codec.hl7.faults import INTERNAL

ACCEPT = "HL7:accept"
#: Errors that are listed; a sender who makes more of them repeats himself.
ERRORS_MAX = 50
_SEGMENT = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[([0-9]+)\])?")
_FIELD = re.compile(r"([A-Z][A-Z0-9]{2})-([0-9]+)(?:\[([0-9]+)\])?(?:\.([0-9]+))?")


def acknowledge(decoded, findings, control="", standard="HL7"):
    """One :class:`FunctionalAcknowledgment` per message that wants one.

    :param findings: ``{part.where: (issues of reading ...)}``.
    :param control: not needed: an ACK repeats the number of its message.
    :param standard: ``HL7`` for the application's answer, ``HL7:accept`` for the first
        answer of enhanced mode.
    """
    found = []
    for part in decoded.parts:
        if part.code == "ACK" or not part.facts.get("msh10"):
            continue
        issues = (*part.issues, *findings.get(part.where, ()))
        answer = _answer(part, issues, standard)
        if _wanted(part, answer, standard):
            found.append(answer)
    return tuple(found)


def _answer(part, issues, standard):
    facts = part.facts
    errors = [issue for issue in issues if issue.severity in (ERROR, FATAL)]
    status = ACCEPTED_WITH_ERRORS if errors else ACCEPTED
    if any(issue.blocks for issue in errors):
        status = REJECTED
    answered = AcknowledgedSet(
        code=facts.get("trigger") or "",
        control=facts["msh10"],
        status=status,
        implementation=part.version or "",
        errors=tuple(_error(part, issue) for issue in errors[:ERRORS_MAX]),
        where=part.where,
    )
    return FunctionalAcknowledgment(
        standard="HL7",
        status=status,
        interchange_control=facts["msh10"],
        sender=facts.get("msh3") or "",
        sender_qualifier=facts.get("msh4") or "",
        receiver=facts.get("msh5") or "",
        receiver_qualifier=facts.get("msh6") or "",
        groups=(AcknowledgedGroup(status=status, sets=(answered,)),),
        final=standard != ACCEPT,
        where=part.where,
    )


def _wanted(part, answer, standard):
    """What MSH-15 or MSH-16 asks for; without both an answer is always wanted."""
    accept, application = part.facts.get("msh15"), part.facts.get("msh16")
    if not accept and not application:
        return standard != ACCEPT
    wish = accept if standard == ACCEPT else application
    if wish == "ER":
        return answer.status != ACCEPTED
    if wish == "SU":
        return answer.status != REJECTED
    return wish == "AL"


def _error(part, issue):
    """An issue as ERR says it: a code of table 0357 and a place, never a value."""
    where = issue.where.removeprefix(part.where).lstrip("/")
    values = {"segment": "MSH", "position": 1} if not where else {}
    for level in where.split("/"):
        field, segment = _FIELD.fullmatch(level), _SEGMENT.fullmatch(level)
        if field:
            values.setdefault("segment", field[1])
            values.setdefault("position", 1)
            values |= {"element": int(field[2])}
            values |= {"repetition": int(field[3])} if field[3] else {}
            values |= {"component": int(field[4])} if field[4] else {}
        elif segment:
            values = {"segment": segment[1]}
            values |= {"position": int(segment[2])} if segment[2] else {}
    level = "element" if "element" in values else "segment"
    return AcknowledgedError(code=issue.reference or INTERNAL, level=level, **values)
