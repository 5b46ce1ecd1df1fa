"""Send again, another way, by phone, or order elsewhere: one dialog for many orders."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HealthcareOrderTransmit(models.TransientModel):
    """What is chosen here is done for each of the orders, or for none."""

    _name = "healthcare.order.transmit"
    _description = "Send orders another way"

    order_ids = fields.Many2many("purchase.order", required=True, readonly=True)
    action = fields.Selection(
        [
            ("again", "Send again by the same channel"),
            ("switch", "Send by another channel"),
            ("phone", "A person has told the supplier"),
            ("elsewhere", "Order from another supplier instead"),
        ],
        required=True,
        default="switch",
    )
    channel_ids = fields.Many2many(
        "healthcare.connection", compute="_compute_channel_ids", compute_sudo=True
    )
    channel_id = fields.Many2one(
        "healthcare.connection",
        string="Other channel",
        domain="[('id', 'in', channel_ids)]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Other supplier",
        domain="[('supplier_rank', '>', 0), ('is_company', '=', True)]",
    )
    reason = fields.Char(string="Why", required=True)
    exception_id = fields.Many2one("healthcare.exception", readonly=True)
    warning = fields.Char(compute="_compute_warning")

    @api.depends("order_ids")
    def _compute_channel_ids(self):
        for wizard in self:
            found = None
            for order in wizard.order_ids:
                current = order._healthcare_current().connection_id
                mine = order._healthcare_flows().connection_id - current
                found = mine if found is None else found & mine
            wizard.channel_ids = found or False

    @api.depends("order_ids", "action")
    def _compute_warning(self):
        gone = ("sent", "delivered", "acknowledged")
        for wizard in self:
            sent = wizard.order_ids.filtered(
                lambda order: order.healthcare_transmission_state in gone
            )
            wizard.warning = sent and self.env._(
                "The supplier may have %s already: it goes marked as a confirming or "
                "duplicate order.",
                ", ".join(sent.mapped("name")),
            )

    def action_apply(self):
        """Do it, and close the question from which this was opened."""
        self.ensure_one()
        orders = self.order_ids
        if self.action == "again":
            orders._healthcare_send_again(self.reason)
        elif self.action == "phone":
            orders._healthcare_reroute("phone", self.reason)
        elif self.action == "switch":
            if not self.channel_id:
                raise UserError(self.env._("Choose the other channel."))
            orders._healthcare_reroute(self.channel_id, self.reason)
        else:
            if not self.partner_id:
                raise UserError(self.env._("Choose the other supplier."))
            orders._healthcare_reroute(self.partner_id, self.reason)
        if self.exception_id:
            words = dict(self._fields["action"]._description_selection(self.env))
            self.exception_id._check_may_act()
            self.exception_id._close_by(words[self.action], self.reason)
        return {"type": "ir.actions.act_window_close"}


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def action_healthcare_send_again(self):
        """Send these orders once more."""
        return self._healthcare_open_transmit("again")

    def action_healthcare_switch(self):
        """Send these orders another way."""
        return self._healthcare_open_transmit("switch")

    def _healthcare_open_transmit(self, action, exception=None):
        self._healthcare_check_transmit()
        wizard = self.env["healthcare.order.transmit"].create(
            {
                "order_ids": [Command.set(self.ids)],
                "action": action,
                "exception_id": exception.id if exception else False,
                "reason": exception.name[:80] if exception else "",
            }
        )
        wizard.channel_id = wizard.channel_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to the supplier"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_healthcare_copy_link(self):
        """The signed link of this order, to send it by hand."""
        self.ensure_one()
        self._healthcare_check_transmit()
        connection = self._healthcare_link_connection()
        if not connection:
            raise UserError(
                self.env._(
                    "%s has no portal. Open it on the supplier's form first.",
                    self.partner_id.name,
                )
            )
        url = self._healthcare_link(connection)._url("/healthcare/supplier/")
        self._healthcare_note(self.env._("Link for the supplier was shown"), "")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Link for the supplier"),
                "message": url,
                "sticky": True,
                "type": "info",
            },
        }


class ResPartner(models.Model):
    # EXTENDS base
    _inherit = "res.partner"

    healthcare_portal_id = fields.Many2one(
        "healthcare.connection",
        string="Supplier portal",
        compute="_compute_healthcare_portal_id",
        compute_sudo=True,
    )

    def _compute_healthcare_portal_id(self):
        found = self.env["healthcare.connection"].search(
            [
                ("connector", "=", "portal"),
                ("state", "!=", "retired"),
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )
        by_partner = {row.partner_id: row for row in found}
        for partner in self:
            partner.healthcare_portal_id = by_partner.get(partner, False)

    def action_healthcare_open_portal(self):
        """Give this supplier a portal: a connection that is checked and goes live.

        :raises AccessError: not a purchase manager.
        :raises UserError: what the check of the connection says.
        """
        self.ensure_one()
        if not self.env.user.has_group("purchase.group_purchase_manager"):
            raise UserError(self.env._("A purchase manager opens portals."))
        self.check_access("read")
        if self.healthcare_portal_id:
            return self._healthcare_show_portal(self.healthcare_portal_id)
        connections = self.env["healthcare.connection"].sudo()
        values = connections._portal_values(self, self.env.company)
        connection = connections.create(values | {"owner_id": self.env.uid})
        connection.action_check()
        if not connection.check_passed:
            raise UserError(connection.check_result)
        connection.action_certify()
        connection.action_go_live()
        self.message_post(body=self.env._("The supplier portal is open."))
        return self._healthcare_show_portal(connection)

    def _healthcare_show_portal(self, connection):
        return {
            "type": "ir.actions.act_window",
            "res_model": connection._name,
            "res_id": connection.id,
            "views": [(False, "form")],
        }
