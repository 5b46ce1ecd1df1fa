"""Vendor bills that come from suppliers' documents."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..invoice_number import normalise_invoice_number

VENDOR = ("in_invoice", "in_refund")
DECIDED = {"healthcare_payment_hold", "healthcare_match_id"}
"""Fields that only the match writes."""


class AccountMove(models.Model):
    """Adds the match, its reason and a hold that payments respect."""

    _name = "account.move"
    _inherit = ["account.move", "healthcare.traceable", "healthcare.recorded"]
    _recorded = frozenset(DECIDED)

    healthcare_norm_number = fields.Char(
        compute="_compute_healthcare_norm_number", store=True, index="btree_not_null"
    )
    healthcare_match_id = fields.Many2one(
        "healthcare.match", string="Match", copy=False, readonly=True
    )
    healthcare_match_state = fields.Selection(
        related="healthcare_match_id.state", string="Match state", store=True
    )
    healthcare_stated_total = fields.Monetary(
        string="Total stated by the supplier", copy=False, readonly=True
    )
    healthcare_payment_hold = fields.Boolean(
        string="Payment on hold",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Set while the match is held. No payment is registered.",
    )
    healthcare_block_reason = fields.Char(compute="_compute_healthcare_block_reason")

    @api.depends("ref", "move_type")
    def _compute_healthcare_norm_number(self):
        for move in self:
            number = normalise_invoice_number(move.ref)
            vendor = move.move_type in VENDOR
            move.healthcare_norm_number = number if vendor and number else False

    @api.depends("healthcare_match_id.reason", "healthcare_payment_hold")
    def _compute_healthcare_block_reason(self):
        for move in self:
            hold = move.healthcare_payment_hold
            move.healthcare_block_reason = hold and move.healthcare_match_id.reason

    def _post(self, soft=True):
        # EXTENDS account: a bill that is held is released with a reason, not posted
        # from the list.
        self._healthcare_refuse_held()
        return super()._post(soft=soft)

    def _healthcare_refuse_held(self):
        """:raises UserError: the match holds one of these, or was never asked."""
        held = self.filtered("healthcare_payment_hold")
        if held:
            raise UserError(
                self.env._(
                    "%(bills)s: the match holds this bill. Solve what differs or "
                    "release it with a reason on the match.",
                    bills=", ".join(held.mapped("display_name")),
                )
            )
        typed = self.filtered(lambda move: move.state == "draft")
        typed = typed._healthcare_match_first()
        if typed:
            raise UserError(
                self.env._(
                    "%(bills)s: the policy of this supplier asks for a match first. "
                    "Choose Confirm on the bill.",
                    bills=", ".join(typed.mapped("display_name")),
                )
            )

    def write(self, vals):
        # EXTENDS account: the hold is lifted by the match, never by a write, and no
        # bill takes the match of another one.
        self._healthcare_refuse_decided([vals])
        if vals.get("state") == "posted":
            self._healthcare_refuse_held()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        self._healthcare_refuse_decided(vals_list)
        return super().create(vals_list)

    @api.model
    def _healthcare_refuse_decided(self, vals_list):
        """:raises UserError: a person writes what only the match writes."""
        if self.env.su or self.env.user.healthcare_service_account:
            return
        if any(DECIDED & vals.keys() for vals in vals_list):
            raise UserError(self.env._("The match decides about the hold of a bill."))

    def button_draft(self):
        # EXTENDS account: what was matched is not changed and posted past the match.
        given_up = self.filtered(
            lambda move: move.healthcare_match_id.state == "rejected"
        )
        if given_up:
            raise UserError(
                self.env._(
                    "%(bills)s was given up. Enter a new bill, or wait for the "
                    "supplier's corrected copy.",
                    bills=", ".join(given_up.mapped("display_name")),
                )
            )
        result = super().button_draft()
        for move in self.filtered("healthcare_match_id").sudo():
            move.healthcare_match_id._reopen()
        return result

    def button_cancel(self):
        # EXTENDS account: a bill that is given up no longer blocks a corrected copy.
        result = super().button_cancel()
        held = self.healthcare_match_id.filtered(lambda row: row.state == "held")
        held.sudo().write({"state": "rejected"})
        self.sudo().write({"healthcare_payment_hold": False})
        for match in held:
            match._resolve(self.env._("The bill was cancelled."))
        return result

    def _healthcare_check_payable(self):
        """Refuse a payment of what is on hold.

        Odoo's own state *blocked* is a label: payments go through regardless.

        :raises UserError: naming the bills.
        """
        held = self.filtered(
            lambda move: move.healthcare_payment_hold or move.payment_state == "blocked"
        )
        if held:
            raise UserError(
                self.env._(
                    "%(bills)s is blocked for payment. Release it first.",
                    bills=", ".join(held.mapped("display_name")),
                )
            )

    def action_open_healthcare_match(self):
        """The match of this bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.match",
            "res_id": self.healthcare_match_id.id,
            "views": [(False, "form")],
        }

    def action_healthcare_rematch(self):
        """Match again now."""
        self.healthcare_match_id.action_rematch()
