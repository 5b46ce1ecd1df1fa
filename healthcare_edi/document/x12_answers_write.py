"""FunctionalAcknowledgment to 997 and 999. No copy of a bad element is written."""

from itertools import groupby

from odoo.addons.healthcare_integration_base.errors import RejectedError

from .writing import Writing
from .x12_answers import LETTERS

VERSIONS = {"997": "004010", "999": "005010X231A1"}
#: Group errors, and set errors, that fit into one segment.
CODES_MAX = 5


def write_answer(document, names):
    """The answer to one group.

    :raises RejectedError: ``x12.write.group`` for an answer to none or several groups.
    """
    if len(document.groups) != 1:
        raise RejectedError("x12.write.group", "", "One answer is about one group.")
    (group,) = document.groups
    writing = Writing(str(names), VERSIONS[str(names)])
    third = group.version if names.standard == "999" else ""
    writing.add("AK1", group.code, group.control, third)
    for answered in group.sets:
        _write_set(writing, answered, names)
    writing.add(
        "AK9",
        LETTERS[group.status],
        *(str(n or 0) for n in (group.included, group.received, group.accepted)),
        *_codes(group.errors)[:CODES_MAX],
    )
    return writing.part()


def _write_set(writing, answered, names):
    third = answered.implementation if names.standard == "999" else ""
    writing.add("AK2", answered.code, answered.control, third)
    inner = [error for error in answered.errors if error.segment]
    for place, errors in groupby(inner, lambda e: (e.segment, e.position, e.loop)):
        _write_segment(writing, place, list(errors), names)
    codes = _codes(error for error in answered.errors if not error.segment)
    writing.add(names.trailer, LETTERS[answered.status], *codes[:CODES_MAX])


def _write_segment(writing, place, errors, names):
    """One segment in error, once per code, and its elements below code 8, the last."""
    segment, position, loop = place
    elements = [error for error in errors if error.element is not None]
    codes = _codes(error for error in errors if error.element is None)
    codes = [code for code in codes if code != "8"]
    if elements or len(codes) < len([e for e in errors if e.element is None]):
        codes.append("8")
    where = str(position) if position is not None else "0"
    for code in codes:
        writing.add(names.segment, segment, where, loop, code)
    for error in elements:
        numbers = (error.element, error.component, error.repetition)
        writing.add(
            names.element,
            tuple("" if number is None else str(number) for number in numbers),
            "",
            *_codes([error]),
        )


def _codes(errors):
    """The codes alone, each once, in their order."""
    return list(dict.fromkeys(error.code.rpartition(":")[2] for error in errors))
