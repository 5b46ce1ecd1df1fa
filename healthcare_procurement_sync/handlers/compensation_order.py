"""Taking back acknowledgments and ship notices."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Touched

ORDER = (
    "healthcare_transmission_state",
    "healthcare_ack_state",
    "healthcare_ack_date",
    "partner_ref",
)


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    """Remembers what it overwrites and puts it back."""

    _inherit = "healthcare.handler.order_acknowledgment"

    @api.model
    def _editable_paths(self):
        return (
            "order_number",
            "lines[].number",
            "lines[].uom",
            "lines[].item.buyer",
            "lines[].item.supplier",
            "lines[].statuses[].code",
            "lines[].statuses[].quantity",
            "lines[].statuses[].uom",
            "lines[].statuses[].scheduled_date",
        )

    @api.model
    def _write(self, answers):
        rows = [self._as_it_was(answer) for answer in answers]
        result = super()._write(answers)
        self.env["healthcare.acknowledgment.before"].sudo().create(rows)
        return result

    @api.model
    def _as_it_was(self, answer):
        before = self.env["healthcare.acknowledgment.before"]
        offers = answer.order.order_line.healthcare_substitution_ids
        lines = {}
        for line, values in answer.changes.items():
            # When it was answered is no agreement, and stays.
            names = set(values) - {"healthcare_answered_at"}
            if line in answer.prices:
                names |= {"price_unit", "healthcare_agreed_price"}
            lines[str(line.id)] = before._plain(line, sorted(names))
        return {
            "order_id": answer.order.id,
            "message_id": answer.row.message_id or False,
            "fingerprint": answer.fingerprint,
            "values": {
                "order": before._plain(answer.order, ORDER),
                "lines": lines,
                "substitutions": offers.ids,
            },
        }

    @api.model
    def _compensate(self, messages):
        """The order and its lines are as they were before the answer."""
        return [self._take_back(message) for message in messages]

    @api.model
    def _take_back(self, message):
        befores = self.env["healthcare.acknowledgment.before"].sudo()
        before = befores.search([("message_id", "=", message.id)], limit=1)
        if not before:
            raise UserError(
                self.env._("It is not known how the order was before this answer.")
            )
        order = before.order_id
        if befores.search_count([("order_id", "=", order.id), ("id", ">", before.id)]):
            raise UserError(
                self.env._(
                    "%(order)s was answered again later. Undo that answer first.",
                    order=order.name,
                )
            )
        self._check_free(order, before.values["lines"])
        self._restore(order, before.values)
        self.env["healthcare.order.acknowledgment"].sudo().search(
            [("order_id", "=", order.id), ("fingerprint", "=", before.fingerprint)]
        ).unlink()
        touched = [Touched("purchase.order", order.id)]
        touched += [
            Touched("purchase.order.line", int(line_id))
            for line_id in before.values["lines"]
        ]
        before.unlink()
        return touched

    @api.model
    def _check_free(self, order, lines):
        if order.state != "purchase":
            raise UserError(self.env._("%(order)s is not open.", order=order.name))
        for line_id, values in lines.items():
            line = order.order_line.browse(int(line_id)).exists()
            priced = "price_unit" in values
            if not line or (priced and line.qty_invoiced):
                raise UserError(
                    self.env._(
                        "A line of %(order)s was billed at the new price, or is gone.",
                        order=order.name,
                    )
                )

    @api.model
    def _restore(self, order, values):
        order = order.sudo().with_context(healthcare_no_rematch=True)
        offers = order.order_line.healthcare_substitution_ids.filtered(
            lambda row: row.id not in values["substitutions"]
        )
        if "accepted" in offers.mapped("state"):
            raise UserError(
                self.env._("A substitute of this answer was accepted already.")
            )
        offers.unlink()
        for line_id, old in values["lines"].items():
            line = order.order_line.browse(int(line_id))
            price = {name: old[name] for name in old if "price" in name}
            line.write({name: old[name] for name in old if name not in price})
            if price:
                line.write({"price_unit": price["price_unit"]})
                line._healthcare_agree()
        order.write(values["order"])


class HealthcareHandlerShipNotice(models.AbstractModel):
    """A notice that was not received yet can be forgotten."""

    _inherit = "healthcare.handler.ship_notice"

    @api.model
    def _editable_paths(self):
        return (
            "orders[].order_number",
            "orders[].lines[].line_number",
            "orders[].lines[].quantity",
            "orders[].lines[].uom",
            "orders[].lines[].lots[].number",
            "orders[].lines[].lots[].expiry",
            "expected_date",
        )

    @api.model
    def _compensate(self, messages):
        """The shipment and the receipt lines prepared from it are gone."""
        return [self._forget(message) for message in messages]

    @api.model
    def _forget(self, message):
        lineage = message.sudo().lineage_ids.filtered(
            lambda row: row.res_model == "healthcare.shipment"
        )
        shipment = (
            self.env["healthcare.shipment"].sudo().browse(lineage.mapped("res_id"))
        )
        shipment = shipment.exists()
        if len(shipment) != 1:
            raise UserError(self.env._("The shipment of this notice is not there."))
        self._check_forgettable(shipment, message)
        touched = [Touched("healthcare.shipment", shipment.id)]
        touched += [Touched("stock.picking", row.id) for row in shipment.picking_ids]
        shipment.move_line_ids.unlink()
        shipment.unlink()
        return touched

    @api.model
    def _check_forgettable(self, shipment, message):
        others = (
            self.env["healthcare.lineage"]
            .sudo()
            .search_count(
                [
                    ("res_model", "=", "healthcare.shipment"),
                    ("res_id", "=", shipment.id),
                    ("message_id", "!=", message.id),
                    ("message_id.state", "in", ("done", "partly")),
                ]
            )
        )
        if others:
            raise UserError(
                self.env._(
                    "Shipment %(name)s was corrected by another notice. Undo is not "
                    "possible; ask the supplier to cancel it.",
                    name=shipment.name,
                )
            )
        if shipment.state == "received" or "done" in shipment.move_line_ids.mapped(
            "state"
        ):
            raise UserError(
                self.env._(
                    "Shipment %(name)s was received. Undo the receipt first.",
                    name=shipment.name,
                )
            )
