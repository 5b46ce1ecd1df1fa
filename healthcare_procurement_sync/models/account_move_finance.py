"""Bills that a finance system pays: exported when matched, paid there, locked here."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move import VENDOR
from .healthcare_bill_export import OPEN_AGAIN, PAID, STATES

RELEASED = ("posted", "released")
REPORTED = object()
"""Only code of this process holds it: no caller says that finance has paid."""


class ResCompany(models.Model):
    """Who pays: Odoo, or a finance system that is told about matched bills."""

    _inherit = "res.company"

    healthcare_finance_pays = fields.Boolean(
        string="Finance system pays bills",
        help="Suppliers are not paid in Odoo; payments are reported from there.",
    )
    healthcare_clearing_account_id = fields.Many2one(
        "account.account",
        string="Clearing account of finance",
        help="When set, a bill that finance paid is settled against this account.",
    )


class AccountMove(models.Model):
    """Shows where a bill stands at finance."""

    _inherit = "account.move"

    healthcare_export_ids = fields.One2many("healthcare.bill.export", "move_id")
    healthcare_export_id = fields.Many2one(
        "healthcare.bill.export",
        string="At finance",
        compute="_compute_healthcare_export_id",
    )
    healthcare_finance_state = fields.Selection(
        STATES, string="Finance", compute="_compute_healthcare_export_id"
    )
    healthcare_finance_number = fields.Char(
        related="healthcare_export_id.document_number"
    )
    healthcare_paid_on = fields.Date(related="healthcare_export_id.payment_date")
    healthcare_payment_trace = fields.Char(related="healthcare_export_id.payment_trace")
    healthcare_finance_pays = fields.Boolean(
        related="company_id.healthcare_finance_pays"
    )

    @api.depends("healthcare_export_ids.state")
    def _compute_healthcare_export_id(self):
        # A slice is read by itself: all are read first, with one statement.
        self.healthcare_export_ids.mapped("state")
        for move in self:
            move.healthcare_export_id = move.healthcare_export_ids[:1]
            move.healthcare_finance_state = move.healthcare_export_ids[:1].state

    def _post(self, soft=True):
        # EXTENDS account: what is matched leaves for finance with the posting.
        posted = super()._post(soft=soft)
        posted._healthcare_export()
        return posted

    def _healthcare_export(self):
        """Export the bills of these that finance may pay."""
        ready = self.filtered(lambda move: move._healthcare_exportable())
        if ready:
            self.env["healthcare.bill.export"]._export(ready)

    def _healthcare_exportable(self):
        """Matched bills, their debit memos, and what takes an exported bill back."""
        if self.move_type not in VENDOR or self.state != "posted":
            return False
        taken_back = self.reversed_entry_id.healthcare_export_ids
        return bool(
            self.healthcare_match_id.state in RELEASED
            or self.healthcare_memo_of_id
            or taken_back
        )

    def button_draft(self):
        # EXTENDS account: finance has the bill; it is taken back by a credit.
        there = self.healthcare_export_ids.filtered(
            lambda row: row.state not in OPEN_AGAIN
        )
        if there:
            raise UserError(
                self.env._(
                    "%(bills)s is at the finance system. Reverse it: finance gets the "
                    "credit.",
                    bills=", ".join(there.move_id.mapped("name")),
                )
            )
        return super().button_draft()

    def _healthcare_check_payable(self):
        # EXTENDS here: where finance pays, nobody pays a second time.
        answer = super()._healthcare_check_payable()
        locked = self.filtered(
            lambda move: move.move_type in VENDOR and move.healthcare_finance_pays
        )
        reported = self.env.context.get("healthcare_paid_by_finance") is REPORTED
        if locked and not reported:
            raise UserError(
                self.env._(
                    "%(bills)s is paid by the finance system. The payment shows here "
                    "when it reports it.",
                    bills=", ".join(locked.mapped("display_name")),
                )
            )
        return answer


class AccountPayment(models.Model):
    """No payment to a supplier is posted where finance pays."""

    _inherit = "account.payment"

    def _healthcare_check_leaving(self):
        """:raises UserError: this money may not leave now."""
        locked = self.filtered(
            lambda payment: (
                payment.partner_type == "supplier"
                and payment.payment_type == "outbound"
                and payment.company_id.healthcare_finance_pays
            )
        )
        if locked:
            raise UserError(
                self.env._("Suppliers are paid by the finance system, not in Odoo.")
            )


class AccountMoveLine(models.Model):
    """A bank transaction does not settle what finance settles."""

    _inherit = "account.move.line"

    def reconcile(self):
        # EXTENDS account
        if self.move_id.statement_line_id:
            self.move_id._healthcare_check_payable()
        return super().reconcile()


class AccountPartialReconcile(models.Model):
    """Whatever settles a bill ends here: payments, statements, entries by hand."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        if self.env.context.get("healthcare_paid_by_finance") is not REPORTED:
            for vals in vals_list:
                self._healthcare_check_pair(vals)
        return super().create(vals_list)

    @api.model
    def _healthcare_check_pair(self, vals):
        ids = [vals["debit_move_id"], vals["credit_move_id"]]
        moves = self.env["account.move.line"].browse(ids).move_id
        bills = moves.filtered(lambda move: move.move_type in VENDOR)
        if (moves - bills).filtered(lambda move: move.move_type == "entry"):
            bills._healthcare_check_payable()


class PurchaseOrder(models.Model):
    """An order shows whether its bills are paid."""

    _inherit = "purchase.order"

    healthcare_payment_state = fields.Selection(
        [("none", "Not paid"), ("part", "Partly paid"), ("paid", "Paid")],
        string="Paid by finance",
        compute="_compute_healthcare_payment_state",
    )
    healthcare_paid_on = fields.Date(
        string="Last payment", compute="_compute_healthcare_payment_state"
    )
    healthcare_payment_trace = fields.Char(
        string="Payment reference", compute="_compute_healthcare_payment_state"
    )

    def _compute_healthcare_payment_state(self):
        for order in self:
            exports = order.sudo().invoice_ids.healthcare_export_ids
            paid = exports.filtered(lambda row: row.state in PAID)
            some = paid or exports.filtered(lambda row: row.state == "partially_paid")
            state = "part" if some else "none"
            if exports and paid == exports:
                state = "paid"
            last = exports.filtered("payment_date").sorted("payment_date")[-1:]
            order.healthcare_payment_state = exports and state
            order.healthcare_paid_on = last.payment_date
            order.healthcare_payment_trace = last.payment_trace
