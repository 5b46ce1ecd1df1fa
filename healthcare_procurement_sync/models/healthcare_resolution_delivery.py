"""The answers to what a ship notice announces: into the receipt, or out of it."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """What the buttons of an announced delivery's question do."""

    _inherit = "healthcare.exception"

    def _announced(self):
        """The receipt lines that the question is about.

        :raises UserError: they were received or taken out already.
        """
        order = self._document()
        lines = order.picking_ids.move_line_ids.filtered(
            lambda line: (
                line.healthcare_shipment_id and line.state not in ("done", "cancel")
            )
        )
        found = lines.filtered(lambda line: line.healthcare_place == self.where)
        if not found and (self.where or "").startswith("line "):
            number = self.where.removeprefix("line ")
            found = lines.filtered(
                lambda line: (
                    str(line.move_id.purchase_line_id.healthcare_number) == number
                )
            )
        if not found and self.code == "SSCC_DUP":
            found = lines.filtered("result_package_id")
        if not found:
            raise UserError(
                self.env._("These goods were received or taken out already.")
            )
        return found

    def _resolution_accept_delivery(self, _reason):
        """As announced; what is above the order raises it, as far as one may."""
        lines = self._announced()
        if self.code != "ASN_OVER":
            return
        for move in lines.move_id:
            line = move.purchase_line_id
            announced = sum(
                row.product_uom_id._compute_quantity(
                    row.quantity, line.product_uom_id, round=False
                )
                for row in line.move_ids.move_line_ids
                if row.state != "cancel" and row.location_id.usage == "supplier"
            )
            if announced > line.product_qty:
                line.product_qty = announced

    def _resolution_refuse_delivery(self, reason):
        """Out of the receipt: what was announced of it is not expected any more."""
        lines = self._announced()
        words = self._take_out(lines)
        self._tell_supplier(
            self.env._("we do not take: %(what)s. %(why)s", what=words, why=reason)
        )

    def _resolution_request_replacement(self, reason):
        lines = self._announced()
        words = self._take_out(lines)
        self._tell_supplier(
            self.env._(
                "please send other goods instead of: %(what)s. %(why)s",
                what=words,
                why=reason,
            )
        )

    def _take_out(self, lines):
        words = ", ".join(
            f"{line.product_id.display_name} {line.lot_name or ''}".strip()
            for line in lines
        )
        self._message_log(body=self.env._("Taken out of the receipt: %s", words))
        lines.sudo().unlink()
        return words

    def _tell_supplier(self, body):
        order = self._document().sudo()
        order.message_post(
            body=self.env._("Order %(order)s: %(body)s", order=order.name, body=body),
            partner_ids=order.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _resolution_confirm_substitute_charge(self, _reason):
        self._document()._confirm_charge()
