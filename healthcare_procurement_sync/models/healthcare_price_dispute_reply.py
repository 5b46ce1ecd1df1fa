"""The supplier's answer and what it does: credit note, released bill, recovery."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal
from .healthcare_price_dispute import OPEN


class HealthcarePriceDispute(models.Model):
    """Agreeing makes the draft credit note, to the cent, and closes the question."""

    _inherit = "healthcare.price.dispute"

    def _reply(self, agreed, name, text="", attachments=()):
        """Take the supplier's answer once.

        :param name: who answers, as the person wrote it.
        :param attachments: ``(file name, bytes)`` of the supplier's evidence.
        :raises UserError: it was answered already, or is not with the supplier.
        """
        self.ensure_one()
        dispute = self.sudo()
        dispute.lock_for_update()
        dispute.invalidate_recordset(["state"])
        if dispute.state != "sent":
            raise UserError(self.env._("This question was answered already."))
        dispute.write(
            {
                "replied_at": fields.Datetime.now(),
                "reply_name": name,
                "reply_text": text or False,
            }
        )
        dispute._message_log(
            body=self.env._(
                "%(name)s answered for the supplier: %(answer)s. %(text)s",
                name=name,
                answer=self.env._("agreed") if agreed else self.env._("disagreed"),
                text=text or "",
            ),
            attachment_ids=dispute._keep(attachments).ids,
        )
        self.env["healthcare.audit.entry"].sudo()._log(
            "price_dispute.agreed" if agreed else "price_dispute.refused", dispute
        )
        if agreed:
            dispute._agree()
        else:
            dispute._disagree()

    def _keep(self, attachments):
        return self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, content in attachments
            ]
        )

    def _agree(self):
        """Credit note, exceptions and bill; who sent the dossier answers for it."""
        dispute = self.with_user(self.user_id or self.create_uid).sudo()
        dispute.write({"state": "agreed"})
        why = self.env._(
            "The supplier agreed to %(amount)s (%(dispute)s).",
            amount=f"{self.amount:.2f} {self.currency_id.name}",
            dispute=self.name,
        )
        if dispute.move_id:
            dispute.credit_id = dispute._create_credit()
        exceptions = dispute._exceptions()
        dispute._release_bill(why)
        exceptions._close("resolved", why)
        dispute.activity_ids._action_done(feedback=why)
        if not dispute.move_id:
            dispute.write({"state": "closed"})
            return
        dispute.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Post the credit note"),
            note=why,
            user_id=dispute.user_id.id or self.env.uid,
        )

    def _release_bill(self, why):
        """The whole bill is paid; the credit note takes the difference back.

        Only when nothing but prices of this dispute holds it.
        """
        match = self.match_id
        others = set(match._category_list()) - {"PRICE_HIGH", "CONTRACT_VARIANCE"}
        if match.state != "held" or others - {"HEADER_TOLERANCE"}:
            return
        disputed = self.line_ids.match_line_id
        if any(line.categories and line not in disputed for line in match.line_ids):
            return
        match._release(why)

    def _create_credit(self):
        """A draft credit note for exactly what is claimed, line by line."""
        return self.env["account.move"].create(
            {
                "move_type": "in_refund",
                "partner_id": self.move_id.partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "invoice_date": fields.Date.context_today(self),
                "invoice_origin": self.move_id.ref or self.move_id.name,
                "reversed_entry_id": self.move_id.id,
                "ref": self.name,
                "invoice_line_ids": [
                    (0, 0, line._credit_values()) for line in self.line_ids
                ],
            }
        )

    def _disagree(self):
        self.write({"state": "disagreed"})
        finding = self.env["healthcare.exception"]._finding(
            "PRICE_DISPUTE_REFUSED",
            self.env._(
                "%(dispute)s: the supplier does not agree about the price.",
                dispute=self.name,
            ),
            model=self._name,
            res_id=self.id,
            amount=as_decimal(self.amount),
            currency=self.currency_id.name,
            user_id=self.user_id.id or 0,
        )
        self.env["healthcare.exception"]._open(finding, company=self.company_id)
        self.activity_ids._action_done()

    def action_agreed_by_phone(self):
        """The supplier agreed in another way: same effect, under one's own name."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent", "disagreed"):
            raise UserError(self.env._("This dispute is settled already."))
        self.sudo().write(
            {"state": "sent", "sent_at": self.sent_at or fields.Datetime.now()}
        )
        self._open_claims()
        self._reply(True, self.env.user.name, self.env._("Agreed by phone or letter."))
        self._resolve_refusal(self.env._("The supplier agreed after all."))

    def action_close(self):
        """Give the dispute up: claims end, the bill stays as it is."""
        for dispute in self:
            dispute.check_access("write")
            if dispute.state not in OPEN:
                continue
            if dispute.credit_id.state == "draft":
                dispute.sudo().credit_id.button_cancel()
            dispute.sudo().claim_ids.filtered(
                lambda claim: claim.state == "open"
            ).write({"state": "cancelled"})
            dispute.sudo().write({"state": "closed"})
            dispute.sudo().activity_ids._action_done()
            dispute._resolve_refusal(self.env._("The dispute was closed."))
            self.env["healthcare.signed.link"]._revoke(dispute, "price_dispute")

    def _resolve_refusal(self, why):
        self.env["healthcare.exception"]._resolve_for(
            self, ["PRICE_DISPUTE_REFUSED"], why
        )

    # -- recovery --------------------------------------------------------------------

    def _note_recovery(self):
        """Count what posted credits gave back; recovered when it is all of it."""
        for dispute in self.sudo():
            claims = dispute.claim_ids
            back = sum(
                (as_decimal(row.settled_amount) for row in claims), as_decimal(0)
            )
            if dispute.credit_id.state == "posted" and not claims:
                back = as_decimal(dispute.credit_id.amount_untaxed)
            dispute.recovered = float(back)
            if back >= as_decimal(dispute.amount) and dispute.state in OPEN:
                dispute.state = "recovered"
                dispute.activity_ids._action_done()


