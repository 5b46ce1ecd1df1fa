"""Sending the dossier: claims, letter, signed link, reminders."""

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..dispute_dossier import PATH, PURPOSE, Dossier
from ..match_units import as_decimal

ANSWER_DAYS = 10
REMIND_DAYS = 5
LINK_DAYS = 45


class HealthcarePriceDispute(models.Model):
    """The supplier gets one PDF and one link; without a word they are reminded."""

    _inherit = "healthcare.price.dispute"

    def action_preview(self):
        """The dossier as the supplier would get it."""
        self.ensure_one()
        attachment = self._make_dossier()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=false",
            "target": "new",
        }

    def action_ask_send(self):
        """The dialog with address and words."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the dossier"),
            "res_model": "healthcare.price.dispute.send",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_dispute_id": self.id},
        }

    def _send(self, email, subject, body):
        """Queue the letter with dossier and link; the claims stand from now on.

        :raises UserError: it is with the supplier already, or settled.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "sent", "disagreed"):
            raise UserError(self.env._("This dispute is settled already."))
        dispute = self.sudo()
        today = fields.Date.context_today(self)
        dispute.write(
            {
                "state": "sent",
                "email_to": email,
                "sent_at": fields.Datetime.now(),
                "answer_by": today + timedelta(days=ANSWER_DAYS),
                "reminded_at": False,
                "replied_at": False,
            }
        )
        dispute._open_claims()
        attachment = dispute._make_dossier()
        dispute._mail(email, subject, body, attachment)
        dispute._resolve_refusal(self.env._("The dossier was sent again."))
        dispute.activity_ids._action_done()
        dispute.activity_schedule(
            "mail.mail_activity_data_todo",
            dispute.answer_by,
            summary=self.env._("No answer of the supplier yet?"),
            user_id=dispute.user_id.id or self.env.uid,
        )
        self.env["healthcare.audit.entry"]._log("price_dispute.sent", dispute)

    def _mail(self, email, subject, body, attachment):
        """A queued mail; the link stands in it and nowhere else."""
        link = self.env["healthcare.signed.link"]._issue(
            self, PURPOSE, self.partner_id, days=LINK_DAYS
        )
        words = self.env._("Agree or disagree here, without an account:")
        html = Markup('%s<p>%s<br/><a href="%s">%s</a></p>') % (
            body,
            words,
            link._url(PATH),
            self.env._("Answer the question"),
        )
        sender = self.user_id.email_formatted or self.company_id.email_formatted
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": html,
                "email_to": email,
                "email_from": sender or False,
                "reply_to": sender or False,
                "attachment_ids": [(4, attachment.id)],
                "auto_delete": False,
            }
        )
        self._message_log(
            body=self.env._("The dossier was sent to %(email)s.", email=email),
            attachment_ids=attachment.ids,
        )

    def _make_dossier(self):
        """The PDF of today; an earlier one that was not sent is replaced."""
        content = self._dossier().pdf()
        dispute = self.sudo()
        values = {
            "name": f"{self.name.replace('/', '-')}.pdf",
            "raw": content,
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
        if dispute.state == "draft" and dispute.dossier_id:
            dispute.dossier_id.write(values)
        else:
            dispute.dossier_id = self.env["ir.attachment"].sudo().create(values)
        return dispute.dossier_id

    # -- claims ----------------------------------------------------------------------

    def _open_claims(self):
        """One claim per disputed price; one that the match opened is taken."""
        claims = self.env["healthcare.supplier.claim"].sudo()
        for line in self.line_ids if self.move_id else ():
            known = claims.search(
                [
                    ("order_line_id", "=", line.order_line_id.id),
                    ("move_id", "=", self.move_id.id),
                    ("kind", "=", "price"),
                    ("state", "=", "open"),
                ],
                limit=1,
            )
            if known:
                known.dispute_id = self
                continue
            claims.create(
                {
                    "name": f"{self.name}: {line.product_id.display_name}",
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "order_line_id": line.order_line_id.id,
                    "move_id": self.move_id.id,
                    "currency_id": self.currency_id.id,
                    "amount": line.difference,
                    "dispute_id": self.id,
                    "user_id": self.user_id.id,
                }
            )

    def _settle_by_credit(self):
        """Our draft was posted: it settles the claims of this dispute in order."""
        rest = as_decimal(self.credit_id.amount_untaxed)
        for claim in self.claim_ids.filtered(lambda row: row.state == "open"):
            missing = as_decimal(claim.amount) - as_decimal(claim.settled_amount)
            used = min(rest, missing)
            rest -= used
            claim.write(
                {
                    "settled_amount": float(as_decimal(claim.settled_amount) + used),
                    "credit_id": self.credit_id.id,
                    "state": "settled" if used == missing else "open",
                }
            )
        self._note_recovery()

    def _settled_elsewhere(self, credits_of_claims):
        """The supplier sent a credit of their own: our draft would count it twice."""
        for dispute in self:
            draft = dispute.credit_id
            theirs = credits_of_claims - draft
            open_claims = dispute.claim_ids.filtered(lambda row: row.state == "open")
            if not theirs or open_claims or draft.state not in (False, "draft"):
                continue
            if draft:
                draft._message_log(
                    body=self.env._("The supplier's own credit note takes its place.")
                )
                draft.button_cancel()
            dispute.credit_id = theirs[-1:]

    # -- reminders -------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind suppliers once, halfway; the owner has an activity for the end."""
        limit = fields.Datetime.now() - timedelta(days=REMIND_DAYS)
        waiting = self.search(
            [
                ("state", "=", "sent"),
                ("sent_at", "<", limit),
                ("reminded_at", "=", False),
                ("email_to", "!=", False),
            ]
        )
        for dispute in waiting:
            dispute.reminded_at = fields.Datetime.now()
            dispute._mail(
                dispute.email_to,
                self.env._("Reminder: %(dispute)s", dispute=dispute.name),
                Markup("<p>%s</p>")
                % self.env._(
                    "We wait for your answer until %(day)s.", day=dispute.answer_by
                ),
                dispute.dossier_id or dispute._make_dossier(),
            )

    # -- what stands in the dossier --------------------------------------------------

    def _dossier(self):
        """The facts of the letter as plain values."""
        self.ensure_one()
        dispute = self.sudo()
        return Dossier(
            number=dispute.name,
            day=fields.Date.context_today(self),
            company=dispute.company_id.name,
            supplier=dispute.partner_id.display_name,
            bill=dispute.move_id.ref or dispute.move_id.name or "",
            bill_day=dispute.move_id.invoice_date,
            currency=dispute.currency_id.name,
            amount=as_decimal(dispute.amount),
            exposure=as_decimal(dispute.exposure),
            answer_by=dispute.answer_by
            or fields.Date.context_today(self) + timedelta(days=ANSWER_DAYS),
            contact=dispute.user_id.name or "",
            contact_email=dispute.user_id.email or "",
            note=dispute.note or "",
            lines=tuple(line._dossier_line() for line in dispute.line_ids),
        )
