"""While a change waits, nothing is paid to its supplier."""

from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from .account_move import VENDOR
from .healthcare_master_change import MONEY, OPEN

BLOCKABLE = ("not_paid", "partial")


class HealthcareMasterChange(models.Model):
    """Blocks open bills with Odoo's own state, and remembers which."""

    _inherit = "healthcare.master.change"

    def _open_bills(self):
        """Bills of the supplier that money could still go out for."""
        self.ensure_one()
        if not self.partner_id:
            return self.env["account.move"]
        return (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("move_type", "in", VENDOR),
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("state", "!=", "cancel"),
                    ("payment_state", "in", BLOCKABLE),
                ]
            )
        )

    def _amount_at_risk(self):
        """What is open and unpaid, in the company's currency."""
        total = sum(
            Decimal(str(abs(move.amount_residual_signed or move.amount_total_signed)))
            for move in self.blocked_move_ids
        )
        return total or None

    def _block_bills(self):
        for change in self.filtered(lambda row: row.kind in MONEY):
            bills = change._open_bills()
            change._block(bills)

    def _block(self, bills):
        """Put these bills on hold in the name of this change."""
        if not bills:
            return
        bills.payment_state = "blocked"
        self.blocked_move_ids |= bills
        bills._message_log_batch(
            {
                bill.id: self.env._(
                    "Payment blocked: %(what)s waits for two approvals.", what=self.name
                )
                for bill in bills
            }
        )

    def _unblock_bills(self):
        """Free what no other open change holds, and nothing that a person blocked."""
        for change in self:
            bills = change.blocked_move_ids
            held = self.search(
                [
                    ("partner_id", "=", change.partner_id.id),
                    ("kind", "in", MONEY),
                    ("state", "in", OPEN),
                ]
            )
            if held:
                held[:1].blocked_move_ids |= bills
                continue
            bills = bills.filtered(lambda move: move.payment_state == "blocked")
            bills.payment_state = "not_paid"
            self.env.add_to_compute(bills._fields["payment_state"], bills)
            bills._message_log_batch(
                {bill.id: self.env._("Payment is free again.") for bill in bills}
            )

    def _refuse_payment(self):
        """:raises UserError: money would go to somebody who is in question."""
        if self:
            raise UserError(
                self.env._(
                    "No payment to %(supplier)s: %(what)s waits for two approvals.",
                    supplier=self[0].partner_id.name,
                    what=self[0].name,
                )
            )


class AccountMove(models.Model):
    """Bills of a supplier whose bank, address or tax number is in question wait."""

    _inherit = "account.move"

    @api.model
    def _healthcare_changes_of(self, partners):
        """The open changes that stop payments to these partners, as superuser."""
        if not partners:
            return self.env["healthcare.master.change"].sudo()
        return (
            self.env["healthcare.master.change"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.commercial_partner_id.ids),
                    ("kind", "in", MONEY),
                    ("state", "in", OPEN),
                ]
            )
        )

    def _post(self, soft=True):
        # EXTENDS account: a bill that arrives while its supplier is in question.
        posted = super()._post(soft=soft)
        bills = posted.filtered(
            lambda move: move.move_type in VENDOR and move.payment_state in BLOCKABLE
        )
        if bills:
            changes = self._healthcare_changes_of(bills.commercial_partner_id)
            for partner, rows in changes.grouped("partner_id").items():
                mine = bills.filtered(
                    lambda move, who=partner: move.commercial_partner_id == who
                )
                rows[:1]._block(mine.sudo())
        return posted

    def _healthcare_check_payable(self):
        # EXTENDS here: also a bill that a person unblocked in some other way.
        bills = self.filtered(lambda move: move.move_type in VENDOR)
        self._healthcare_changes_of(bills.commercial_partner_id)._refuse_payment()
        return super()._healthcare_check_payable()

    def action_toggle_block_payment(self):
        # EXTENDS account: what a change holds is not freed from the bill.
        held = self._healthcare_changes_of(self.commercial_partner_id)
        if self.payment_state == "blocked" and held:
            raise UserError(
                self.env._(
                    "%(what)s waits for two approvals. Until then its bills stay "
                    "blocked.",
                    what=held[0].name,
                )
            )
        return super().action_toggle_block_payment()

    def write(self, vals):
        # EXTENDS account: nor by a write from outside.
        if not self.env.su and vals.get("payment_state", "blocked") != "blocked":
            blocked = self.filtered(lambda move: move.payment_state == "blocked")
            if blocked and self._healthcare_changes_of(blocked.commercial_partner_id):
                raise UserError(
                    self.env._("These bills are blocked by a change of the supplier.")
                )
        return super().write(vals)


class AccountPayment(models.Model):
    """A payment without a bill would be the way around."""

    _inherit = "account.payment"

    def _healthcare_check_leaving(self):
        # EXTENDS here
        out = self.filtered(lambda payment: payment.payment_type == "outbound")
        moves = self.env["account.move"]
        moves._healthcare_changes_of(out.partner_id)._refuse_payment()
        return super()._healthcare_check_leaving()


class AccountPaymentRegister(models.TransientModel):
    """A proposal of several bills leaves out those that may not be paid now."""

    _inherit = "account.payment.register"

    @api.model
    def default_get(self, fields_list):
        # EXTENDS account
        context = self.env.context
        ids = context.get("active_ids") or []
        if context.get("active_model") != "account.move" or len(ids) < 2:
            return super().default_get(fields_list)
        bills = self.env["account.move"].browse(ids)
        held = bills.filtered(
            lambda move: move.payment_state == "blocked" or move.healthcare_payment_hold
        )
        free = bills - held
        chosen = (free or bills).ids
        return super(
            AccountPaymentRegister, self.with_context(active_ids=chosen)
        ).default_get(fields_list)
