"""Submitting, approving, returning, cancelling."""

from decimal import Decimal

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Finding

from ..approval_rules import Basis, Facts


class HealthcareRequisition(models.Model):
    """The verbs behind the buttons; each is checked here, whoever calls it."""

    _inherit = "healthcare.requisition"

    # -- what an approval is about ---------------------------------------------------

    def _approval_kind(self):
        return "requisition"

    def _approval_facts(self):
        facility = self.healthcare_facility_id
        partners = self.line_ids.partner_id.commercial_partner_id
        return Facts(
            lines=tuple(line._approval_line() for line in self.line_ids),
            facility_ids=frozenset(facility._and_parents().ids),
            traits=self._approval_traits(
                urgent=self.urgent,
                sole_source=self.sole_source,
                new_supplier=partners and self._has_new_supplier(partners),
                budget=bool(self._exceeded_budgets()),
            ),
        )

    def _has_new_supplier(self, partners):
        known = (
            self.env["purchase.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", partners.ids),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "purchase"),
                ]
            )
        )
        return bool(partners - known.partner_id.commercial_partner_id)

    def _exceeded_budgets(self):
        wanted = {}
        for line in self.line_ids.filtered("analytic_account_id"):
            account = line.analytic_account_id.id
            share = Decimal(str(line.amount))
            wanted[account] = wanted.get(account, Decimal(0)) + share
        return self.env["healthcare.budget"]._exceeded(self.company_id, wanted)

    def _approval_basis(self):
        return Basis(
            total=sum((line._amount() for line in self.line_ids), Decimal(0)),
            ship_to=(self.healthcare_facility_id.id,),
            currency=self.currency_id.id,
            items=frozenset(self.line_ids.product_id.ids),
            contracts=frozenset(
                (line.product_id.id, line.contract or "") for line in self.line_ids
            ),
        )

    def _approval_involved(self):
        people = super()._approval_involved() | self.requester_id
        service = self.connection_id.sudo().service_user_id
        return people.filtered(lambda user: user.id != SUPERUSER_ID) - service

    def _approval_requester(self):
        return self.requester_id

    def _approval_summary(self, approval):
        return self.env["ir.qweb"]._render(
            "healthcare_procurement_sync.healthcare_approval_requisition_summary",
            {"requisition": self, "approval": approval},
        )

    # -- verbs -----------------------------------------------------------------------

    def action_submit(self):
        """Hand it in: the matrix says who decides; nobody: it is approved."""
        for row in self:
            row._check_own()
            row._check_complete()
            row.line_ids.sudo()._quote()
            row._move("submitted", submitted_at=fields.Datetime.now())
            row._emit("requisition.submitted")
            if not row._over_budget():
                row._go_on()

    def _check_own(self):
        """:raises UserError: a requisition of somebody else."""
        self.check_access("write")
        buyer = self.env.user.has_group("purchase.group_purchase_user")
        mine = self.env.user in self.requester_id | self.create_uid
        if not (self.env.su or mine or buyer):
            raise UserError(self.env._("%s is somebody else's.", self.name))

    def _check_complete(self):
        if self.state not in ("draft", "returned"):
            raise UserError(self.env._("%s was submitted already.", self.name))
        lines = self.line_ids.filtered(lambda line: line.quantity > 0)
        if not lines or lines != self.line_ids:
            raise UserError(
                self.env._("Enter at least one item, each with a quantity.")
            )
        blocked = lines.product_id.filtered(
            lambda item: not item.healthcare_requestable
        )
        if blocked:
            raise UserError(
                self.env._(
                    "Not in the approved catalogue: %s.",
                    ", ".join(blocked.mapped("display_name")),
                )
            )
        if self.urgent and not self.urgent_reason:
            raise UserError(self.env._("Say why it is urgent."))
        if self.sole_source and not (self.justification or "").strip():
            raise UserError(self.env._("Say why only this supplier can deliver it."))

    def _over_budget(self):
        """Open a question when a budget breaks and no rule asks about it."""
        record = self.sudo()
        asked = any(rule.condition == "budget" for rule in self._approval_rules())
        budgets = record._exceeded_budgets() if not asked else ()
        if not budgets:
            return False
        names = ", ".join(budgets.analytic_account_id.mapped("name"))
        words = self.env._(
            "%(name)s goes beyond the budget of %(centres)s.",
            name=self.name,
            centres=names,
        )
        finding = Finding("BUDGET", words, model=self._name, res_id=self.id)
        self.env["healthcare.exception"]._open(finding, company=self.company_id)
        return True

    def _go_on(self):
        """Ask who has to be asked; what is urgent is ordered first."""
        missing = self._approval_missing()
        if not missing:
            self.sudo()._approve_now()
        elif self._orders_first():
            self._approval_ask(missing, retrospective=True)
            self._move("ordered")
            self.sudo()._make_orders(first=True)
        else:
            self._approval_ask(missing)
            self._move("in_approval")

    def _orders_first(self):
        limit = self.company_id.sudo().healthcare_urgent_limit
        machine = self.env["purchase.order"]._healthcare_by_machine()
        return bool(self.urgent and limit and self.amount <= limit and not machine)

    def _approve_now(self):
        """Everybody said yes, or nobody has to be asked."""
        self._move("approved")
        self._emit("requisition.approved")
        self._make_orders()

    def _approval_granted(self, approvals):
        # OVERRIDE
        if approvals[:1].retrospective:
            orders = self.order_ids.filtered(
                lambda row: row.healthcare_approval_state == "retrospective"
            )
            for order in orders:
                order._approval_remember(approvals)
            self._emit("requisition.approved")
        else:
            self._approve_now()

    def _approval_denied(self, approval):
        # OVERRIDE: what has left already is a question to the buyer.
        if approval.retrospective:
            for order in self.order_ids:
                order._healthcare_urgent_refused(approval)
        else:
            refused = approval.state == "refused"
            self._move("rejected" if refused else "returned")
        self._tell_requester(approval)

    def _tell_requester(self, approval):
        self.message_notify(
            partner_ids=self.requester_id.partner_id.ids,
            subject=self.name,
            body=approval._decision_words(),
        )

    def action_return(self):
        """A buyer gives it back to its requester."""
        for row in self:
            if not self.env.user.has_group("purchase.group_purchase_user"):
                raise UserError(self.env._("A buyer gives it back."))
            row._approval_withdraw()
            row._move("returned")

    def action_cancel(self):
        """Not needed any more; what was ordered is cancelled on the order."""
        for row in self:
            row._check_own_state()
            if row.sudo().order_ids.filtered(lambda order: order.state == "purchase"):
                raise UserError(
                    self.env._("%s was ordered. Cancel the order first.", row.name)
                )
            row.sudo().order_ids.filtered(
                lambda order: order.state in ("draft", "sent", "to approve")
            ).button_cancel()
            row._approval_withdraw()
            row._move("cancelled")

    def _check_own_state(self):
        self.check_access("read")
        buyer = self.env.user.has_group("purchase.group_purchase_user")
        if not (self.env.su or buyer or self.env.user == self.requester_id):
            raise UserError(self.env._("%s is somebody else's.", self.name))

    def action_draft(self):
        """Begin again with what was refused or cancelled."""
        for row in self:
            row._check_own_state()
            row.sudo().write(
                {
                    "healthcare_approved_basis": False,
                    "healthcare_approval_state": "none",
                }
            )
            row._move("draft")

    def action_close(self):
        """Nothing more is expected."""
        for row in self:
            row._check_own_state()
            row._move("closed")

    def action_open_orders(self):
        """The orders made from it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "purchase.purchase_form_action"
        )
        return action | {"domain": [("id", "in", self.order_ids.ids)], "context": {}}

    def _emit(self, event_type):
        if not self.env["healthcare.subscription"]._listening(event_type):
            return
        for row in self.sudo():
            data = {
                "number": row.name,
                "facility": row.healthcare_facility_id.code,
                "amount": f"{row.amount:.2f}",
                "currency": row.currency_id.name,
                "urgent": row.urgent,
                "orders": row.order_ids.mapped("name"),
            }
            self.env["healthcare.event"]._emit(event_type, row, data)
