"""X12 files of any size: every number and amount differs, and the payment balances."""

from decimal import Decimal

HEAD = (
    "ISA*00*          *00*          *ZZ*INVENTPLAN     *ZZ*HOSPITAL       "
    "*260112*0930*^*00501*000000101*0*T*:~"
    "GS*HP*INVENTPLAN*HOSPITAL*20260112*0930*101*X*005010X221A1~"
)
TAIL = "GE*1*101~IEA*1*000000101~"
#: Bytes of one claim, about.
CLAIM = 500


def money(cents):
    """Cents as X12 writes them: no trailing zeros."""
    return format(Decimal(cents).scaleb(-2).normalize(), "f")


def amounts(number):
    """Charge, contractual and patient share of two services, in cents."""
    first = 10_000 + number * 7919 % 400_000
    second = 5_000 + number * 104_729 % 90_000
    return [
        (charge, charge * 3 // 10, number * 31 % 2_500) for charge in (first, second)
    ]


def remittance(claims):
    """An 835 in one transaction set, in pieces: 21 segments per claim."""
    payment = sum(
        charge - contract - share
        for number in range(claims)
        for charge, contract, share in amounts(number)
    )
    yield HEAD + "~".join(
        [
            "ST*835*0001",
            f"BPR*I*{money(payment)}*C*ACH*CCP*01*999999992*DA*12345*1999999999"
            "**01*999988880*DA*98765*20260202",
            "TRN*1*PAYMENT-1*1999999999",
            "DTM*405*20260201",
            "N1*PR*INVENTED PLAN*XV*99999",
            "N1*PE*INVENTED HOSPITAL*XX*1999999984",
            "LX*1",
            "",
        ]
    )
    for number in range(claims):
        yield _claim(number)
    yield f"SE*{claims * 21 + 8}*0001~" + TAIL


def _claim(number):
    services = amounts(number)
    charge = sum(row[0] for row in services)
    paid = sum(row[0] - row[1] - row[2] for row in services)
    share = sum(row[2] for row in services)
    day = f"202601{number % 28 + 1:02}"
    rows = [
        f"CLP*ACCT-2026-{number:08}*1*{money(charge)}*{money(paid)}*{money(share)}*12"
        f"*2026012{number:010}*11*1",
        f"NM1*QC*1*EXAMPLE-SAMPLE*ALEXANDRA*M***MI*INV{number:09}",
        "NM1*82*1******XX*1999999976",
        f"REF*EA*MR-{number:010}",
        f"DTM*232*{day}",
        f"DTM*233*{day}",
        f"DTM*050*{day}",
    ]
    for line, (charge, contract, share) in enumerate(services, 1):
        rows += [
            f"SVC*HC:{99201 + number % 14}*{money(charge)}"
            f"*{money(charge - contract - share)}**1",
            f"DTM*472*{day}",
            f"CAS*CO*45*{money(contract)}",
            f"CAS*PR*2*{money(share)}",
            f"REF*6R*{number:08}-{line:02}",
            f"AMT*B6*{money(charge - contract)}",
            "LQ*HE*N130",
        ]
    return "~".join(rows) + "~"


def professional_claims(claims):
    """Segments of an 837P between ST and SE: 25 per claim."""
    rows = [
        ["BHT", "0019", "00", "BATCH1", "20260112", "1200", "CH"],
        ["NM1", "41", "2", "INVENTED CLINIC", "", "", "", "", "46", "SUB1"],
        ["PER", "IC", "EDI DESK", "TE", "2175550100"],
        ["NM1", "40", "2", "INVENTED PLAN", "", "", "", "", "46", "99999"],
        ["HL", "1", "", "20", "1"],
        ["NM1", "85", "2", "INVENTED CLINIC", "", "", "", "", "XX", "1999999984"],
        ["N3", "1 EXAMPLE ROAD"],
        ["N4", "SPRINGFIELD", "IL", "627010001"],
        ["REF", "EI", "123456789"],
    ]
    for number in range(claims):
        rows += _professional_claim(number)
    return rows


def _professional_claim(number):
    services = amounts(number)
    day = f"202601{number % 28 + 1:02}"
    rows = [
        ["HL", str(number + 2), "1", "22", "0"],
        ["SBR", "P", "18", "", "", "", "", "", "", "CI"],
        ["NM1", "IL", "1", "DOE", "JANE", "", "", "", "MI", f"M{number:09}"],
        ["N3", "2 EXAMPLE ROAD"],
        ["N4", "SPRINGFIELD", "IL", "62701"],
        ["DMG", "D8", "19800101", "F"],
        ["NM1", "PR", "2", "INVENTED PLAN", "", "", "", "", "PI", "99999"],
        [
            "CLM", f"ACCT{number:08}", money(sum(row[0] for row in services)), "", "",
            ("11", "B", "1"), "Y", "A", "Y", "Y",
        ],
        ["REF", "D9", f"CLEAR{number:08}"],
        ["HI", ("ABK", "Z0000"), ("ABF", "I10")],
        ["NM1", "82", "1", "ROE", "RICHARD", "", "", "", "XX", "1999999976"],
        ["PRV", "PE", "PXC", "207Q00000X"],
    ]  # fmt: skip
    for line, (charge, _contract, _share) in enumerate(services, 1):
        rows += [
            ["LX", str(line)],
            ["SV1", ("HC", str(99201 + number % 14)), money(charge), "UN", "1", "", "",
             ("1",)],
            ["DTP", "472", "D8", day],
            ["REF", "6R", f"{number}L{line}"],
        ]  # fmt: skip
    return rows
