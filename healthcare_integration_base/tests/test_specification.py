"""The printed specification says what is set up now."""

from odoo.tests import tagged

from .common import EngineCase


@tagged("post_install", "-at_install")
class TestSpecification(EngineCase):
    """Of a flow of goods receipts."""

    def test_mappings_rules_and_members_are_in_it(self):
        self.env["healthcare.mapping"]._establish(
            {
                "name": "Warehouse partners",
                "domain": "partner",
                "connection_id": self.connection.id,
            },
            [("<b>W1</b>", self.env.company.partner_id)],
        )
        self.env["healthcare.rule"].create(
            {
                "name": "Order required",
                "flow_id": self.flow.id,
                "condition_ids": [
                    (0, 0, {"place": "order_number", "operator": "empty"})
                ],
            }
        )
        handler = f"healthcare.handler.{self.flow.kind}"
        if handler in self.env:
            self.patch(type(self.env[handler]), "_mapping_domains", ("partner",))
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "healthcare_integration_base.report_flow_specification", self.flow.ids
        )
        text = html.decode()
        self.assertIn("Order required", text)
        self.assertIn("order_number is empty", text)
        self.assertIn("receipt_number", text)
        if handler in self.env:
            self.assertIn("Warehouse partners", text)
            self.assertIn("&lt;b&gt;W1&lt;/b&gt;", text)
