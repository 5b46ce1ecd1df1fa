from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Claim,
    ItemIds,
    OrderLine,
    Party,
    PurchaseOrder,
)

from ..document import opaque
from .common import EdiCase


@tagged("post_install", "-at_install")
class TestFormat(EdiCase):
    def test_registry_knows_the_documents(self):
        formats = self.env["healthcare.format"]
        self.assertIn("x12", formats._codecs())
        for code in ("837", "835", "850", "855", "856", "810"):
            self.assertTrue(formats._document_for("x12", code), code)
        self.assertEqual(formats._document_for("x12", "850").code, "x12_850")
        self.assertEqual(formats._writer_for("x12", "purchase_order").code, "x12_850")
        self.assertTrue(formats._codecs()["json"], "the base's formats stay")

    def test_the_guide_chooses_among_documents_of_one_code(self):
        formats = self.env["healthcare.format"]
        chosen = {
            ("277", "005010X214"): "x12_277ca",
            ("277", "005010X212"): "x12_277",
            ("837", "005010X223A2"): "x12_837i",
            ("837", "005010X222A1"): "x12_837p",
        }
        for (code, version), expected in chosen.items():
            found = formats._document_for("x12", code, version)
            self.assertEqual(found.code, expected)
        claim = Claim("C-1", Party(), Decimal(1), claim_type="837I")
        writer = formats._writer_for("x12", "claim", claim)
        self.assertEqual(writer.code, "x12_837i")

    def test_an_order_leaves_sealed_and_can_be_read(self):
        formats = self.env["healthcare.format"]
        order = PurchaseOrder(
            order_number="PO00012",
            order_date=date(2026, 1, 5),
            lines=(OrderLine("1", ItemIds(supplier="GLV-M"), Decimal(4), "BX"),),
        )
        codec = formats._codecs()["x12"]
        payload = codec.encode(
            [formats._writer_for("x12", "purchase_order").write(order)],
            formats._envelope(self.flow_out),
        )
        decoded = codec.decode(payload)
        self.assertFalse(decoded.issues)
        (part,) = decoded.parts
        self.assertFalse(part.issues)
        self.assertEqual(part.facts["isa06"], "HOSPITAL")
        self.assertEqual(part.facts["isa08"], "123456789")
        (read,) = formats._document_for("x12", "850").read(part).documents
        self.assertEqual(read.order_number, "PO00012")
        self.assertEqual(part.facts["isa13"], "000000001")

    def test_other_syntaxes_keep_their_envelope(self):
        formats = self.env["healthcare.format"]
        self.flow_out.codec = "json"
        self.assertEqual(formats._envelope(self.flow_out).sender, "")

    def test_whoever_reads_has_the_key_of_the_tokens(self):
        """The key of the vault, never an empty one that anybody can try all with."""
        opaque.use_key(b"")
        guessable = opaque.patient_token("4711", "MAIN")
        self.env["healthcare.format"]._document_for("hl7", "ADT")
        self.assertNotEqual(opaque.patient_token("4711", "MAIN"), guessable)
        opaque.use_key(self.env["healthcare.vault"]._token_key())
        named = opaque.patient_token("4711", "MAIN")
        self.env["healthcare.format"]._documents()
        self.assertEqual(opaque.patient_token("4711", "MAIN"), named)
