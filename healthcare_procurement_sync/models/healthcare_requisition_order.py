"""From an approved requisition to orders, and back from orders to its state."""

from dataclasses import replace
from decimal import Decimal

from odoo import SUPERUSER_ID, Command, fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

from ..approval_rules import from_plain, to_plain

FOLLOWS = ("approved", "partly_ordered", "ordered", "received")


class HealthcareRequisition(models.Model):
    """One order per supplier; what was approved is approved there as well."""

    _inherit = "healthcare.requisition"

    def _make_orders(self, first=False):
        """Orders of all lines that have a supplier and no order yet.

        :param first: urgent, before the approval: confirmed at once by this user.
        """
        for row in self.sudo():
            fresh = row.env["purchase.order"]
            lines = row.line_ids.filtered(lambda line: not line._is_ordered())
            for partner, some in lines.grouped("partner_id").items():
                if row._may_order_from(partner):
                    fresh |= row._make_order(partner, some)
            row._ask_for_suppliers()
            row.order_ids |= fresh
            row._confirm_orders(fresh, first)
            row._sync_state()
            row._tell_ordered(fresh)

    def _may_order_from(self, partner):
        return bool(partner) and partner._healthcare_orderable(self.company_id)[0]

    def _make_order(self, partner, lines):
        """One draft order. Its creator is the system: whoever pressed the last button
        of the approval did not prepare it."""
        orders = self.env["purchase.order"].with_user(SUPERUSER_ID)
        order = orders.with_company(self.company_id).create(
            self._order_values(partner, lines)
        )
        for line in order.order_line:
            asked = line.healthcare_requisition_line_id
            if not line.price_unit and asked.price:
                line.price_unit = asked.price
        self._carry_approval(order, lines)
        return order.with_env(self.env)

    def _order_values(self, partner, lines):
        warehouse = self.healthcare_facility_id.warehouse_id
        values = {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "user_id": (partner.buyer_id or self._free_buyer()).id,
            "healthcare_facility_id": self.healthcare_facility_id.id,
            "healthcare_requisition_ids": [Command.link(self.id)],
            "priority": "1" if self.urgent else "0",
            "healthcare_urgent_reason": self.urgent and self.urgent_reason,
            "healthcare_urgent_note": self.urgent and self.urgent_note,
            "order_line": [Command.create(line._order_line_values()) for line in lines],
        }
        if warehouse:
            values["picking_type_id"] = warehouse.in_type_id.id
        return values

    def _free_buyer(self):
        """The buyer with the fewest open orders: each has an owner. Never one of the
        approvers, who could not approve it then."""
        rules = self.env["healthcare.approval.rule"].sudo()
        rules = rules.search([("company_id", "=", self.company_id.id)])
        approvers = self.env["res.users"].union(*(row._principals() for row in rules))
        group = self.env.ref("purchase.group_purchase_user").sudo()
        buyers = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and not user.healthcare_service_account
                and user.id != SUPERUSER_ID
                and self.company_id in user.company_ids
            )
        )
        buyers -= approvers | self._approval_involved()
        rows = self.env["purchase.order"]._read_group(
            [("user_id", "in", buyers.ids), ("state", "in", ("draft", "sent"))],
            ["user_id"],
            ["__count"],
        )
        load = {user.id: count for user, count in rows}
        return buyers.sorted(lambda user: (load.get(user.id, 0), user.id))[:1]

    def _carry_approval(self, order, lines):
        """The order is approved up to what was approved of these lines."""
        approved = from_plain(self.healthcare_approved_basis)
        total = sum((line._amount() for line in lines), Decimal(0))
        rules = approved.rules if approved else frozenset()
        basis = replace(order._approval_basis(), total=total, rules=rules)
        order.sudo().write(
            {
                "healthcare_approved_basis": to_plain(basis),
                "healthcare_approved_total": float(total),
                "healthcare_approval_state": "approved" if rules else "none",
            }
        )

    def _confirm_orders(self, orders, first):
        if not first and not self.company_id.healthcare_requisition_confirm:
            return
        for order in orders:
            if first or not order._approval_missing():
                order.button_confirm()

    def _ask_for_suppliers(self):
        """A question to the buyers about lines that nobody can deliver."""
        lines = self.line_ids.filtered(
            lambda line: (
                not line._is_ordered() and not self._may_order_from(line.partner_id)
            )
        )
        if not lines:
            return
        words = self.env._(
            "%(name)s: no supplier that we may order from for %(items)s. Choose one on "
            "the line, then make the order.",
            name=self.name,
            items=", ".join(lines.product_id.mapped("display_name")),
        )
        finding = Finding("REQUISITION_SOURCE", words, model=self._name, res_id=self.id)
        self.env["healthcare.exception"]._open(finding, company=self.company_id)

    def action_make_orders(self):
        """A buyer orders what had no supplier before."""
        for row in self:
            row.check_access("read")
            if row.state not in ("approved", "partly_ordered"):
                continue
            self.env["purchase.order"].check_access("create")
            row._make_orders()
            if all(line._is_ordered() for line in row.sudo().line_ids):
                self.env["healthcare.exception"]._resolve_for(
                    row, ["REQUISITION_SOURCE"], self.env._("Ordered.")
                )

    def _sync_state(self):
        """Take over what became of the orders."""
        for row in self.sudo().filtered(lambda row: row.state in FOLLOWS):
            state = row._state_of_orders()
            if state != row.state and not (
                state == "approved" and row.healthcare_approval_state == "retrospective"
            ):
                row.write({"state": state})

    def _state_of_orders(self):
        rows = [line._live_order_lines() for line in self.line_ids]
        placed = [some for some in rows if some]
        if not placed:
            return "approved"
        if len(placed) < len(rows):
            return "partly_ordered"
        done = all(
            line.qty_received >= line.product_qty for some in placed for line in some
        )
        return "received" if done else "ordered"

    def _tell_ordered(self, orders):
        if not orders:
            return
        names = ", ".join(orders.mapped("name"))
        self._message_log(body=self.env._("Orders: %s.", names))
        self.message_notify(
            partner_ids=self.requester_id.partner_id.ids,
            subject=self.name,
            body=self.env._(
                "%(name)s became %(orders)s.", name=self.name, orders=names
            ),
        )


class HealthcareRequisitionLine(models.Model):
    """A line and the order lines that answer it."""

    _inherit = "healthcare.requisition.line"

    def _is_ordered(self):
        """An order that is not cancelled carries it."""
        return bool(self.order_line_ids.filtered(lambda row: row.state != "cancel"))

    def _live_order_lines(self):
        return self.order_line_ids.filtered(lambda row: row.state == "purchase")

    def _order_line_values(self):
        account = self.analytic_account_id or self.requisition_id.analytic_account_id
        day = self.needed_by or self.requisition_id.needed_by
        values = {
            "product_id": self.product_id.id,
            "product_qty": self.quantity,
            "product_uom_id": self.uom_id.id,
            "date_planned": fields.Datetime.to_datetime(day),
            "healthcare_requisition_line_id": self.id,
        }
        if account:
            values["analytic_distribution"] = {str(account.id): 100}
        return values
