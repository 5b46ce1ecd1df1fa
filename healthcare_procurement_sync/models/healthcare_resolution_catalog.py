"""The answers to what a price list asked."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

ROWS_SHOWN = 20
"""Refused rows that the letter to the supplier lists."""


class HealthcareException(models.Model):
    """Each answer decides the list as a person would on its form."""

    _inherit = "healthcare.exception"

    def _price_list(self):
        """:raises UserError: the question is not about a price list."""
        load = self._document()
        if load._name != "healthcare.catalog.load":
            raise UserError(self.env._("This question is not about a price list."))
        return load

    def _resolution_feed_accept(self, reason):
        """The list is right: everything in it counts."""
        self._price_list().action_approve_all()

    def _resolution_feed_reject(self, reason):
        """What waits is not taken over."""
        self._price_list().action_reject()

    def _resolution_feed_open(self, reason):
        """Look at the lines first."""
        load = self._price_list()
        return load.action_changes()

    def _resolution_feed_ask_again(self, reason):
        """Write to the supplier which rows are wrong, and wait for a new list."""
        load = self._price_list()
        if load.state == "held":
            load.action_reject()
        load._ask_supplier()


class HealthcareCatalogLoad(models.Model):
    """The letter that asks for a correct list."""

    _inherit = "healthcare.catalog.load"

    def _ask_supplier(self):
        """Send the causes and the first refused rows to the supplier.

        :raises UserError: the supplier has no e-mail address.
        """
        self.ensure_one()
        partner = self.partner_id
        if not partner.email:
            raise UserError(
                self.env._("%s has no e-mail address: enter one first.", partner.name)
            )
        rows = self.env["healthcare.catalog.change"].search(
            [("load_id", "=", self.id), ("kind", "=", "refused")],
            limit=ROWS_SHOWN,
            order="line",
        )
        faults = dict(rows._fields["fault"]._description_selection(self.env))
        lines = Markup("").join(
            Markup("<li>{}: {}</li>").format(row.line, faults.get(row.fault, ""))
            for row in rows
        )
        asked = self.env._("Please send us a corrected, complete list.")
        body = Markup("<p>{}</p><ul>{}</ul><p>{}</p>").format(
            self._cause_words() or self._rows_words(), lines, asked
        )
        self.sudo().message_post(
            body=body,
            subject=self.env._("Your price list %s", self.name),
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
