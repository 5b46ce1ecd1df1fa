"""One thing that is wrong with a document: a stable code and a place, never a value."""

from dataclasses import dataclass

NOTE = "note"
WARNING = "warning"
ERROR = "error"
FATAL = "fatal"
SEVERITIES = (NOTE, WARNING, ERROR, FATAL)

INTERCHANGE = "interchange"
GROUP = "group"
SET = "set"
SEGMENT = "segment"
ELEMENT = "element"
LEVELS = (INTERCHANGE, GROUP, SET, SEGMENT, ELEMENT)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong, and where. The text comes from a fixed list of the codec.

    ``code``      stable, dotted, lower case; holds the 999/997 code where one exists
                  (``x12.se01.count``, ``x12.ik4.1``).
    ``where``     a path a person can follow: ``ISA[1]/GS[1]/ST[2]/CLP[7]/CLP-04``.
    ``severity``  one of :data:`SEVERITIES`; ``fatal``: this part cannot be used.
    ``text``      plain words from a fixed list. Never a payload value.
    ``advice``    what to do about it, in plain words.
    ``level``     one of :data:`LEVELS`, or empty outside the formats with envelopes.
    ``reference`` the standard's own code, ``AK304:8``, ``IK403:7``, ``CONTRL:12``,
                  ``HL70357:101``; empty where the standard has none.
    """

    code: str
    where: str
    severity: str = ERROR
    text: str = ""
    advice: str = ""
    level: str = ""
    reference: str = ""

    @property
    def blocks(self):
        """Whether a document with this issue must not be applied."""
        return self.severity == FATAL

    def to_json(self):
        """The shape that ``setup/inspect`` prints and that a message stores.

        ``advice``, ``level`` and ``reference`` are there where they are known.
        """
        row = {
            "code": self.code,
            "where": self.where,
            "severity": self.severity,
            "text": self.text,
        }
        for name in ("advice", "level", "reference"):
            if value := getattr(self, name):
                row[name] = value
        return row


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of thing that can be wrong with a format: a row of its table."""

    level: str
    text: str
    advice: str = ""
    reference: str = ""


class FaultTable(dict):
    """``{code: Fault}``: everything that a format can complain about, in one place."""

    def issue(self, code, where, severity=ERROR):
        """An :class:`Issue` with the fixed words of its code.

        :raises KeyError: a code that the table does not have.
        """
        fault = self[code]
        return Issue(
            code,
            where,
            severity,
            fault.text,
            fault.advice,
            fault.level,
            fault.reference,
        )
