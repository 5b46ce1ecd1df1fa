"""One thing that is wrong with a document: a stable code and a place, never a value."""

from dataclasses import dataclass

NOTE = "note"
WARNING = "warning"
ERROR = "error"
FATAL = "fatal"
SEVERITIES = (NOTE, WARNING, ERROR, FATAL)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong, and where. The text comes from a fixed list of the codec.

    ``code``      stable, dotted, lower case; holds the 999/997 code where one exists
                  (``x12.se01.count``, ``x12.ik4.1``).
    ``where``     a path a person can follow: ``ISA[1]/GS[1]/ST[2]/CLP[7]/CLP-04``.
    ``severity``  one of :data:`SEVERITIES`; ``fatal``: this part cannot be used.
    ``text``      plain words from a fixed list. Never a payload value.
    """

    code: str
    where: str
    severity: str = ERROR
    text: str = ""

    @property
    def blocks(self):
        """Whether a document with this issue must not be applied."""
        return self.severity == FATAL

    def to_json(self):
        """The shape that ``setup/inspect`` prints and that a message stores."""
        return {
            "code": self.code,
            "where": self.where,
            "severity": self.severity,
            "text": self.text,
        }
