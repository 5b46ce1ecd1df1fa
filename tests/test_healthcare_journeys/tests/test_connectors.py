"""Every choice that a form offers has something behind it."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.healthcare_integration_base.canonical import REGISTRY


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

    def test_each_inbound_document_has_a_handler(self):
        readable = {
            document.kind
            for document in self.env["healthcare.format"]._documents().values()
            if document.codec == "x12"
        }
        for kind in sorted(readable):
            with self.subTest(kind=kind):
                self.env["healthcare.handler"]._for_kind(kind)

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
