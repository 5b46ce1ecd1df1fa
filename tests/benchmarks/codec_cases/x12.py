"""X12: an invented 835 of any size, split, tokenised, read, written."""

from codec_case import Case

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json

HEAD = (
    "ISA*00*          *00*          *ZZ*INVENTPLAN     *ZZ*HOSPITAL       "
    "*260112*0930*^*00501*000000101*0*T*:~"
    "GS*HP*INVENTPLAN*HOSPITAL*20260112*0930*101*X*005010X221A1~"
)
TAIL = "GE*1*101~IEA*1*000000101~"
#: Bytes of one claim below, about.
CLAIM = 230


def chunks(claims):
    """An invented 835 with two service lines per claim, in pieces."""
    yield HEAD + "~".join(
        [
            "ST*835*0001",
            f"BPR*I*{claims * 150}*C*CHK************20260202",
            "TRN*1*CHECK-1*1999999999",
            "DTM*405*20260201",
            "N1*PR*INVENTED PLAN",
            "N1*PE*INVENTED HOSPITAL*XX*1999999984",
            "LX*1",
            "",
        ]
    )
    for number in range(claims):
        yield (
            f"CLP*CLAIM{number:06}*1*250*150*20*12*ICN{number:07}~NM1*QC*1~"
            "SVC*HC:99213*150*90**1~DTM*472*20260110~CAS*CO*45*50~CAS*PR*3*10~"
            "SVC*HC:85025*100*60**1~DTM*472*20260110~CAS*CO*45*30~CAS*PR*2*10~"
        )
    yield f"SE*{claims * 10 + 8}*0001~" + TAIL


def cases(quick):
    """The limit is ``split`` alone."""
    count = (2_000_000 if quick else 20_000_000) // CLAIM
    payload = "".join(chunks(count)).encode()
    size = len(payload)
    segments = payload.count(b"~") - 6
    codec, document = X12Codec(), DOCUMENTS["x12_835"]

    def split():
        return sum(1 for row in payload.decode().split("~") if row.split("*")) - 7

    def decode():
        return sum(1 for part in codec.decode(payload).parts for _ in part.tree)

    def read():
        (found,) = document.read(codec.decode(payload).parts[0]).documents
        return len(found.claims)

    small = "".join(chunks(count // 10)).encode()
    (found,) = document.read(codec.decode(small).parts[0]).documents

    def store():
        return from_json(to_json(found)) == found

    return [
        Case("835 split only", split, size, segments),
        Case("835 decoded", decode, size, segments),
        Case("835 decoded and read", read, size, count, aim=35),
        Case("835 stored as JSON and rebuilt", store, len(small), True),
    ]
