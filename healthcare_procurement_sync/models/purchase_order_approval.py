"""Orders and the approval matrix: asked before they are binding, and on each change."""

from decimal import Decimal

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..approval_rules import URGENT_REASONS, Basis, Facts, from_plain, to_plain


class PurchaseOrder(models.Model):
    """While a company has no matrix Odoo's own two-step approval counts."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "healthcare.approvable"]

    healthcare_urgent_reason = fields.Selection(
        URGENT_REASONS, string="Why urgent", copy=False, tracking=True
    )
    healthcare_urgent_note = fields.Char(string="Urgent because", copy=False)
    healthcare_urgent_since = fields.Datetime(
        string="Urgent since", copy=False, readonly=True
    )
    healthcare_requisition_ids = fields.Many2many(
        "healthcare.requisition",
        "healthcare_requisition_order_rel",
        "order_id",
        "requisition_id",
        string="Requisitions",
        copy=False,
        readonly=True,
    )

    # -- what an approval is about ---------------------------------------------------

    def _approval_kind(self):
        return "order"

    def _approval_facts(self):
        # Odoo's lines of down payments are of quantity 0: no amount hides behind one.
        lines = self.order_line.filtered(lambda line: not line.display_type)
        facility = self.healthcare_facility_id
        # The one that the goods go to counts too, whatever the order is said to be for.
        facility |= self.picking_type_id.warehouse_id.healthcare_facility_id
        # What no rule asks about is not looked up: orders and budgets of years.
        asked = {rule.condition for rule in self._approval_rules()}
        return Facts(
            lines=tuple(line._approval_line() for line in lines),
            facility_ids=frozenset(facility._and_parents().ids if facility else ()),
            traits=self._approval_traits(
                urgent=self.priority == "1",
                new_supplier="new_supplier" in asked
                and self._healthcare_is_new_supplier(),
                sole_source=any(self.healthcare_requisition_ids.mapped("sole_source")),
                budget="budget" in asked and self._healthcare_over_budget(),
            ),
        )

    def _healthcare_is_new_supplier(self):
        """Nothing was ever ordered from this supplier by this company."""
        partner = self.partner_id.commercial_partner_id
        domain = [
            ("partner_id", "child_of", partner.ids),
            ("company_id", "=", self.company_id.id),
            ("state", "=", "purchase"),
            ("id", "not in", self.ids),
        ]
        return not self.sudo().search_count(domain, limit=1)

    def _healthcare_over_budget(self):
        lines = self.order_line.filtered("product_id")
        wanted = self.env["healthcare.budget"]._shares(lines)
        return bool(
            self.env["healthcare.budget"]._exceeded(self.company_id, wanted, self)
        )

    def _approval_basis(self):
        lines = self.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )
        return Basis(
            total=self._approval_facts_total(),
            supplier=self.partner_id.commercial_partner_id.id,
            ship_to=(self.picking_type_id.id or 0, self.dest_address_id.id or 0),
            currency=self.currency_id.id,
            items=frozenset(lines.product_id.ids),
            contracts=frozenset(
                (line.product_id.id, line._approval_contract()) for line in lines
            ),
        )

    def _approval_facts_total(self):
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return sum((line._approval_amount() for line in lines), Decimal(0))

    def _approval_involved(self):
        requisitions = self.healthcare_requisition_ids.sudo()
        people = super()._approval_involved() | self.user_id
        people |= requisitions.requester_id | requisitions.healthcare_author_ids
        return people.filtered(lambda user: user.id != SUPERUSER_ID)

    def _approval_requester(self):
        requesters = self.healthcare_requisition_ids.sudo().requester_id
        return self.user_id or requesters[:1] or self.create_uid

    def _approval_summary(self, approval):
        return self.env["ir.qweb"]._render(
            "healthcare_procurement_sync.healthcare_approval_order_summary",
            {
                "order": self,
                "approval": approval,
                "lines": self._approval_rows(approval),
            },
        )

    # -- the ways in -----------------------------------------------------------------

    @api.model
    def _healthcare_governed(self, company):
        return bool(self.env["healthcare.approval.rule"]._for(company, "order"))

    def _approval_allowed(self):
        # EXTENDS purchase: with a matrix nobody passes by his rights, also no manager,
        # no superuser and no scheduled job: what people said yes to counts.
        if not self._healthcare_governed(self.company_id):
            return super()._approval_allowed()
        return not self._approval_missing() or self._healthcare_order_first()

    def _healthcare_order_first(self):
        """An urgent order within the limit leaves first and is approved afterwards.

        A person has to press for it and to say why; a job never does.
        """
        if self.priority != "1" or not self.healthcare_urgent_reason:
            return False
        if self.healthcare_approval_state == "refused" or self._healthcare_by_machine():
            return False
        limit = Decimal(str(self.company_id.healthcare_urgent_limit))
        return bool(limit) and self._approval_facts_total() <= limit

    def _healthcare_by_machine(self):
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(
            "healthcare_procurement_sync.group_procurement_service"
        )

    def button_confirm(self):
        # EXTENDS purchase
        result = super().button_confirm()
        for order in self.filtered(lambda row: row.state == "to approve"):
            if order.sudo().healthcare_approval_state != "waiting":
                order._healthcare_ask()
        return result

    def _healthcare_ask(self):
        rules = self._approval_missing()
        if rules:
            self._approval_ask(rules)

    def button_approve(self, force=False):
        # EXTENDS purchase: Odoo's button is the answer of who presses it.
        for order in self.filtered(lambda row: row.state == "to approve"):
            if order._healthcare_governed(order.company_id) and (
                order._approval_missing() and not order._healthcare_order_first()
            ):
                order.action_healthcare_approve()
        ready = self.filtered(lambda row: row.state != "purchase")
        return super(PurchaseOrder, ready).button_approve(force=force)

    def button_draft(self):
        # EXTENDS purchase
        self._approval_withdraw()
        self.sudo().filtered(
            lambda row: row.healthcare_approval_state != "approved"
        ).healthcare_approval_state = "none"
        return super().button_draft()

    def button_cancel(self):
        # EXTENDS purchase
        result = super().button_cancel()
        self._approval_withdraw()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS purchase: an order that is born binding needs its approval as well.
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("priority") == "1":
                vals.setdefault("healthcare_urgent_since", now)
        orders = super().create(vals_list)
        binding = orders.filtered(lambda row: row.state == "purchase")
        binding._healthcare_refuse_unapproved()
        binding._healthcare_bind()
        orders._healthcare_note_authors()
        return orders

    def write(self, vals):
        # EXTENDS purchase: writing the state is a way to confirm, and the supplier or
        # the place of delivery of a binding order are part of what was approved.
        fresh = self.filtered(lambda row: row.state != "purchase")
        if vals.get("state") == "purchase":
            fresh._healthcare_refuse_unapproved()
        if vals.get("priority") == "1":
            vals = {"healthcare_urgent_since": fields.Datetime.now()} | vals
        result = super().write(vals)
        if vals.get("state") == "purchase":
            fresh._healthcare_bind()
        heads = {"partner_id", "picking_type_id", "dest_address_id", "currency_id"}
        if (heads | {"priority"}) & vals.keys():
            (self - fresh if "state" in vals else self)._healthcare_changed()
        return result

    def _healthcare_refuse_unapproved(self):
        """:raises UserError: names who has to approve first."""
        for order in self:
            if not order._approval_allowed():
                raise UserError(
                    self.env._(
                        "%(order)s needs approval before it is binding.",
                        order=order.name,
                    )
                )

    def _healthcare_bind(self):
        """Remember what is binding now; the urgent ones ask for their approval."""
        for order in self:
            missing = order._approval_missing()
            if missing:
                order._healthcare_ask_afterwards(missing)
            approved = from_plain(order.healthcare_approved_basis)
            if approved is None or missing:
                basis = to_plain(order._approval_basis())
                order.sudo().write(
                    {
                        "healthcare_approved_basis": basis,
                        "healthcare_approved_total": float(basis["total"]),
                    }
                )

    def _healthcare_ask_afterwards(self, rules):
        """What its urgent requisition is asked already is not asked twice."""
        record = self.sudo()
        asked = record.healthcare_requisition_ids.healthcare_approval_ids.filtered(
            lambda row: row.retrospective and row.state in ("pending", "waiting")
        )
        rest = [rule for rule in rules if rule.id not in asked.rule_id.ids]
        if rest:
            self._approval_ask(rest, retrospective=True)
        else:
            record.healthcare_approval_state = "retrospective"
