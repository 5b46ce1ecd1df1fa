"""Change a binding order: what is material is asked for first."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HealthcareOrderChangeApproval(models.TransientModel):
    """New quantities and prices of the lines; made at once or when approved."""

    _name = "healthcare.order.change.approval"
    _description = "Change with approval"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True)
    reason = fields.Char(required=True)
    line_ids = fields.One2many("healthcare.order.change.approval.line", "wizard_id")

    @api.model
    def _lines_of(self, order):
        lines = order.order_line.filtered(lambda line: line.product_id)
        return [
            Command.create(
                {
                    "line_id": line.id,
                    "quantity": line.product_qty,
                    "price": line.price_unit,
                }
            )
            for line in lines
        ]

    def action_ask(self):
        """Ask for the change, or make it where nobody has to be asked."""
        self.ensure_one()
        changes = {
            row.line_id: row._changes() for row in self.line_ids if row._changes()
        }
        if not changes:
            raise UserError(self.env._("Nothing is changed."))
        asked = self.order_id._healthcare_propose(changes, self.reason)
        words = (
            self.env._(
                "A change was asked for: %(why)s It waits for %(people)s.",
                why=self.reason,
                people=self.order_id._approval_waits_for(),
            )
            if asked
            else self.env._("Changed: %s", self.reason)
        )
        self.order_id._message_log(body=words)
        return {"type": "ir.actions.act_window_close"}


class HealthcareOrderChangeApprovalLine(models.TransientModel):
    """One line of the order as it would be."""

    _name = "healthcare.order.change.approval.line"
    _description = "Line of a change with approval"

    wizard_id = fields.Many2one("healthcare.order.change.approval", ondelete="cascade")
    line_id = fields.Many2one("purchase.order.line", readonly=True)
    product_id = fields.Many2one(related="line_id.product_id")
    uom_id = fields.Many2one(related="line_id.product_uom_id")
    old_quantity = fields.Float(related="line_id.product_qty", string="Ordered")
    old_price = fields.Float(related="line_id.price_unit", string="Agreed price")
    quantity = fields.Float(string="New quantity", digits="Product Unit")
    price = fields.Float(string="New price", digits="Product Price")

    def _changes(self):
        values = {}
        if self.quantity != self.line_id.product_qty:
            values["product_qty"] = self.quantity
        if self.price != self.line_id.price_unit:
            values["price_unit"] = self.price
        return values


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def action_healthcare_change_with_approval(self):
        """Open the dialog with the lines as they are."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "purchase":
            raise UserError(self.env._("%s is not binding: change it.", self.name))
        wizards = self.env["healthcare.order.change.approval"]
        wizard = wizards.create(
            {"order_id": self.id, "reason": "-", "line_ids": wizards._lines_of(self)}
        )
        wizard.reason = ""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change with approval"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
