"""Ways from a contract to its prices, its papers and the orders it would change."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError


class HealthcareSupplierContract(models.Model):
    """What the buttons of the form open."""

    _inherit = "healthcare.supplier.contract"

    def action_open_lines(self):
        """The prices of the contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_supplier_contract_line_action"
        )
        return action | {
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }

    def action_affected_orders(self):
        """Open order lines of the items whose new prices wait (R065): what they would
        cost stands beside what they cost."""
        self.ensure_one()
        held = self.line_ids.filtered(lambda line: line.state == "held")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open orders with these items"),
            "res_model": "purchase.order.line",
            "view_mode": "list",
            "views": [
                (
                    self.env.ref(
                        "healthcare_procurement_sync.purchase_order_line_view_affected"
                    ).id,
                    "list",
                )
            ],
            "domain": [
                ("product_id", "in", held.product_id.ids),
                ("partner_id", "child_of", self.partner_id.ids),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "in", ("draft", "sent", "to approve", "purchase")),
                ("order_id.invoice_status", "!=", "invoiced"),
            ],
            "context": {"healthcare_affected_by": self.id, "create": False},
        }

    def action_open_document(self):
        """The signed contract: in the repository, else the attached file."""
        self.ensure_one()
        if self.document_url:
            return {
                "type": "ir.actions.act_url",
                "url": self.document_url,
                "target": "new",
            }
        if not self.document_ids:
            raise UserError(
                self.env._("No document is attached to %s.", self.display_name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.document_ids[0].id}",
            "target": "new",
        }

    @api.constrains("document_url")
    def _check_document_url(self):
        for contract in self.filtered("document_url"):
            if not contract.document_url.lower().startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("The link to the repository begins with https://.")
                )
