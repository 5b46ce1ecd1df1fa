"""Invented X12 texts for the tests: sealed transaction sets with any separators."""


def interchange(
    body,
    *,
    element="*",
    component=":",
    repetition="^",
    terminator="~",
    suffix="\n",
    version="005010X221A1",
    isa12="00501",
    group="HP",
    control="000000001",
    trailer=True,
):
    """One interchange around ``body``: rows of elements, ST to SE included."""
    isa = [
        "ISA", "00", " " * 10, "00", " " * 10,
        "ZZ", "SENDER".ljust(15), "ZZ", "RECEIVER".ljust(15),
        "260105", "1200", repetition, isa12, control, "0", "T", component,
    ]  # fmt: skip
    sets = sum(1 for row in body if row[0] == "ST")
    rows = [
        isa,
        ["GS", group, "SENDER", "RECEIVER", "20260105", "1200", "1", "X", version],
        *body,
    ]
    if trailer:
        rows += [["GE", str(sets), "1"], ["IEA", "1", control]]
    return "".join(element.join(row) + terminator + suffix for row in rows)


def transaction_set(code, segments, number="0001"):
    """ST, the segments and a right SE."""
    return [
        ["ST", code, number],
        *segments,
        ["SE", str(len(segments) + 2), number],
    ]


REMITTANCE = [
    ["BPR", "I", "80", "C", "ACH", *[""] * 11, "20260110"],
    ["TRN", "1", "TRACE1", "1512345678"],
    ["DTM", "405", "20260109"],
    ["N1", "PR", "INVENTED PLAN", "XV", "P1"],
    ["N1", "PE", "INVENTED CLINIC", "XX", "1999999984"],
    ["REF", "TJ", "123456789"],
    ["LX", "1"],
    ["CLP", "PCN1", "1", "100", "80", "5", "12", "ICN1", "11", "1"],
    ["NM1", "QC", "1", "SECRET", "PERSON", "", "", "", "MI", "MEMBER1"],
    ["DTM", "232", "20260101"],
    ["SVC", "HC:99213", "100", "80", "", "1"],
    ["DTM", "472", "20260101"],
    ["CAS", "CO", "45", "15"],
    ["CAS", "PR", "3", "5"],
    ["REF", "6R", "L1"],
    ["AMT", "B6", "85"],
    ["LQ", "HE", "N130"],
]


def remittance(**options):
    """A small 835 that balances."""
    return interchange(transaction_set("835", REMITTANCE), **options)
