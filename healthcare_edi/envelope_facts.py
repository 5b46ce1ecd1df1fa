"""Who sent what to whom under which numbers: the same names for every syntax.

Codecs tell these facts under the names of their standard (``isa13``, ``unb05``,
``msh10``); whoever looks for an interchange asks here.
"""

from typing import NamedTuple


class Facts(NamedTuple):
    """Facts of one transaction set or message, empty where the syntax has none.

    ``interchange`` is ISA13, UNB 0020 or MSH-10, ``group`` GS06 or UNG 0048, ``set``
    ST02, UNH 0062 or MSH-10; ``usage`` is ``P``, ``T`` or empty.
    """

    sender: str = ""
    sender_qualifier: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""
    interchange: str = ""
    group: str = ""
    set: str = ""
    usage: str = ""


NAMES = {
    "x12": Facts(
        *("isa06", "isa05", "isa08", "isa07", "isa13", "gs06", "st02", "isa15")
    ),
    "edifact": Facts(
        *("unb02", "unb02_2", "unb03", "unb03_2"),
        *("unb05", "ung05", "unh01", "unb11"),
    ),
    "hl7": Facts("msh3", "msh4", "msh5", "msh6", "msh10", "", "msh10", "msh11"),
}
"""The names of the facts in each syntax."""
PLACES = {
    "x12": ("x12.isa06.sender", "ISA-06", "x12.isa15.usage", "ISA-15"),
    "edifact": ("edifact.unb02.sender", "UNB-02", "edifact.unb11.usage", "UNB-11"),
    "hl7": ("hl7.msh3.sender", "MSH-3", "hl7.msh11.usage", "MSH-11"),
}
"""Code and place of a wrong sender and of a wrong use, per syntax."""
NUMBERED = frozenset({"x12", "edifact"})
"""Syntaxes whose interchange numbers come once from each sender."""


def facts_of(codec, facts):
    """The :class:`Facts` of a part's ``facts``, as stored or as decoded."""
    names = NAMES.get(codec)
    if not names:
        return Facts()
    found = [str((name and facts.get(name)) or "").strip() for name in names]
    found[-1] = _usage(codec, found[-1])
    return Facts(*found)


def _usage(codec, value):
    if codec == "edifact":
        return "T" if value == "1" else "P"
    # HL7 knows training and debugging as well; neither is business.
    return "T" if codec == "hl7" and value in ("D", "T") else value


def plain(number):
    """A control number without leading zeros: ``000000042`` is ``42``."""
    return number.lstrip("0") or number[:1]


def spellings(number):
    """How one number may be written: as it is, short, and with ISA13's nine digits."""
    short = plain(number)
    return sorted({number, short, short.zfill(9)})


def interchanges(codec, parts):
    """``{place: Facts}`` of the interchanges that ``parts`` belong to, in order."""
    found = {}
    for part in parts:
        place = part.where.partition("/")[0]
        if place not in found:
            found[place] = facts_of(codec, part.facts)
    return found
