"""The separators of a message, read from MSH-1 and MSH-2 and from nothing else."""

from dataclasses import dataclass
from functools import lru_cache

#: Signs of MSH-2: component, repetition, escape, subcomponent; the fifth, truncation,
#: came with 2.7.
SIGNS = (4, 5)
#: Decimal point and minus.
NUMERIC = ".-"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """Separators as strings of one character; empty where the sender left one out."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    wrong: str = ""
    """Code of what is wrong with them, for the codec; empty when they are good."""

    @property
    def signs(self):
        """MSH-2."""
        return (
            self.component
            + self.repetition
            + self.escape
            + self.subcomponent
            + self.truncation
        )

    def facts(self):
        """The separators as stored with a part."""
        return {
            "field": self.field,
            "component": self.component,
            "repetition": self.repetition,
            "escape": self.escape,
            "subcomponent": self.subcomponent,
            "truncation": self.truncation,
        }


DEFAULT = Delimiters()


@lru_cache(maxsize=256)
def read_delimiters(head):
    """The separators of a header line (``MSH``, ``BHS``, ``FHS``), or None.

    :param head: the line from its first character to the end of MSH-2 or further; what
        follows the second field is not looked at.
    """
    field = head[3:4]
    if not is_separator(field):
        return None
    signs = head[4:].split(field, 1)[0]
    given = [*signs[: SIGNS[1]]]
    wrong = ""
    if len(signs) not in SIGNS:
        wrong = "hl7.msh2.length"
        given = given[: SIGNS[0]]
    if len({field, *given}) != len(given) + 1 or not all(map(is_separator, given)):
        return Delimiters(field, wrong="hl7.msh2.signs")
    given += [""] * (SIGNS[1] - len(given))
    return Delimiters(field, *given, wrong=wrong)


def head_of(line):
    """What of a header line names the separators: a short key for the cache."""
    end = line.find(line[3:4], 4) if len(line) > 4 else -1
    return line[: min(end if end > 0 else 12, 12)]


def is_separator(sign):
    """Whether a character may separate: printable ASCII, no word, no blank, and nothing
    that stands in a number, which would be cut in two."""
    return (
        len(sign) == 1
        and "!" <= sign <= "~"
        and not sign.isalnum()
        and sign not in NUMERIC
    )
