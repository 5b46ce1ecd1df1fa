"""What a buyer is told before an order is confirmed, and what stops it."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal


class PurchaseOrder(models.Model):
    """Stale prices within their policy; off-contract and lapsed tiers as a warning."""

    _inherit = "purchase.order"

    healthcare_price_warnings = fields.Json(
        compute="_compute_healthcare_price_warnings",
        help="Codes, lines and words of what is bought past a contract.",
    )
    healthcare_price_notice = fields.Html(
        compute="_compute_healthcare_price_warnings", sanitize=True
    )

    @api.depends(
        "state",
        "order_line.healthcare_price_source",
        "order_line.healthcare_contract_line_id",
        "order_line.price_unit",
        "healthcare_facility_id",
    )
    def _compute_healthcare_price_warnings(self):
        advice = self.env["healthcare.price"]
        for order in self:
            open_order = order.state in ("draft", "sent", "to approve")
            found = advice._warnings(order.order_line) if open_order else []
            order.healthcare_price_warnings = [row.as_json() for row in found]
            order.healthcare_price_notice = advice._notice(found)

    def button_confirm(self):
        # EXTENDS purchase: a price nobody confirmed for two months is no price.
        self._healthcare_check_prices()
        return super().button_confirm()

    def button_approve(self, force=False):
        # EXTENDS purchase: the second approval comes days later.
        self._healthcare_check_prices()
        return super().button_approve(force=force)

    def _healthcare_check_prices(self):
        """Refuse an order whose stale prices the policy does not allow.

        :raises UserError: naming the order, the items and what to do.
        """
        for order in self:
            if order.state not in ("draft", "sent", "to approve"):
                continue
            stale = order.order_line.filtered(
                lambda line: line.healthcare_price_source == "stale"
            )
            if not stale:
                continue
            policy = self.env["healthcare.price.policy"]._for_many(
                order.company_id, order.partner_id
            )[order.partner_id.commercial_partner_id.id]
            order._healthcare_check_ages(stale, policy)
            order._healthcare_check_exposure(stale, policy)

    def _healthcare_check_ages(self, stale, policy):
        # The age counts on the day of the confirmation, not of the entry.
        stale.sudo()._compute_healthcare_price_origin()
        verdicts = {
            line: policy._verdict(line.healthcare_price_age, line.product_id)
            for line in stale
        }
        stopped = stale.filtered(lambda line: verdicts[line] == "stop")
        if stopped:
            raise UserError(
                self.env._(
                    "%(order)s: the supplier's price list is too old for %(items)s. "
                    "Ask the supplier for a new list, or enter a price that you agreed "
                    "with them.",
                    order=self.name,
                    items=", ".join(stopped.product_id.mapped("display_name")),
                )
            )
        if "person" in verdicts.values() and self._healthcare_is_machine():
            raise UserError(
                self.env._(
                    "%(order)s: only a person may order at prices this old.",
                    order=self.name,
                )
            )

    def _healthcare_is_machine(self):
        """Whether a job or a service account is at work."""
        service = "healthcare_procurement_sync.group_procurement_service"
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(service)

    def _healthcare_check_exposure(self, stale, policy):
        """Stale prices of one supplier and day stay below the cap of the policy."""
        cap = as_decimal(policy.exposure_cap)
        if not cap:
            return
        today = fields.Date.today()
        lines = self._healthcare_stale_today() | stale
        total = sum(
            as_decimal(
                line.currency_id._convert(
                    line.price_subtotal,
                    self.company_id.currency_id,
                    self.company_id,
                    today,
                )
            )
            for line in lines
        )
        if total > cap:
            raise UserError(
                self.env._(
                    "%(order)s: orders of today at old prices of %(supplier)s would "
                    "exceed what the policy allows. Wait for the new price list, or "
                    "ask who keeps the policy.",
                    order=self.name,
                    supplier=self.partner_id.display_name,
                )
            )

    def _healthcare_stale_today(self):
        """Lines at stale prices that were ordered from this supplier today."""
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        supplier = self.partner_id.commercial_partner_id
        return (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("healthcare_price_source", "=", "stale"),
                    ("order_id.state", "=", "purchase"),
                    ("order_id.date_approve", ">=", today),
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "child_of", supplier.id),
                ]
            )
        )
