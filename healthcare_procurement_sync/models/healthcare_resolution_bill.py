"""The answers to a bill that differs: money, duplicates, charges and taxes."""

from odoo import fields, models
from odoo.exceptions import UserError

WAITS = {"type": "ir.actions.act_window_close"}
"""Answer of a button after which the question stays open: somebody else must act."""
DUPLICATES = ("DUPLICATE", "POSSIBLE_DUPLICATE")
COPIED = ("message_follower_ids", "message_ids", "activity_ids")


class HealthcareException(models.Model):
    """What the buttons of a bill do; each leaves it as it should be."""

    _inherit = "healthcare.exception"

    def _bill_match(self):
        """The match that the question is about.

        :raises UserError: the bill does not come from a supplier's document.
        """
        # A receiver may not read journal entries, but the match that waits for him.
        record = self._record()
        match = record if record and record._name == "healthcare.match" else None
        if record and record._name == "account.move":
            match = record.healthcare_match_id
        if not match:
            raise UserError(self.env._("No supplier's document stands behind it."))
        match = match.with_env(self.env)
        match.check_access("read")
        return match

    def _wait(self, words):
        """Stay open, in the column of what waits for others, and say why."""
        self.sudo().write({"stage": "waiting"})
        self.sudo()._message_log(body=words)
        self.sudo()._post_on_records(lambda _row: words)
        return WAITS

    def _write_to_supplier(self, words):
        """Queue a mail to the supplier from the bill; nothing leaves before commit."""
        match = self._bill_match()
        target = match.sudo().move_id or match.sudo()
        target.message_post(
            body=words,
            partner_ids=match.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
        )

    # -- accept, reject, deduct ------------------------------------------------------

    def _resolution_accept_difference(self, reason):
        self._bill_match()._accept([self.code], reason)

    def _resolution_reject_bill(self, reason):
        self._bill_match()._give_up(reason or self.env._("The bill was rejected."))

    def _resolution_pay_agreed(self, reason):
        self._bill_match()._short_pay(
            [self.code], reason or self.env._("Only what is agreed is paid.")
        )

    def _resolution_open_claim(self, reason):
        """Pay what was ordered now, and claim what is above the contract."""
        match = self._bill_match()
        lines = match.line_ids.filtered(
            lambda line: self.code in (line.categories or "").split(",")
        )
        values = [
            {
                "name": self.env._(
                    "%(bill)s, line %(line)s: above contract",
                    bill=match.number,
                    line=line.number,
                ),
                "company_id": match.company_id.id,
                "partner_id": match.partner_id.id,
                "order_line_id": line.order_line_id.id,
                "move_id": match.sudo().move_id.id,
                "currency_id": match.currency_id.id,
                "amount": line.price_var_contract,
            }
            for line in lines
            if line.price_var_contract > 0
        ]
        match._accept([self.code], reason or self.env._("Paid, the rest is claimed."))
        self.env["healthcare.supplier.claim"].sudo().create(values)

    def _resolution_accept_update_contract(self, reason):
        """Accept the price and propose it for the contract, or take it on the order."""
        match = self._bill_match()
        lines = match.line_ids.filtered(
            lambda line: self.code in (line.categories or "").split(",")
        )
        for line in lines:
            line._propose_contract_price(self.code)
        if match.state == "held":
            match._accept([self.code], reason or self.env._("The price is agreed."))

    def _resolution_correct_order_price(self, reason):
        """The order gets the contract's price; what was billed above is deducted."""
        match = self._bill_match()
        lines = match.line_ids.filtered(
            lambda line: self.code in (line.categories or "").split(",")
        )
        prices = [(line.order_line_id, line._contract_price()) for line in lines]
        match._short_pay(
            [self.code], reason or self.env._("The contract's price counts.")
        )
        for order_line, price in prices:
            if order_line and price is not None:
                order_line.sudo().price_unit = float(price)
                order_line.sudo()._healthcare_agree()

    def _resolution_ask_tier(self, reason):
        group = self.env.ref("healthcare_procurement_sync.group_contract_manager")
        match = self._bill_match()
        managers = self._members(group.all_user_ids, self.company_id)
        owner = managers[:1] or self.user_id
        match.sudo().move_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Ask for another price tier"),
            note=reason,
            user_id=owner.id,
        )
        return self._wait(
            self.env._("%(who)s asks the purchasing group for a tier.", who=owner.name)
        )

    # -- duplicates ------------------------------------------------------------------

    def _resolution_other_invoice(self, reason):
        match = self._bill_match()
        match._check_undecided()
        match._waive(DUPLICATES)
        match._decide(reason)

    def _resolution_replace_earlier(self, reason):
        """The earlier copy is taken back; this one counts."""
        match = self._bill_match()
        match._check_undecided()
        earlier = match.sudo()._earlier()
        if not earlier:
            raise UserError(self.env._("The earlier bill is not there any more."))
        words = self.env._("Replaced by %(number)s.", number=match.number)
        for bill in earlier:
            bill._healthcare_replace(words)
        match._waive(DUPLICATES)
        match._decide(reason or words)

    # -- charges and taxes -----------------------------------------------------------

    def _resolution_add_charge(self, reason):
        """The charge is agreed with this supplier from now on, up to this amount."""
        match = self._bill_match()
        match.sudo()._agree_charges()
        match._decide(reason or self.env._("The charge is on the supplier's list."))

    def _resolution_send_exemption(self, reason):
        words = self.env._(
            "We are exempt from the tax on invoice %(number)s. Please send a corrected "
            "invoice or a credit for the tax.",
            number=self._bill_match().number,
        )
        self._write_to_supplier(words)
        return self._wait(self.env._("The supplier was told about our exemption."))

    def _resolution_ask_correction(self, reason):
        words = self.env._(
            "Invoice %(number)s cannot be booked: %(what)s. Please send a corrected "
            "one under the same number.",
            number=self._bill_match().number,
            what=self._bill_match().reason,
        )
        self._write_to_supplier(words)
        return self._wait(self.env._("The supplier was asked for a correction."))

    # -- credits and entries ---------------------------------------------------------

    def _resolution_claim_for_credit(self, reason):
        """A claim is what the credit settles; now there is one."""
        match = self._bill_match()
        claims = self.env["healthcare.supplier.claim"].sudo()
        for line in match.line_ids:
            if self.code in (line.categories or "").split(","):
                claims.create(line._claim_values(reason))
        match._decide(reason or self.env._("The credit is for this claim."))

    def _resolution_post_again(self, reason):
        match = self._bill_match()
        match._decide(reason or self.env._("What refused the entry is solved."))
        if match.move_id.state != "posted":
            raise UserError(self.env._("The entry is refused still."))


