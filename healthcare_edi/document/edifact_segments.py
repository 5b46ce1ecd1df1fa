"""The segment directory as data: elements, components, their kind and longest value.

``!`` mandatory, ``an35`` at most 35 characters, ``n15`` at most 15 digits, ``a1`` at
most one letter; components are joined by ``:``, elements by ``+``.
Lengths are the widest of D.96A to D.01B (and of the service segments of ISO 9735), so
that no value of one directory is called too long for the rules of another.
"""

import re
from functools import lru_cache

LIST = "an17:an3"  # 1131 code list, 3055 agency
ITEM = f"an35:an3:{LIST}"
REFERENCE = "!an3:an70:an6:an35:an6"

SEGMENTS = {
    "AJT": "!an3+an6",
    "ALC": f"!an3+an35:an3+an3+an3+an17:{LIST}:an35:an35",
    "ALI": "an3+an3" + "+an3" * 5,
    "APR": "an3+!n12:an3+an3:an17:an3:an35",
    "AUT": "!an35+an35",
    "BGM": f"an3:{LIST}:an35+an35:an9:an6+an3+an3",
    "BUS": f"an3:an17:an3:an35:an70+an3+an3+an17:{LIST}:an35+an3",
    "CNT": "!an3:!n18:an8",
    "COM": "!an512:!an3+!an512:!an3+!an512:!an3",
    "CPS": "!an35+an35+an3",
    "CTA": "an3+an17:an256",
    "CUX": "!an3:an3:an3:n4+!an3:an3:an3:n4+n12+an3",
    "DLI": "!an3+!an6",
    "DOC": "an3:an17:an3:an35+an70:an3:an70:an3:an9:an6+an3+n2+n2",
    "DTM": "!an3:an35:an3",
    "EQD": f"!an3+an17:{LIST}:an3+an10:{LIST}:an35+an3+an3+an3",
    "ERC": f"!an8:{LIST}",
    "FII": f"!an3+an35:an35:an35:an3+an11:{LIST}:an17:{LIST}:an70:an70+an3",
    "FTX": f"!an3+an3+!an17:{LIST}+!an512:an512:an512:an512:an512+an3+an3",
    "GIN": "!an3" + "+!an35:an35" * 5,
    "GIR": "!an3" + "+!an35:an3:an3" * 5,
    "GIS": "+".join([f"!an3:{LIST}:an17"] * 5),
    "HAN": f"an3:{LIST}:an70+an7:{LIST}:an35",
    "IMD": f"an3+an3:{LIST}+an17:{LIST}:an256:an256:an3+an3",
    "INP": f"!an17:an17:an17:{LIST}+!an3:{LIST}:an35:an3+an3+an3",
    "LIN": f"an6+an3+{ITEM}+an3:an6+n2+an3",
    "LOC": (f"!an3+an25:{LIST}:an256+an25:{LIST}:an70+an25:{LIST}:an70+an3"),
    "MEA": "an3+an3:an3:an17:an70+!an8:an18:n18:n18:n2+an3",
    "MOA": "!an3:n35:an3:an3:an3",
    "MTD": "!an3+an3+an70+an70",
    "NAD": (
        f"!an3+!an35:{LIST}+!an35:an35:an35:an35:an35+!an35:an35:an35:an35:an35:an3"
        f"+!an35:an35:an35:an35+an35+an9:{LIST}:an70+an17+an3"
    ),
    "PAC": f"n8+an3:an3:an3+an17:{LIST}:an35+!an3:an35:an3:an35:an3+an3:n15",
    "PAI": f"an3:an3:an3:{LIST}:an3",
    "PAT": f"!an3+an17:{LIST}:an35:an35+!an3:an3:an3:n3",
    "PCD": f"!an3:n10:an3:{LIST}+an3",
    "PCI": "an3+!an35" + ":an35" * 9 + f"+an3+!an3:{LIST}",
    "PGI": f"!an3+an25:{LIST}:an35",
    "PIA": "!an3" + f"+{ITEM}" * 5,
    "PRI": "!an3:n15:an3:an3:n9:an8+an3",
    "PTY": "!an3+an3",
    "QTY": "!an3:!an35:an8",
    "QVR": "n15:an3+an3+an3:an17:an3:an35",
    "RCS": f"!an3+an3:{LIST}+an3+an3",
    "RFF": REFERENCE,
    "RNG": "!an3+!an8:n18:n18",
    "RTE": "!an3:!n15:n9:an8+an3",
    "SCC": "an3+an3+an3:an3:an3",
    "STG": "!an3+n2+n2",
    "TAX": (
        f"!an3+an3:{LIST}:an35+an6:{LIST}+an15"
        f"+an7:{LIST}:an17:an12:an17:an3+an3+an20+an3"
    ),
    "TDT": (
        f"!an3+an17+an3:an17+an8:an17:an3:an35+an17:{LIST}:an35+an3+an3:an3:an17"
        f"+an9:{LIST}:an35:an3+an3"
    ),
    "TOD": f"an3+an3+an3:{LIST}:an70:an70",
    "UCD": "!an3+!n3:n3:n6",
    "UCF": "!an14+an35:an4+an35:an4+!an3+an3+an3+n3:n3",
    "UCI": "!an14+!an35:an4:an14:an35+!an35:an4:an14:an35+!an3+an3+an3+n3:n3",
    "UCM": "!an14+!an6:an3:an3:an3:an6+!an3+an3+an3+n3:n3",
    "UCS": "!n6+an3",
    "UNS": "!a1",
}

