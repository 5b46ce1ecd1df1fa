"""What makes a change of bank or address look like fraud: signs, not proofs."""

from datetime import timedelta

from odoo import api, fields, models

from ..supplier_names import name_similarity, normalise_name
from .healthcare_master_change import MONEY

SOON = timedelta(days=7)
RECENT = timedelta(days=90)
PHONE = timedelta(days=30)


class HealthcareMasterChange(models.Model):
    """Signs are found once, when the change is asked for."""

    _inherit = "healthcare.master.change"

    def _risk_signs(self):
        """``[{"code", "text"}]`` of what a person should know before approving."""
        self.ensure_one()
        if self.kind not in MONEY:
            return []
        signs = [
            *self._risk_of_account(),
            *self._risk_of_payment(),
            *self._risk_of_history(),
        ]
        if self.channel in ("portal", "email", "invoice"):
            signs.append(
                (
                    "channel",
                    self.env._("It came through a channel that is often forged"),
                )
            )
        return [{"code": code, "text": text} for code, text in signs]

    def _account(self):
        """``(number, holder)`` of the account that the change is about, or empty."""
        account = (self.values or {}).get("bank_account") or self.values or {}
        bank = self.env["res.partner.bank"].sudo()
        if self.res_model == bank._name:
            bank = bank.browse(self.res_id)
        number = account.get("acc_number") or bank.acc_number or ""
        holder = account.get("acc_holder_name") or bank.acc_holder_name or ""
        return self._sanitised(number), holder

    @api.model
    def _sanitised(self, number):
        return "".join(sign for sign in (number or "").upper() if sign.isalnum())

    def _risk_of_account(self):
        if self.kind != "bank":
            return
        number, holder = self._account()
        country = number[:2] if number[:2].isalpha() and number[2:4].isdigit() else ""
        known = self.partner_id.bank_ids.mapped("sanitized_acc_number")
        before = {text[:2] for text in known if text and text[:2].isalpha()} - {country}
        home = self.partner_id.country_id.code
        if country and ((home and country != home) or before):
            yield "country", self.env._("The bank is in another country: %s", country)
        if holder:
            alike = name_similarity(
                normalise_name(holder), normalise_name(self.partner_id.name)
            )
            if alike < 0.92:
                yield "holder", self.env._("The account is held under another name")
        for other in self._sharing(number):
            yield (
                "shared",
                self.env._("%s has the same account", other.display_name),
            )

    @api.model
    def _other_holders(self, number, partner):
        """Commercial partners beside ``partner`` that have this account."""
        if not number:
            return self.env["res.partner"]
        rows = (
            self.env["res.partner.bank"]
            .sudo()
            .search([("sanitized_acc_number", "=", number)])
        )
        return rows.partner_id.commercial_partner_id - partner.commercial_partner_id

    def _sharing(self, number):
        return self._other_holders(number, self.partner_id)

    def _risk_of_payment(self):
        limit = fields.Date.today() + SOON
        due = self._open_bills().filtered(
            lambda move: move.invoice_date_due and move.invoice_date_due <= limit
        )
        if due:
            yield (
                "payment_soon",
                self.env._("%s bills are due within seven days", len(due)),
            )

    def _risk_of_history(self):
        now = fields.Datetime.now()
        if self.partner_id.create_date and self.partner_id.create_date > now - RECENT:
            yield "new_supplier", self.env._("The supplier is new here")
        earlier = self.sudo().search_count(
            [
                ("partner_id", "=", self.partner_id.id),
                ("kind", "in", MONEY),
                ("state", "=", "applied"),
                ("decided_at", ">", now - RECENT),
            ],
            limit=1,
        )
        if earlier:
            yield "again", self.env._("It changed already within the last 90 days")
        if self._phone_changed(now - PHONE):
            yield (
                "phone",
                self.env._(
                    "The phone number on file is new itself: ask for another way"
                ),
            )
        if not self.call_back_phone:
            yield "no_phone", self.env._("No phone number was on file")

    def _phone_changed(self, since):
        """Whether the number to call was itself changed lately."""
        field = self.env["ir.model.fields"]._get("res.partner", "phone")
        return bool(
            self.env["mail.tracking.value"]
            .sudo()
            .search_count(
                [
                    ("field_id", "=", field.id),
                    ("mail_message_id.model", "=", "res.partner"),
                    ("mail_message_id.res_id", "=", self.partner_id.id),
                    ("create_date", ">", since),
                    ("old_value_char", "not in", (False, "")),
                ],
                limit=1,
            )
        )
