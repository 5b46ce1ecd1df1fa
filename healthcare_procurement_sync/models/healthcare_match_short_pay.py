"""Paying what is agreed: the bill in full, less a debit memo for what is disputed."""

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..match_charges import rates
from ..match_dispute import disputed_header, disputed_line
from ..match_orders import combine
from ..match_words import LABELS

CLAIM_KIND = {
    **dict.fromkeys(("RECEIPT_MISSING", "RECEIPT_SHORT"), "short"),
    **dict.fromkeys(("OVER_SHIPMENT", "QTY_OVER_ORDER"), "short"),
    **dict.fromkeys(("FREIGHT_UNAUTHORISED", "FREIGHT_OVER"), "charge"),
    "CHARGE_UNAUTHORISED": "charge",
    **dict.fromkeys(("TAX_UNEXPECTED", "TAX_VARIANCE"), "tax"),
}


class HealthcareSupplierClaim(models.Model):
    """A claim that was deducted already bears the debit memo that deducted it."""

    _inherit = "healthcare.supplier.claim"

    kind = fields.Selection(
        selection_add=[("charge", "Freight or charge"), ("tax", "Tax")],
        ondelete={"charge": "set default", "tax": "set default"},
    )
    memo_id = fields.Many2one(
        "account.move",
        string="Debit memo",
        readonly=True,
        index="btree_not_null",
        help="Takes the amount off what we pay until the supplier's credit is here.",
    )

    def _take_back_memo(self):
        """The supplier's own credit is here: the memo would deduct it twice."""
        for memo in self.memo_id.filtered(lambda move: move.state == "posted"):
            memo.line_ids.remove_move_reconcile()
            memo._reverse_moves(
                [
                    {
                        "ref": self.env._("Credit received"),
                        "date": memo.date,
                        "invoice_date": memo.date,
                    }
                ],
                cancel=True,
            )
        self.memo_id = False


class HealthcareMatch(models.Model):
    """Settles what nobody disputes without waiting for the supplier's credit."""

    _inherit = "healthcare.match"

    memo_id = fields.Many2one(
        "account.move", string="Debit memo", readonly=True, index="btree_not_null"
    )

    def _short_pay(self, codes, reason):
        """Post the bill and deduct what the differences are about.

        The supplier's document stands in the books as it is; the debit memo is
        reconciled with it, so that only the rest is due, and one claim for each part
        stays open until the supplier credits it.

        :return: the debit memo.
        :raises UserError: nothing of it is money that could be deducted.
        """
        self.ensure_one()
        self._check_undecided()
        if self.document_type != "invoice":
            raise UserError(self.env._("Only an invoice can be paid short."))
        parts = self.sudo()._disputed_parts(codes)
        if not parts:
            raise UserError(
                self.env._("There is no amount to deduct. Accept or reject the bill.")
            )
        self._waive(codes)
        self._decide(reason)
        if self.sudo().move_id.state != "posted":
            raise UserError(
                self.env._(
                    "Something else holds this bill: %(what)s. Solve that first.",
                    what=self.reason,
                )
            )
        return self.sudo()._deduct(parts, reason)

    def _disputed_parts(self, codes):
        """``[(code, order line or empty, amount)]`` of what would not be paid."""
        builder = self.env["healthcare.match.builder"].with_company(self.company_id)
        row = builder._requests_again(self)[0]
        builder._evaluate([row])
        facts = self.env["healthcare.match.facts"]._orders(row.orders)
        order = combine([facts[record.id] for record in row.orders])
        lines = builder._order_lines(row.orders)
        none = self.env["purchase.order.line"]
        parts = []
        for line in row.result.lines:
            amount = disputed_line(line, codes)
            code = next((one for one in line.categories if one in codes), "")
            if amount > 0:
                parts.append((code, lines.get(line.order_line, none), amount))
        rules, invoice = row.policy._rules(), row.invoice()
        percents = rates(row.result.lines, order, rules)
        for code in codes:
            amount = disputed_header(code, invoice, rules, percents)
            if amount > 0:
                parts.append((code, none, amount))
        return parts

    def _deduct(self, parts, reason):
        bill = self.move_id
        memo = self.env["account.move"].create(self._memo_values(parts))
        memo._post(soft=False)
        payable = (bill | memo).line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )
        payable.filtered(lambda line: not line.reconciled).reconcile()
        self.memo_id = memo
        self.env["healthcare.supplier.claim"].create(
            [self._claim_values(part, memo) for part in parts]
        )
        bill._message_log(
            body=self.env._(
                "%(amount)s is deducted by the debit memo %(memo)s: %(reason)s",
                amount=self.currency_id.format(memo.amount_total),
                memo=memo.name,
                reason=reason,
            )
        )
        return memo

    @api.model
    def _part_name(self, code, order_line):
        words = LABELS.get(code, code)
        if not order_line:
            return words[:1].upper() + words[1:]
        return f"{order_line.order_id.name}, {order_line.product_id.name}: {words}"

    def _memo_values(self, parts):
        bill = self.move_id
        return {
            "move_type": "in_refund",
            "partner_id": bill.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": fields.Date.context_today(self),
            "ref": self.env._("Debit memo %(number)s", number=self.number),
            "invoice_origin": bill.invoice_origin,
            "healthcare_memo_of_id": bill.id,
            "invoice_line_ids": [
                Command.create(self._memo_line(bill, part)) for part in parts
            ],
        }

    def _memo_line(self, bill, part):
        """The account that bore it; no order link: quantities stay as billed."""
        code, order_line, amount = part
        wanted = "goods" if order_line else "charge"
        source = bill.invoice_line_ids.filtered(
            lambda line: (
                line.healthcare_line_kind == wanted
                and (not order_line or line.healthcare_order_line_id == order_line)
            )
        )[:1]
        values = {
            "name": self._part_name(code, order_line),
            "quantity": 1.0,
            "price_unit": float(amount),
            "tax_ids": [Command.clear()],
            "healthcare_line_kind": "price_adjustment",
            "healthcare_order_line_id": order_line.id,
        }
        if source:
            values["account_id"] = source.account_id.id
            values["analytic_distribution"] = source.analytic_distribution
        return values

    def _claim_values(self, part, memo):
        code, order_line, amount = part
        return {
            "name": f"{self.number}: {self._part_name(code, order_line)}",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "order_line_id": order_line.id,
            "move_id": self.move_id.id,
            "memo_id": memo.id,
            "kind": CLAIM_KIND.get(code, "price"),
            "currency_id": self.currency_id.id,
            "amount": float(Decimal(amount)),
        }


class AccountMove(models.Model):
    """A debit memo knows the bill from which it takes something off."""

    _inherit = "account.move"

    healthcare_memo_of_id = fields.Many2one(
        "account.move",
        string="Debit memo of",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
