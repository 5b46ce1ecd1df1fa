"""Changes of orders on their way to the supplier."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderChange,
    OrderChangeLine,
)

from ..match_units import as_decimal, as_fraction


class HealthcareHandlerOrderChange(models.AbstractModel):
    """860 out, 865 in; an answer settles the open change of its order."""

    _name = "healthcare.handler.order_change"
    _inherit = "healthcare.handler.procurement"
    _description = "Order change handler"

    @api.model
    def _natural_key(self, document):
        return ":".join(
            (
                document.order_number,
                document.initiator,
                document.change_number,
                document.purpose,
                document.status,
            )
        )

    @api.model
    def _subject(self, document):
        return f"order:{document.order_number}"

    @api.model
    def _reference(self, document):
        return document.order_number

    # -- out -------------------------------------------------------------------------

    @api.model
    def _compose(self, records):
        """One :class:`OrderChange` per change record."""
        return [self._document(change) for change in records]

    @api.model
    def _document(self, change):
        order = change.order_id.sudo()
        orders = self.env["healthcare.handler.purchase_order"].sudo()
        answers = change.initiator == "supplier"
        refused = answers and change.state == "rejected"
        return OrderChange(
            order_number=order.name,
            lines=tuple(
                self._line(line, orders, refused) for line in change.sudo().line_ids
            ),
            purpose="cancel" if change.kind == "cancel" and not refused else "change",
            order_type="RO" if order.priority == "1" else "SA",
            change_number=change.supplier_number or str(change.number)
            if answers
            else str(change.number),
            change_date=change.create_date.date(),
            order_date=(order.date_approve or order.date_order).date(),
            initiator="buyer",
            status=("RJ" if refused else "AT") if answers else "",
            currency=order.currency_id.name,
            supplier_order_number=order.partner_ref or "",
            reason=change.answer if answers else change.reason or "",
            buyer=orders._party(order.company_id.partner_id),
            supplier=orders._party(order.partner_id),
        )

    @api.model
    def _line(self, line, orders, refused):
        """After, or, when we refuse what the supplier wants, as it was."""
        which = "before" if refused else "after"
        ordered = line.order_line_id
        product = line.product_id
        seller = orders._seller(ordered) if ordered else product.seller_ids.browse()
        factor = line.uom_id._healthcare_factor(product.uom_id)
        unit = line.uom_id.healthcare_code or line.uom_id.name
        if ordered:
            unit = orders._unit_code(ordered, seller, factor)
        quantity = as_decimal(as_fraction(line[f"quantity_{which}"]))
        received = as_decimal(as_fraction(ordered.qty_received)) if ordered else 0
        return OrderChangeLine(
            number=line.number or "",
            action="NC" if refused else line.action,
            item=ItemIds(
                buyer=product.default_code or "",
                supplier=seller.product_code or "",
                gtin=orders._gtin(ordered) if ordered else "",
            ),
            quantity=quantity,
            quantity_left=max(quantity - received, quantity * 0),
            uom=unit,
            price=as_decimal(as_fraction(line[f"price_{which}"])),
            description=product.name or "",
            needed_by=line[f"date_{which}"] or None,
            pack_factor=as_decimal(factor) if factor else None,
        )

    @api.model
    def _transmitted(self, message, state):
        """A change that cannot be delivered is the buyer's question."""
        changes = self._changes_of(message)
        if state in ("sent", "acknowledged"):
            return
        for change in changes:
            change.message_post(
                body=self.env._("The supplier did not get it yet (%s).", state)
            )

    @api.model
    def _changes_of(self, message):
        ids = [
            row.res_id
            for row in message.sudo().lineage_ids
            if row.res_model == "healthcare.order.change"
        ]
        return self.env["healthcare.order.change"].sudo().browse(ids).exists()
