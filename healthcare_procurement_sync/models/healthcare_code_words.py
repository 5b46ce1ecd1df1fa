"""Reasons of orders, receipts and bills, in words."""

from odoo import api, models


class HealthcareCodeWords(models.AbstractModel):
    """Adds the codes of this addon's handlers."""

    _inherit = "healthcare.code.words"

    @api.model
    def _sentences(self):
        _ = self.env._
        return super()._sentences() | {
            "ack.after_receipt": _("The goods were received before it was confirmed."),
            "ack.order_not_open": _("The order is not open any more."),
            "ack.sent_anew": _("The order was sent anew meanwhile."),
            "ack.status_unknown": _("A status of the confirmation is not known here."),
            "invoice.no_lines": _("The invoice has no line."),
            "invoice.order_unknown": _("The order that it bills is not here."),
            "invoice.supplier_unknown": _("The supplier of the invoice is not known."),
            "order.closed": _("The order is closed."),
            "order.missing": _("It names no order."),
            "order.unknown": _("The order that it is about is not here yet."),
            "receipt.conflict": _("The same receipt came with other quantities."),
            "receipt.duplicate": _("This receipt is booked already."),
            "receipt.not_validated": _("The receipt could not be booked."),
            "receipt.nothing_open": _("Nothing of this order is open to receive."),
            "receipt.nothing_to_book": _(
                "The receipt says nothing that can be booked."
            ),
            "shipment.duplicate": _("This shipment is announced already."),
            "shipment.received": _("The shipment was received already."),
            "shipment.unknown": _("The shipment was never announced."),
            "delivery.duplicate": _("These events of the carrier are known already."),
            "delivery.exceptions": _("The carrier reports a problem."),
            "delivery.status_unknown": _("A status of the carrier is not known here."),
            "delivery.unknown": _("The shipment is not here yet."),
            "receipt.nothing_to_return": _(
                "The goods that went back were not received here."
            ),
            "service.conflict": _("The same service entry came with other content."),
            "service.duplicate": _("This service entry is known already."),
            "service.exceptions": _("The service entry needs a decision."),
            "service.nothing": _("The service entry says nothing that can be counted."),
            "service.unknown": _(
                "The service entry that it takes back was never here."
            ),
            "uom.unknown": _("A unit of measure is not known here."),
        }
