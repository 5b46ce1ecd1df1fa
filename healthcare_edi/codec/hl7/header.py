"""One MSH, FHS or BHS: who speaks to whom, and what is wrong with saying so."""

from dataclasses import dataclass
from functools import lru_cache

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from .delimiters import DEFAULT, head_of, read_delimiters
from .escapes import unescape
from .faults import fault
from .message import Message, tidy
from .text import decode_text

#: MSH fields kept as facts of a part, the first component where a type has several.
MSH_FACTS = (3, 4, 5, 6, 7, 9, 10, 11, 12, 15, 16, 18)
PROCESSING = frozenset("PTD")
VERSIONS = frozenset(
    ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1")
    + ("2.8", "2.8.1", "2.8.2", "2.9", "2.9.1")
)
_FIRST = frozenset((11, 12, 18))


@dataclass(slots=True)
class Numbers:
    """Control numbers seen in a payload, each once."""

    seen: set

    def again(self, number):
        """Whether a number was there before."""
        if number in self.seen:
            return True
        self.seen.add(number)
        return False


def read_message(data, where, numbers=None, outer=()):
    """One message as :class:`Part`.

    :param data: its bytes, one segment per line.
    :param outer: facts of the batch and file that it is in.
    """
    line = data[:400].split(b"\n", 1)[0].decode("latin-1")
    delimiters = read_delimiters(head_of(line))
    if delimiters is None:
        issue = fault("hl7.msh1", f"{where}/MSH-1", FATAL)
        return Part("", Message("", DEFAULT), where, issues=(issue,))
    text, charset, code = decode_text(data, _declared(line, delimiters))
    text, joined = tidy(text, delimiters)
    segment = text.split("\n", 1)[0].split(delimiters.field)
    facts = _facts(segment, delimiters, charset)
    facts.update(outer)
    issues = _issues(facts, where, delimiters, numbers)
    if code:
        issues.append(fault(code, f"{where}/MSH-18", WARNING))
    if joined:
        issues.append(fault("hl7.segment.broken", where, WARNING))
    tree = Message(text, delimiters, charset)
    version = facts["msh12"]
    return Part(facts["code"], tree, where, version, facts, tuple(issues))


def _declared(line, delimiters):
    fields = line.split(delimiters.field, 18)
    if len(fields) < 18:
        return ""
    return fields[17].split(delimiters.repetition or "\0", 1)[0]


def _facts(segment, delimiters, charset):
    """Facts of a part; MSH-9 is ``ADT^A01`` whatever the separators are."""
    facts = {}
    count = len(segment)
    for number in MSH_FACTS:
        value = segment[number - 1] if number <= count else ""
        if value and not value.isalnum():
            value = _plain(value, number, delimiters, charset)
        facts[f"msh{number}"] = value
    code, _, rest = facts["msh9"].partition("^")
    trigger = rest.partition("^")[0]
    if not trigger and "_" in code:
        code, _, trigger = code.partition("_")
    facts["code"] = code.strip().upper()
    facts["trigger"] = trigger.strip().upper()
    facts["delimiters"] = _delimiters_fact(delimiters)
    facts["charset"] = charset
    return facts


@lru_cache(maxsize=64)
def _delimiters_fact(delimiters):
    return delimiters.facts()


def _plain(value, number, delimiters, charset):
    sign = delimiters.component
    if number in _FIRST:
        value = value.split(delimiters.repetition or "\0", 1)[0]
        value = value.split(sign or "\0", 1)[0]
    elif sign and sign != "^":
        value = value.replace(sign, "^")
    return unescape(value, delimiters, charset).strip()


def _issues(facts, where, delimiters, numbers):
    issues = []
    if delimiters.wrong:
        issues.append(fault(delimiters.wrong, f"{where}/MSH-2", ERROR))
    if not facts["code"]:
        issues.append(fault("hl7.msh9.missing", f"{where}/MSH-9", FATAL))
    number = facts["msh10"]
    if not number:
        issues.append(fault("hl7.msh10.missing", f"{where}/MSH-10", ERROR))
    elif numbers is not None and numbers.again(number):
        issues.append(fault("hl7.msh10.duplicate", f"{where}/MSH-10", WARNING))
    if facts["msh11"] not in PROCESSING:
        issues.append(fault("hl7.msh11.processing", f"{where}/MSH-11", NOTE))
    if facts["msh12"] not in VERSIONS:
        issues.append(fault("hl7.msh12.version", f"{where}/MSH-12", WARNING))
    return issues
