"""What happens to an order when its approvers have answered."""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Finding

from ..approval_rules import from_plain, needed, to_plain


class PurchaseOrder(models.Model):
    """Confirmed, changed or given back, in the transaction of the last answer."""

    _inherit = "purchase.order"

    def _approval_granted(self, approvals):
        # OVERRIDE
        if approvals[:1].proposal:
            self._healthcare_carry_out(approvals[:1].proposal)
        elif self.state == "to approve":
            self.button_approve()

    def _approval_denied(self, approval):
        # OVERRIDE
        change = (approval.proposal or {}).get("change")
        if change:
            changes = self.env["healthcare.order.change"].sudo()
            changes.browse(change).exists()._refused(approval.comment or "")
        if approval.proposal:
            return
        if self.state == "purchase":
            self._healthcare_urgent_refused(approval)
        elif self.state == "to approve":
            state = self.healthcare_approval_state
            self.button_draft()
            self.healthcare_approval_state = state
        buyer = self.user_id or self.create_uid
        self.message_notify(
            partner_ids=buyer.partner_id.ids,
            subject=self.name,
            body=approval._decision_words(),
        )

    def _healthcare_urgent_refused(self, approval):
        """It has left already: a buyer decides whether it can be stopped."""
        self.sudo().healthcare_approval_state = "refused"
        words = self.env._(
            "%(order)s was ordered as urgent and refused afterwards: %(why)s",
            order=self.name,
            why=approval.comment or "",
        )
        finding = Finding("URGENT_REFUSED", words, model=self._name, res_id=self.id)
        self.env["healthcare.exception"]._open(finding, company=self.company_id)

    # -- a change with approval ------------------------------------------------------

    def _healthcare_propose(self, changes, why):
        """Ask for a change of a binding order.

        :param changes: ``{line: {"product_qty": ..., "price_unit": ...}}``.
        :return: the approvals that were asked, empty when none is needed: the change is
            made then.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "purchase":
            raise UserError(self.env._("%s is not binding: change it.", self.name))
        if self.sudo().healthcare_approval_ids.filtered(
            lambda row: row.state in ("pending", "waiting")
        ):
            raise UserError(self.env._("A decision about %s is open.", self.name))
        if self._healthcare_is_gone():
            return self._healthcare_propose_to_supplier(changes, why)

        def make():
            for line, vals in changes.items():
                line.sudo().write(vals)

        proposal, rules = self._healthcare_try(make)
        proposal["lines"] = {str(line.id): dict(vals) for line, vals in changes.items()}
        if not rules:
            return self._healthcare_carry_out(proposal)
        self.sudo()._healthcare_note_authors()
        return self._approval_ask(rules, proposal=proposal, why=why)

    def _healthcare_propose_to_supplier(self, changes, why):
        """The supplier has the order: he is asked too, after our approvers."""
        lines = self.env["healthcare.order.change.line"]
        rows = [
            lines._values(
                line,
                quantity=vals.get("product_qty"),
                price=vals.get("price_unit"),
            )
            for line, vals in changes.items()
        ]
        self._healthcare_request_change(rows, why)
        return self.sudo().healthcare_approval_ids.filtered(
            lambda row: row.state == "pending"
        )

    def _healthcare_try(self, make):
        """What an approval would be about, and the rules that want one: the change is
        made and undone."""
        record = self.sudo()
        approved = from_plain(record.healthcare_approved_basis)
        with self.env.cr.savepoint() as savepoint:
            record.healthcare_approved_basis = False
            make()
            basis = record._approval_basis()
            rules = needed(self._approval_rules(), record._approval_facts())
            if approved and not record._healthcare_material(approved, basis):
                rules = []
            savepoint.rollback()
        self.env.invalidate_all()
        return {"basis": to_plain(basis), "total": str(basis.total)}, rules

    def _healthcare_carry_out(self, proposal):
        """Make the change that was approved, or send it to the supplier."""
        if proposal.get("change"):
            changes = self.env["healthcare.order.change"].sudo()
            changes.browse(proposal["change"]).exists()._approved()
            return self.env["healthcare.approval"]
        lines = self.env["purchase.order.line"].sudo()
        for line_id, values in proposal["lines"].items():
            line = lines.browse(int(line_id)).exists()
            if line and line.order_id == self.sudo():
                line.write({k: v for k, v in values.items() if k != "price_unit"})
                if "price_unit" in values:
                    # In a write of its own: else Odoo takes the catalogue's price.
                    line.write({"price_unit": values["price_unit"]})
                    line._healthcare_agree()
        return self.env["healthcare.approval"]

    def _approval_rows(self, approval):
        """Lines for the approver: item, quantity, price, amount, and what changes."""
        proposal = approval.proposal or {}
        rows = []
        for line in self.order_line.filtered("product_id"):
            fresh = proposal.get("lines", {}).get(str(line.id), {})
            rows.append(
                _row(
                    line.product_id.display_name,
                    line.product_uom_id.name,
                    (line.product_qty, line.price_unit),
                    (
                        fresh.get("product_qty", line.product_qty),
                        fresh.get("price_unit", line.price_unit),
                    ),
                )
            )
        for added in proposal.get("added", ()):
            rows.append(_row(added["name"], added["unit"], (0, 0), added["after"]))
        return rows


class PurchaseOrderProgress(models.Model):
    """A requisition follows its orders."""

    _inherit = "purchase.order"

    def write(self, vals):
        # EXTENDS purchase
        result = super().write(vals)
        if "state" in vals:
            self.sudo().healthcare_requisition_ids._sync_state()
        return result


class StockPicking(models.Model):
    # EXTENDS stock
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        orders = self.sudo().move_ids.purchase_line_id.order_id
        orders.healthcare_requisition_ids._sync_state()
        return result


def _row(name, unit, before, after):
    """One line as the approver reads it; ``before`` only where it differs."""
    quantity, price = after
    return {
        "name": name,
        "unit": unit,
        "quantity": f"{quantity:g}",
        "price": f"{price:.2f}",
        "old_quantity": f"{before[0]:g}" if before[0] != quantity else "",
        "old_price": f"{before[1]:.2f}" if before[1] != price else "",
        "amount": float(Decimal(str(quantity)) * Decimal(str(price))),
    }