_COMPONENT = re.compile(r"(!?)(an|n|a)([0-9]+)")
_NUMBER = re.compile(r"-?[0-9]*(?:[.,][0-9]*)?(?:E-?[0-9]+)?")


@lru_cache(maxsize=256)
def directory(tag):
    """The elements of a segment in order, or None of one that is not listed.

    A mandatory component of a composite binds only when the composite is there; of the
    first element always.
    """
    text = SEGMENTS.get(tag)
    if text is None:
        return None
    return [_Element(element) for element in text.split("+")]


class _Element:
    """An element's components; ``shortest`` the least of their lengths, ``alone`` the
    length of the first where it may stand alone; 0 where more has to be looked at.
    """

    __slots__ = ("alone", "components", "count", "needed", "shortest")

    def __init__(self, text):
        self.components = [_component(component) for component in text.split(":")]
        self.count = len(self.components)
        self.needed = [n for n, row in enumerate(self.components) if row[0]]
        plain = all(kind == "an" for _, kind, _ in self.components)
        self.shortest = min(row[2] for row in self.components) if plain else 0
        _, kind, length = self.components[0]
        self.alone = length if kind == "an" and self.needed in ([], [0]) else 0

    def is_plain(self, values):
        """Whether nothing can be wrong with it, at a glance."""
        if len(values) > self.count or max(map(len, values)) > self.shortest:
            return False
        size = len(values)
        return all(n < size and values[n] for n in self.needed)


def _component(text):
    mandatory, kind, length = _COMPONENT.fullmatch(text).groups()
    return bool(mandatory), kind, int(length)


def check(segment, report):
    """Hold a segment against the directory; ``report(code, element, component)``."""
    elements = directory(segment[0])
    if elements is None:
        return
    if len(segment) - 1 > len(elements):
        report("edifact.element.extra", len(elements) + 1, None)
    size = len(segment)
    for number, known in enumerate(elements, 1):
        if number >= size:
            if number == 1 and 0 in known.needed:
                report("edifact.element.missing", 1, None)
            return
        values = segment[number]
        if len(values) == 1 and 0 < len(values[0]) <= known.alone:
            continue
        if not any(values):
            if number == 1 and 0 in known.needed:
                report("edifact.element.missing", 1, None)
        elif not known.is_plain(values):
            _check_element(values, known.components, number, report)


def _check_element(values, known, number, report):
    if len(values) > len(known):
        report("edifact.component.extra", number, len(known) + 1)
    for place, (mandatory, kind, length) in enumerate(known, 1):
        value = values[place - 1] if place <= len(values) else ""
        if not value:
            if mandatory:
                report("edifact.element.missing", number, place)
        elif kind == "n":
            if not _NUMBER.fullmatch(value.strip()):
                report("edifact.element.format", number, place)
            elif sum(map(str.isdigit, value)) > length:
                report("edifact.element.long", number, place)
        elif len(value) > length:
            report("edifact.element.long", number, place)
        elif kind == "a" and not value.isalpha():
            report("edifact.element.format", number, place)
