"""CAMT.053: invented statements with one payment per entry, streamed and read."""

import io
from decimal import Decimal

from codec_case import Case, Library

from odoo.addons.healthcare_claims_finance.codec import CODECS
from odoo.addons.healthcare_claims_finance.codec.camt import iterate
from odoo.addons.healthcare_claims_finance.document import DOCUMENTS
from odoo.addons.healthcare_claims_finance.document.camt_statement import stream_entries

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
AMOUNT = Decimal("125.50")
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{NAMESPACE}">
  <BkToCstmrStmt>
    <GrpHdr>
      <MsgId>M1</MsgId>
      <CreDtTm>2026-01-13T06:00:00Z</CreDtTm>
    </GrpHdr>
    <Stmt>
      <Id>S1</Id>
      <CreDtTm>2026-01-13T06:00:00Z</CreDtTm>
      <Acct>
        <Id><Othr><Id>000123456789</Id></Othr></Id>
        <Ccy>USD</Ccy>
      </Acct>
"""
TAIL = """    </Stmt>
  </BkToCstmrStmt>
</Document>
"""


def entry(number):
    """A credit of a payer with the trace of its remittance, as banks indent it."""
    return f"""      <Ntry>
        <NtryRef>{number}</NtryRef>
        <Amt Ccy="USD">{AMOUNT}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts>
          <Cd>BOOK</Cd>
        </Sts>
        <BookgDt>
          <Dt>2026-01-12</Dt>
        </BookgDt>
        <ValDt>
          <Dt>2026-01-13</Dt>
        </ValDt>
        <AcctSvcrRef>SVC{number:010}</AcctSvcrRef>
        <BkTxCd>
          <Domn>
            <Cd>PMNT</Cd>
            <Fmly>
              <Cd>RCDT</Cd>
              <SubFmlyCd>ESCT</SubFmlyCd>
            </Fmly>
          </Domn>
          <Prtry>
            <Cd>142</Cd>
            <Issr>BAI</Issr>
          </Prtry>
        </BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs>
              <EndToEndId>E2E{number:010}</EndToEndId>
              <TxId>TX{number:010}</TxId>
            </Refs>
            <Amt Ccy="USD">{AMOUNT}</Amt>
            <CdtDbtInd>CRDT</CdtDbtInd>
            <RltdPties>
              <Dbtr>
                <Pty>
                  <Nm>INVENTED HEALTH PLAN</Nm>
                  <PstlAdr>
                    <StrtNm>Invented Street</StrtNm>
                    <BldgNb>1</BldgNb>
                    <PstCd>00000</PstCd>
                    <TwnNm>Nowhere</TwnNm>
                    <Ctry>US</Ctry>
                  </PstlAdr>
                  <Id>
                    <OrgId>
                      <Othr>
                        <Id>1999999999</Id>
                      </Othr>
                    </OrgId>
                  </Id>
                </Pty>
              </Dbtr>
              <DbtrAcct>
                <Id>
                  <Othr>
                    <Id>000111{number:08}</Id>
                  </Othr>
                </Id>
              </DbtrAcct>
            </RltdPties>
            <RmtInf>
              <Ustrd>TRN*1*EFT{number:08}*1999999999\\</Ustrd>
            </RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>
"""


def payload_of(entries):
    """One statement as bytes."""
    return (HEAD + "".join(map(entry, range(entries))) + TAIL).encode()


def large(handle, size):
    """Write about ``size`` bytes; the sum of the entries."""
    handle.write(HEAD.encode())
    written = entries = 0
    while written < size:
        written += handle.write(entry(entries).encode())
        entries += 1
    handle.write(TAIL.encode())
    return AMOUNT * entries


def amounts(stream):
    """The sum of the amounts of a streamed file, nothing else looked at."""
    amount = f"{{{NAMESPACE}}}Amt"
    total = Decimal(0)
    for _part, element in iterate(stream):
        if element is not None:
            total += Decimal(element.findtext(amount))
    return total


def entries(stream):
    """The sum of the entries of a streamed file, each with everything we keep."""
    found = (entry for _statement, entry in stream_entries(stream) if entry)
    return sum((entry.amount for entry in found), Decimal(0))


def cases(quick):
    """Streamed and understood; the opponent gets a small file, it takes its time."""
    count, small = (1_000, 200) if quick else (10_000, 1_500)
    payload, few = payload_of(count), payload_of(small)
    total = AMOUNT * count

    def read():
        (part,) = CODECS["camt"].decode(payload).parts
        (statement,) = DOCUMENTS["camt_053"].read(part).documents
        return sum((entry.amount for entry in statement.entries), Decimal(0))

    def pycamt():
        from pycamt.parser import Camt053Parser  # only where it is installed

        return len(Camt053Parser(few).get_transactions())

    return [
        Case(
            "camt.053 streamed",
            lambda: amounts(io.BytesIO(payload)),
            len(payload),
            total,
            aim=80,
            large=large,
            stream=amounts,
        ),
        Case(
            "camt.053 to entries",
            lambda: entries(io.BytesIO(payload)),
            len(payload),
            total,
            aim=80,
            library=Library("pycamt", "pycamt", pycamt, len(few), aim=10),
            large=large,
            stream=entries,
        ),
        Case("camt.053 to a statement", read, len(payload), total),
    ]
