"""Formats: how much slower than splitting the text is understanding it?"""

from lib import ground
from measure import timed

ground.register()

from odoo.addons.healthcare_edi.codec.x12 import X12Codec  # noqa: E402
from odoo.addons.healthcare_edi.document import DOCUMENTS  # noqa: E402
from odoo.addons.healthcare_integration_base.canonical import (  # noqa: E402
    from_json,
    to_json,
)

READERS = {document.reads: document for document in DOCUMENTS.values()}
HEAD = (
    "ISA*00*          *00*          *ZZ*INVENTPLAN     *ZZ*HOSPITAL       "
    "*260112*0930*^*00501*000000101*0*T*:~"
    "GS*HP*INVENTPLAN*HOSPITAL*20260112*0930*101*X*005010X221A1~"
)
TAIL = "GE*1*101~IEA*1*000000101~"


def remittance(claims):
    """An invented 835 with two service lines per claim."""
    lines = [
        "ST*835*0001",
        f"BPR*I*{claims * 150}*C*CHK************20260202",
        "TRN*1*CHECK-1*1999999999",
        "DTM*405*20260201",
        "N1*PR*INVENTED PLAN",
        "N1*PE*INVENTED HOSPITAL*XX*1999999984",
        "LX*1",
    ]
    for number in range(claims):
        lines += [
            f"CLP*CLAIM{number:06}*1*250*150*20*12*ICN{number:07}",
            "NM1*QC*1",
            "SVC*HC:99213*150*90**1",
            "DTM*472*20260110",
            "CAS*CO*45*50",
            "CAS*PR*3*10",
            "SVC*HC:85025*100*60**1",
            "DTM*472*20260110",
            "CAS*CO*45*30",
            "CAS*PR*2*10",
        ]
    lines.append(f"SE*{len(lines) + 1}*0001")
    return (HEAD + "~".join(lines) + "~" + TAIL).encode()


def run(workshop, report):
    """Decode, read and store a large 835; the limit is ``split`` alone."""
    claims = 500 if workshop.quick else 5000
    payload = remittance(claims)
    segments = payload.count(b"~")
    codec = X12Codec()

    def split():
        return [row.split("*") for row in payload.decode().split("~")]

    def decode():
        decoded = codec.decode(payload)
        return [list(part.tree) for part in decoded.parts], decoded

    def read():
        part = codec.decode(payload).parts[0]
        return READERS["835"].read(part)

    documents = read().documents
    report.check("documents", len(documents), 1)
    report.check("claims", len(documents[0].claims), claims)
    stored = to_json(documents[0])
    report.check("round trip", from_json(stored) == documents[0], True)
    work = {
        "split only": split,
        "835 decoded": decode,
        "835 decoded and read": read,
        "835 stored as JSON and rebuilt": lambda: from_json(to_json(documents[0])),
    }
    report.interleave(
        {
            name: lambda f=function: timed(f, segments)
            for name, function in work.items()
        },
        "segments/s",
    )
    report.ratio("835 decoded", "split only", 0.15)
    report.ratio("835 decoded and read", "split only", 0.02)