class HealthcarePriceDisputeLine(models.Model):
    """A disputed price as a line of the credit note."""

    _inherit = "healthcare.price.dispute.line"

    def _credit_values(self):
        """No item and no order link: a price credit changes no quantity."""
        billed = self.move_line_id
        account = (
            billed.account_id
            or (self.product_id.product_tmpl_id.get_product_accounts()["expense"])
        )
        return {
            "name": self.env._(
                "Price of %(item)s: %(quantity)s %(unit)s, billed %(billed)s, agreed "
                "%(agreed)s",
                item=self.product_id.display_name,
                quantity=f"{self.quantity:g}",
                unit=self.product_uom_id.name,
                billed=f"{self.billed_price:g}",
                agreed=f"{self.agreed_price:g}",
            ),
            "quantity": 1.0,
            "price_unit": self.difference,
            "account_id": account.id,
            "tax_ids": [(6, 0, billed.tax_ids.ids)],
            "analytic_distribution": billed.analytic_distribution or False,
            "healthcare_line_kind": "price_adjustment",
            "healthcare_order_line_id": self.order_line_id.id,
        }


class AccountMove(models.Model):
    """A posted credit note settles the claims behind it."""

    _inherit = "account.move"

    healthcare_dispute_ids = fields.One2many("healthcare.price.dispute", "move_id")
    healthcare_dispute_count = fields.Integer(compute="_compute_healthcare_disputes")
    healthcare_can_dispute = fields.Boolean(compute="_compute_healthcare_disputes")

    def _compute_healthcare_disputes(self):
        for move in self:
            move.healthcare_dispute_count = len(move.healthcare_dispute_ids)
            codes = set(move.healthcare_match_id._category_list())
            busy = any(row.state in OPEN for row in move.healthcare_dispute_ids)
            move.healthcare_can_dispute = not busy and bool(
                codes & {"PRICE_HIGH", "CONTRACT_VARIANCE"}
                or "CLAIM_OPENED" in (move.healthcare_match_id.info or "")
            )

    def _post(self, soft=True):
        # EXTENDS account: the money is back when the credit is booked.
        posted = super()._post(soft=soft)
        disputes = (
            self.env["healthcare.price.dispute"]
            .sudo()
            .search([("credit_id", "in", posted.ids)])
        )
        for dispute in disputes:
            dispute._settle_by_credit()
        return posted

    def action_dispute_price(self):
        """The dispute of this bill, new or known."""
        self.ensure_one()
        self.check_access("read")
        return self.env["healthcare.price.dispute"]._open_for_bill(self)._open_form()

    def action_open_disputes(self):
        """The disputes about this bill."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_price_dispute_action"
        )
        return action | {"domain": [("move_id", "=", self.id)], "context": {}}
