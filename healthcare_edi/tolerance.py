"""What a trading partner is forgiven: severities of issues by the pattern of a code.

Works on the decoded parts of any syntax: an issue says its level, and its place names
the interchange and the group it belongs to.
"""

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from odoo.addons.healthcare_integration_base.issue import (
    ERROR,
    FATAL,
    GROUP,
    INTERCHANGE,
)

STRICT = (
    *("x12.isa.missing", "x12.iea.missing", "x12.iea0[12].*"),
    *("x12.ge.missing", "x12.ge0[12].*", "x12.se0[12].*"),
    *("edifact.unb.missing", "edifact.un[zet].missing", "edifact.un[zet]0[12].*"),
    *("hl7.[bf]ts.missing", "hl7.[bf]ts1.count"),
    "edi.interchange.duplicate",
)
"""Codes that block unless a partner's own table says otherwise: wrong counts and
control numbers, a header or trailer that is not there, an
interchange number that came before."""
FORGIVEN = STRICT[:6]
"""What the former setting *accept and note* forgave."""
_STEP = re.compile(r"[A-Za-z0-9]+\[[0-9]+\]")
_GROUPS = re.compile(r"^(x12\.g[se]|edifact\.un[ge]\b)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Issues whose code fits ``pattern`` (``x12.se01.*``) count as ``severity``."""

    pattern: str
    severity: str


def severity_of(issue, rules):
    """The severity of an issue by the first rule that fits, else by :data:`STRICT`.

    What the reader itself calls fatal stays fatal: nobody can forgive what was not
    understood.
    """
    if issue.severity == FATAL:
        return FATAL
    for rule in rules:
        if fnmatchcase(issue.code, rule.pattern):
            return rule.severity
    if any(fnmatchcase(issue.code, pattern) for pattern in STRICT):
        return FATAL
    return issue.severity


def judged(issues, rules):
    """Issues with the severities of ``rules``; those that did not change are the same
    objects."""
    found = []
    for issue in issues:
        severity = severity_of(issue, rules)
        same = severity == issue.severity
        found.append(issue if same else replace(issue, severity=severity))
    return tuple(found)


def judge(decoded, rules, more=()):
    """A decoded payload with its severities, each fatal issue where it blocks.

    An issue of a group blocks the sets of the group, one of an interchange the sets of
    that interchange when there are others in the file, else the file.

    :param more: further issues of the envelope, with their final severity.
    """
    issues = [*judged(decoded.issues, rules), *more]
    outer, local = [], {}
    alone = len({_interchange(part.where) for part in decoded.parts}) < 2
    for issue in issues:
        place = issue.blocks and _reach(issue, alone)
        if place:
            local.setdefault(place, []).append(issue)
            # It is told once around the file, and decides in its sets only.
            issue = replace(issue, severity=ERROR)
        outer.append(issue)
    outer.sort(key=lambda issue: not issue.blocks)  # the reason comes first
    parts = tuple(_part(part, rules, local) for part in decoded.parts)
    return replace(decoded, parts=parts, issues=tuple(outer))


def _part(part, rules, local):
    issues = list(judged(part.issues, rules))
    place = part.where
    while local and place:
        place = place.rpartition("/")[0]
        issues += local.get(place, ())
    return replace(part, issues=tuple(issues))


def _reach(issue, alone):
    """The place whose sets an issue around the sets blocks; empty: the whole file."""
    steps = [step for step in issue.where.split("/") if _STEP.fullmatch(step)]
    if issue.level == GROUP or (not issue.level and _GROUPS.match(issue.code)):
        return "/".join(steps[:2])
    if issue.level in (INTERCHANGE, "") and not alone:
        return steps[0] if steps else ""
    return ""


def _interchange(where):
    return where.partition("/")[0]
