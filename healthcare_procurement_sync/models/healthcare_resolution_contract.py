"""The answers to questions about contracts, late price lists and price disputes."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """What the buttons do; each leaves the document in the state it names."""

    _inherit = "healthcare.exception"

    # -- contracts -------------------------------------------------------------------

    def _resolution_activate_contract(self, _reason):
        self._document().action_activate()

    def _resolution_cancel_contract(self, _reason):
        self._document().action_cancel()

    def _resolution_read_contract_again(self, _reason):
        action = self._document().action_again()
        arrival = self.env["healthcare.contract.import"].browse(action["res_id"])
        if arrival.refused_count:
            raise UserError(
                self.env._(
                    "%(count)s lines are still refused. Mend their causes first, or "
                    "leave them out.",
                    count=arrival.refused_count,
                )
            )

    def _resolution_leave_out_lines(self, reason):
        arrival = self._document()
        arrival.contract_id.sudo()._message_log(
            body=self.env._(
                "%(count)s refused prices of %(document)s stay out: %(reason)s",
                count=arrival.refused_count,
                document=arrival.name,
                reason=reason,
            )
        )

    # -- late price lists ------------------------------------------------------------

    def _resolution_use_last_prices(self, reason):
        feed = self._document()
        feed.sudo().write({"healthcare_late_accepted_on": fields.Date.today()})
        feed.sudo()._message_log(
            body=self.env._("Orders go on at the last prices: %(why)s", why=reason)
        )

    def _resolution_request_price_list(self, _reason):
        feed = self._document().sudo()
        partner = feed.partner_id
        if not partner.email:
            raise UserError(
                self.env._(
                    "%(supplier)s has no e-mail address. Call them, or enter one.",
                    supplier=partner.display_name,
                )
            )
        last = feed.full_confirmed_at or feed.received_at
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Your price list %(name)s", name=feed.name),
                "body_html": Markup("<p>%s</p>")
                % self.env._(
                    "Your last price list reached us on %(day)s. Please send the "
                    "current one; until then we can order at old prices only.",
                    day=last.date() if last else "-",
                ),
                "email_to": partner.email,
                "email_from": self.env.user.email_formatted or False,
                "auto_delete": False,
            }
        )
        feed.write({"healthcare_late_asked_on": fields.Date.today()})
        feed._message_log(body=self.env._("A new list was asked for by e-mail."))

    # -- price disputes --------------------------------------------------------------

    def _resolution_dispute_price(self, _reason):
        disputes = self.env["healthcare.price.dispute"]
        record = self._document()
        if record._name == "purchase.order":
            line = self._order_line()
            stated = line.healthcare_ack_price
            return disputes._open_for_order_line(line, stated)._open_form()
        if record._name == "healthcare.match":
            record = record.move_id
        return disputes._open_for_bill(record)._open_form()

    def _resolution_send_dossier_again(self, _reason):
        return self._document().action_ask_send()

    def _resolution_give_up_dispute(self, reason):
        dispute = self._document()
        dispute.sudo()._message_log(
            body=self.env._("Given up: %(reason)s", reason=reason)
        )
        dispute.action_close()
