"""What the clerk does with a held bill, on the bill itself."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_words import LABELS
from .account_move import VENDOR


class AccountMove(models.Model):
    """Who must act, what it is about, and one button for each usual answer."""

    _inherit = "account.move"

    healthcare_match_kind = fields.Selection(
        related="healthcare_match_id.kind", string="Held for", store=True
    )
    healthcare_responsible_id = fields.Many2one(
        related="healthcare_match_id.responsible_id", string="Who must act"
    )
    healthcare_at_stake = fields.Monetary(
        related="healthcare_match_id.difference", string="At stake"
    )
    healthcare_discount_date = fields.Date(
        related="healthcare_match_id.discount_date", string="Discount until"
    )
    healthcare_contract_until = fields.Date(
        string="Contract until", compute="_compute_healthcare_contract_until"
    )
    healthcare_memo_id = fields.Many2one(
        related="healthcare_match_id.memo_id", string="Debit memo"
    )

    @api.depends("healthcare_match_id", "healthcare_payment_hold")
    def _compute_healthcare_contract_until(self):
        for move in self:
            lines = move.invoice_line_ids.healthcare_order_line_id
            ends = (
                lines.healthcare_contract_line_id.contract_id.mapped("date_end")
                if move.healthcare_payment_hold
                else []
            )
            move.healthcare_contract_until = min(filter(None, ends), default=False)

    def action_healthcare_accept(self):
        """Accept what differs within the person's limit; asks why.

        :raises UserError: the bill is not held.
        """
        self.ensure_one()
        match = self.healthcare_match_id
        if match.state != "held":
            raise UserError(self.env._("Only a held bill is accepted."))
        match._check_limit(match.difference)
        return match.action_release() | {"name": self.env._("Accept within limit")}

    def action_healthcare_allocate(self):
        """Which order lines the bill answers."""
        self.ensure_one()
        return self.healthcare_match_id.action_allocate()

    def action_healthcare_ask_buyer(self):
        """An activity for the buyer on the order, with what differs and how much."""
        self.ensure_one()
        match = self.healthcare_match_id
        order = match.order_id
        if not order:
            raise UserError(self.env._("The order is not known. Link it first."))
        buyer = order.user_id or self.env.user
        order.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(
                "Bill %(number)s: %(what)s",
                number=match.number,
                what=", ".join(
                    LABELS.get(code, code) for code in match._category_list()
                ),
            ),
            note=self.env._(
                "%(user)s asks: %(amount)s is in question.",
                user=self.env.user.name,
                amount=match.currency_id.format(match.difference),
            ),
            user_id=buyer.id,
        )
        self._message_log(
            body=self.env._("%(buyer)s was asked.", buyer=buyer.display_name)
        )

    # -- typed bills -----------------------------------------------------------------

    def action_healthcare_match(self):
        """Send a typed bill the same way as one that came electronically.

        :raises UserError: it is no draft, has no number, or was matched already.
        """
        builder = self.env["healthcare.match.builder"].sudo()
        for move in self:
            move._healthcare_check_typed()
            builder.with_company(move.company_id)._match_typed(move)

    def _healthcare_check_typed(self):
        self.check_access("write")
        if self.state != "draft" or self.healthcare_match_id:
            raise UserError(
                self.env._("Only a draft that was not matched yet can be matched.")
            )
        if not self.ref or not self.invoice_date:
            raise UserError(
                self.env._("Enter the supplier's number and the date of the bill.")
            )

    def _healthcare_match_first(self):
        """The typed bills of these that their policy wants to be matched."""
        typed = self.filtered(
            lambda move: (
                move.move_type in VENDOR
                and not move.healthcare_match_id
                and not move._healthcare_takes_back()
            )
        )
        if not typed:
            return typed
        policies = self.env["healthcare.match.policy"]
        return typed.filtered(
            lambda move: (
                policies._for(move.company_id, move.partner_id).typed_bills == "always"
            )
        )

    def _healthcare_takes_back(self):
        """Whether this credit takes back a bill of ours: only a credit does."""
        origin = self.healthcare_memo_of_id or self.reversed_entry_id
        return self.move_type == "in_refund" and bool(origin)

    def action_post(self):
        # EXTENDS account: a typed bill takes the way of all bills where policy says so.
        typed = self._healthcare_match_first()
        if not typed:
            return super().action_post()
        typed.action_healthcare_match()
        rest = self.filtered(
            lambda move: move.state == "draft" and not move.healthcare_match_id
        )
        return super(AccountMove, rest).action_post() if rest else False
