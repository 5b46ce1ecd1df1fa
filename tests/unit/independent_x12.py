"""A second reader of X12, written from the standard's element table and from nothing of
ours: it imports no codec and no document of the house. It reads 850, 855, 856, 810 and
835 as plain dictionaries and says where a segment breaks the table.

Table: tag -> elements in order, each ``type minimum/maximum [M]``. Types as in X12: AN,
ID, R (decimal point written), N0 and N2 (implied), DT, TM; ``C`` a composite; ``.`` an
element we never use. ``pairs`` from an element on: qualifier and value.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

_AMOUNT, _DATE, _TIME = "R 1/18", "DT 8/8", "TM 4/8"
_CODE2, _UNIT = "ID 2/2", "ID 2/2"
TABLE = {
    "BEG": "ID 2/2 M,ID 2/2 M,AN 1/22 M,AN 1/30,DT 8/8 M,AN 1/30",
    "CUR": "ID 2/3 M,ID 3/3 M",
    "REF": "ID 2/3 M,AN 1/50",
    "DTM": f"ID 3/3 M,{_DATE},{_TIME},ID 2/2",
    "N1": "ID 2/3 M,AN 1/60,ID 1/2,AN 2/80",
    "PO1": f"AN 1/20,R 1/15,{_UNIT},R 1/17,ID 2/2,pairs",
    "PID": "ID 1/1 M,.,.,.,AN 1/80",
    "PO4": "N0 1/6",
    "CTT": "N0 1/6 M",
    "AMT": f"ID 1/3 M,{_AMOUNT} M",
    "BAK": "ID 2/2 M,ID 2/2 M,AN 1/22 M,DT 8/8 M,.,.,.,AN 1/30,DT 8/8",
    "ACK": f"ID 2/2 M,R 1/15,{_UNIT},ID 3/3,{_DATE},.,pairs",
    "BSN": "ID 2/2 M,AN 2/30 M,DT 8/8 M,TM 4/8 M,ID 4/4",
    "HL": "AN 1/12 M,AN 1/12,ID 1/2 M",
    "TD5": "ID 1/2,ID 1/2,AN 2/80",
    "PRF": "AN 1/22 M",
    "MAN": "ID 1/2 M,AN 1/48 M",
    "LIN": "AN 1/20,pairs",
    "SN1": f"AN 1/20,R 1/10 M,{_UNIT} M",
    "BIG": f"DT 8/8 M,AN 1/22 M,{_DATE},AN 1/22,.,.,ID 2/2",
    "ITD": f"ID 2/2,ID 1/2,R 1/6,{_DATE},N0 1/3,{_DATE}",
    "IT1": f"AN 1/20,R 1/10,{_UNIT},R 1/17,ID 2/2,pairs",
    "TDS": "N2 1/15 M",
    "TXI": f"ID 2/2 M,{_AMOUNT}",
    "SAC": "ID 1/1 M,ID 4/4,.,.,N2 1/15,.,.,.,.,.,.,.,.,.,AN 1/80",
    "BPR": f"ID 1/2 M,{_AMOUNT} M,ID 1/1 M,ID 3/3 M,.,.,.,.,.,.,.,.,.,.,.,{_DATE}",
    "TRN": "ID 1/2 M,AN 1/50 M,AN 1/10",
    "LX": "N0 1/6 M",
    "CLP": f"AN 1/38 M,ID 1/2 M,{_AMOUNT} M,{_AMOUNT} M,{_AMOUNT},ID 1/2,AN 1/50,"
    "AN 1/2,ID 1/1",
    "CAS": "ID 1/2 M,triplets",
    "SVC": f"C,{_AMOUNT} M,{_AMOUNT},AN 1/48,R 1/15,C",
    "NM1": "ID 2/3 M,ID 1/1 M,AN 1/60,.,.,.,.,ID 1/2,AN 2/80",
    "MOA": "R 1/10,R 1/18,AN 1/50,AN 1/50,AN 1/50,AN 1/50,AN 1/50",
    "LQ": "ID 1/3 M,AN 1/30 M",
    "PLB": "AN 1/50 M,DT 8/8 M,adjustments",
}
_PATTERNS = {
    "AN": r".+",
    "ID": r"[A-Z0-9]+",
    "R": r"-?(\d+\.?\d*|\.\d+)",
    "N0": r"-?\d+",
    "N2": r"-?\d+",
    "DT": r"\d{8}",
    "TM": r"\d{4}(\d\d){0,2}",
}
_ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA"}


@dataclass
class Interchange:
    """The only set of a written interchange, and what is against the table."""

    code: str
    segments: list
    component: str
    faults: list = field(default_factory=list)


def read(payload):
    """Split by the fixed places of the ISA, check every count, check the table."""
    text = payload.decode("utf-8")
    element, component, terminator = text[3], text[104], text[105]
    rows = [row.strip("\r\n") for row in text.split(terminator)]
    segments = [row.split(element) for row in rows if row]
    tags = [segment[0] for segment in segments]
    faults = []
    if tags[:3] != ["ISA", "GS", "ST"] or tags[-3:] != ["SE", "GE", "IEA"]:
        faults.append("envelope")
    st, se, ge, iea = segments[2], segments[-3], segments[-2], segments[-1]
    if (int(se[1]), se[2]) != (len(segments) - 4, st[2]):
        faults.append("SE")
    if (ge[1], ge[2]) != ("1", segments[1][6]):
        faults.append("GE")
    if (iea[1], iea[2]) != ("1", segments[0][13]):
        faults.append("IEA")
    body = segments[3:-3]
    for number, segment in enumerate(body, 2):
        faults += [f"{number} {segment[0]} {fault}" for fault in _check(segment)]
    return Interchange(st[1], body, component, faults)


def _check(segment):
    tag, values = segment[0], segment[1:]
    if tag not in TABLE:
        return ["unknown"] if tag not in _ENVELOPE else []
    if values and not values[-1]:
        return ["empty element at the end"]
    found, specs = [], TABLE[tag].split(",")
    for number, spec in enumerate(specs, 1):
        rest = values[number - 1 :]
        if spec in ("pairs", "triplets", "adjustments"):
            return found + _check_repeated(spec, rest)
        value = rest[0] if rest else ""
        found += [f"{number} {fault}" for fault in _check_element(spec, value)]
    if len(values) > len(specs):
        found.append("too many elements")
    return found


def _check_element(spec, value):
    if spec in (".", "C"):
        return ["used"] if spec == "." and value else []
    kind, lengths, *mandatory = spec.split()
    if not value:
        return ["missing"] if mandatory else []
    low, high = map(int, lengths.split("/"))
    bare = value.lstrip("-").replace(".", "") if kind in ("R", "N0", "N2") else value
    faults = [] if low <= len(bare) <= high else ["length"]
    if not re.fullmatch(_PATTERNS[kind], value):
        faults.append("type")
    if kind == "DT":
        try:
            datetime.strptime(value, "%Y%m%d")
        except ValueError:
            faults.append("no day")
    return faults


def _check_repeated(spec, values):
    if spec == "pairs":
        wrong = len(values) % 2 or any(
            not re.fullmatch(r"[A-Z0-9]{2}", values[at]) or not values[at + 1]
            for at in range(0, len(values) - 1, 2)
        )
        return ["pairs"] if wrong else []
    step = 3 if spec == "triplets" else 2
    for at in range(0, len(values), step):
        if at + 1 >= len(values) or not re.fullmatch(_PATTERNS["R"], values[at + 1]):
            return [spec]
    return [spec] if len(values) > 18 else []


def element(segment, number):
    """Element ``number``, empty when it is not there."""
    return segment[number] if len(segment) > number else ""


def amount(segment, number, implied=0):
    """A decimal element or None; ``implied`` digits behind the point."""
    text = element(segment, number)
    return Decimal(text).scaleb(-implied) if text else None


def day(segment, number):
    """A date element or None."""
    text = element(segment, number)
    return datetime.strptime(text, "%Y%m%d").date() if text else None


def identifiers(segment, first):
    """``{qualifier: value}`` of the pairs from element ``first`` on."""
    return {
        segment[at]: segment[at + 1]
        for at in range(first, len(segment) - 1, 2)
        if segment[at]
    }
