"""HL7 v2: an invented charge message as often as wanted, split, decoded and read."""

import io

from codec_case import Case, Library

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec, iterate
from odoo.addons.healthcare_edi.document import DOCUMENTS

MESSAGE = (
    "MSH|^~\\&|REGISTER|MAIN|ODOO|HQ|20260112093000-0500||DFT^P03^DFT_P03|M{:08}|P|2.5.1"
    "\rEVN||20260113080000-0500|||CLERK7\r"
    "PID|1||{:06}^^^MAIN^MR||NAMELESS^NORA^Q||19700101|F|||1 NOWHERE ST^^NOTOWN^NA"
    "||^PRN^PH^^^555^0100||||||ACC-77^^^MAIN^AN\r"
    "PV1|1|O|CARD^3^^MAIN||||D77^DOKTOR^DORA^^^^MD|||CAR|||||||||V-{:06}^^^MAIN^VN\r"
    "FT1|1|TX-{:06}-1|B-7|20260112|20260113|CG|99213^OFFICE VISIT^C4|||1|150.00&USD|"
    "150.00&USD|CARD||||||I10^HYPERTENSION^I10|D77^DOKTOR^DORA||60.25&USD|ORD-5\r"
    "DG1|1||I10^HYPERTENSION^I10\r"
)
#: The library is about eighty times as slow; it is given few messages.
FEW = 300


def cases(quick):
    """Whole payloads are bounded (20,000 messages); a stream is not."""
    count = 2_000 if quick else 19_000
    payload = "".join(MESSAGE.format(n, n, n, n) for n in range(count)).encode()
    few = "".join(MESSAGE.format(n, n, n, n) for n in range(FEW)).split("MSH|")[1:]
    few = ["MSH|" + text for text in few]
    codec, document = HL7Codec(), DOCUMENTS["hl7_dft_p03"]

    def decode():
        return len(codec.decode(payload).parts)

    def split():
        return sum(1 for part in codec.decode(payload).parts for _ in part.tree)

    def read():
        parts = codec.decode(payload).parts
        return sum(len(document.read(part).documents) for part in parts)

    def stream(handle):
        return sum(1 for _part in iterate(handle))

    def library():
        import hl7

        return sum(len(hl7.parse(text)) for text in few)

    opponent = Library(
        "hl7 0.4.5, parsed",
        "hl7",
        library,
        sum(len(text) for text in few),
        aim=10,
    )
    return [
        Case("HL7 messages decoded", decode, len(payload), count, aim=20),
        Case("HL7 segments split", split, len(payload), count * 6, library=opponent),
        Case("HL7 charges read", read, len(payload), count),
        Case(
            "HL7 streamed",
            lambda: stream(io.BytesIO(payload)),
            len(payload),
            count,
            large=large,
            stream=stream,
        ),
    ]


def large(handle, size):
    """A file of about so many bytes; how many messages it holds."""
    number = 0
    while handle.tell() < size:
        handle.write(MESSAGE.format(number, number, number, number).encode())
        number += 1
    return number
