"""Every choice that a form offers has something behind it."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.healthcare_integration_base.canonical import REGISTRY
from odoo.addons.healthcare_integration_base.errors import ConfigurationError

UNHANDLED = {
    "appointment",
    "bank_statement",
    "charge",
    "claim_status",
    "claim_status_request",
    "customer_invoice",
    "eligibility",
    "eligibility_request",
    "observation_report",
    "patient_visit",
    "punchout",
    "service_order",
}
"""Kinds that are read and that no trade does anything with yet: their flow pauses with
one question and the messages wait. A kind that gets its handler leaves this list."""


@tagged("post_install", "-at_install")
class TestChoices(TransactionCase):
    """Selections of connections and flows against the models of the registry."""

    def test_each_connector_has_a_model(self):
        field = self.env["healthcare.connection"]._fields["connector"]
        for choice in field.get_values(self.env):
            with self.subTest(connector=choice):
                model = self.env[f"healthcare.connector.{choice}"]
                for verb in ("_pull", "_settle", "_push", "_check"):
                    self.assertTrue(callable(getattr(model, verb)))

    def test_each_inbound_document_has_a_handler_or_is_listed(self):
        documents = self.env["healthcare.format"]._documents().values()
        # Canonical JSON and layouts carry any kind; the formats show what is meant.
        general = {"json", "csv", "fixed"}
        readable = {row.kind for row in documents if row.codec not in general}
        unhandled = set()
        for kind in readable - {""}:
            try:
                self.env["healthcare.handler"]._for_kind(kind)
            except ConfigurationError as error:
                self.assertEqual(error.code, "handler.missing")
                unhandled.add(kind)
        self.assertEqual(unhandled, UNHANDLED)

    def test_each_handler_has_a_document(self):
        prefix = "healthcare.handler."
        for name in self.env:
            # What others inherit from is a house rule, not a handler.
            if name.startswith(prefix) and not self.env[name]._inherit_children:
                with self.subTest(handler=name):
                    self.assertIn(name.removeprefix(prefix), REGISTRY)

    def test_each_format_has_a_codec(self):
        formats = self.env["healthcare.format"]
        for code, document in formats._documents().items():
            with self.subTest(document=code):
                self.assertIn(document.codec, formats._codecs())
                self.assertIn(document.kind, REGISTRY)
