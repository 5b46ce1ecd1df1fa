"""The registry knows the bank's formats, and a flow can be set to them."""

from odoo.tests import TransactionCase, tagged

STATEMENT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>S1</Id><Acct><Id><Othr><Id>42</Id></Othr></Id><Ccy>USD</Ccy></Acct>
<Ntry><Amt Ccy="USD">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@tagged("post_install", "-at_install")
class TestBankFormats(TransactionCase):
    """Codecs and documents of this addon through the engine's registry."""

    def test_a_part_finds_its_document(self):
        formats = self.env["healthcare.format"]
        (part,) = formats._codecs()["camt"].decode(STATEMENT).parts
        document = formats._document_for("camt", part.code, part.version)
        (statement,) = document.read(part).documents
        self.assertEqual(document.kind, "bank_statement")
        self.assertEqual(str(statement.entries[0].amount), "12.50")

    def test_a_statement_finds_its_writer(self):
        formats = self.env["healthcare.format"]
        (part,) = formats._codecs()["camt"].decode(STATEMENT).parts
        reader = formats._document_for("camt", part.code, part.version)
        (statement,) = reader.read(part).documents
        writer = formats._writer_for("camt", "bank_statement", statement)
        self.assertEqual(writer.code, "camt_053")

    def test_a_flow_can_speak_to_a_bank(self):
        codes = dict(self.env["healthcare.flow"]._selection_codec())
        self.assertLessEqual({"camt", "bai2", "nacha"}, set(codes))