class HealthcareMatch(models.Model):
    """What the answers ask of the match."""

    _inherit = "healthcare.match"

    def _earlier(self):
        """Bills with the same number, or the same order and amount."""
        known = self.repeat_of_id.move_id
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.partner_id.id),
                ("move_type", "in", ("in_invoice", "in_refund")),
                ("state", "!=", "cancel"),
                ("id", "not in", self.move_id.ids),
                ("healthcare_memo_of_id", "=", False),
            ],
            order="id",
        )
        kind = "in_refund" if self.document_type == "credit" else "in_invoice"
        moves = moves.filtered(lambda move: move.move_type == kind)
        same = moves.filtered(
            lambda move: move.healthcare_norm_number == self.norm_number
        )
        if not same and self.order_id:
            same = moves.filtered(
                lambda move: (
                    self.order_id in move.line_ids.healthcare_order_line_id.order_id
                    and self.currency_id.is_zero(move.amount_total - self.total)
                )
            )
        return known | same

    def _agree_charges(self):
        """Put the charges of the document on the supplier's list, up to their sums."""
        policies = self.env["healthcare.match.policy"]
        policy = policies._for(self.company_id, self.partner_id)
        if policy.partner_id != self.partner_id:
            base = policy if policy.id else policies.create({})
            policy = base.copy({"partner_id": self.partner_id.id, "facility_id": False})
        sums = {}
        for charge in self._effective_document().charges:
            if charge.indicator == "C":
                known = sums.get(charge.code, (0, ""))
                sums[charge.code] = (known[0] + charge.amount, charge.text)
        rows = {row.code: row for row in policy.charge_ids}
        for code, (amount, text) in sums.items():
            row = rows.get(code)
            if row:
                row.cap = max(row.cap, float(amount))
                continue
            policy.charge_ids.create(
                {
                    "policy_id": policy.id,
                    "code": code,
                    "name": text,
                    "cap": float(amount),
                }
            )


class AccountMove(models.Model):
    """An earlier copy gives way to the one that counts."""

    _inherit = "account.move"

    def _healthcare_replace(self, why):
        """Take this bill back: a draft is cancelled, a posted one reversed.

        :raises UserError: it is paid, or finance has it.
        """
        self.ensure_one()
        if self.payment_state in ("paid", "in_payment", "partial"):
            raise UserError(
                self.env._("%(bill)s is paid already.", bill=self.display_name)
            )
        match = self.healthcare_match_id
        if self.state == "posted":
            self._reverse_moves(
                [
                    {
                        "ref": why,
                        "date": fields.Date.context_today(self),
                        "invoice_date": fields.Date.context_today(self),
                    }
                ],
                cancel=True,
            )
        else:
            self.button_cancel()
        match.write({"state": "superseded", "release_reason": why})
        match._resolve(why)
