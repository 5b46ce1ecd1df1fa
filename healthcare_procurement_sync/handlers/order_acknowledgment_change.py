"""Acknowledgments that mean a change: EDIFACT, cXML and UBL have no 865.

There the same document answers the order and its changes. While a change of ours waits,
what answers it is taken as its answer. And an answer by a channel that was given up
says that the supplier has the order twice.
"""

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    OrderChange,
    OrderChangeLine,
)

ONE_ANSWER = ("edifact", "cxml", "ubl")
"""Syntaxes in which one document answers orders and changes alike."""


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    _inherit = "healthcare.handler.order_acknowledgment"

    @api.model
    def _apply(self, incoming):
        waiting = self._waiting_changes(incoming)
        answers = {
            position: change
            for position, row in enumerate(incoming)
            if (change := waiting.get((row.connection.id, row.document.order_number)))
            and not self._answers_the_order(row.document, change)
        }
        if not answers:
            return super()._apply(incoming)
        rest = [row for at, row in enumerate(incoming) if at not in answers]
        outcomes = iter(super()._apply(rest) if rest else ())
        changes = self.env["healthcare.handler.order_change"]
        return [
            changes._apply([self._as_answer(row, answers[at])])[0]
            if at in answers
            else next(outcomes)
            for at, row in enumerate(incoming)
        ]

    @api.model
    def _waiting_changes(self, incoming):
        """``{(connection id, order number): change}`` of ours that wait, where one
        document answers both."""
        rows = [row for row in incoming if row.flow.codec in ONE_ANSWER]
        if not rows:
            return {}
        orders = self._orders(rows, lambda document: [document.order_number])
        found = {}
        for key, order in orders.items():
            change = order.healthcare_change_ids.filtered(
                lambda one: one.initiator == "buyer" and one.state == "sent"
            )[:1]
            if change:
                found[key] = change
        return found

    @api.model
    def _answers_the_order(self, document, change):
        """Whether the supplier wrote it before he can have known the change."""
        day = document.acknowledged_date
        return bool(day and change.sent_at and day < change.sent_at.date())

    @api.model
    def _as_answer(self, row, change):
        document = row.document
        return type(row)(
            message_id=row.message_id,
            uuid=row.uuid,
            connection=row.connection,
            flow=row.flow,
            content_hash=row.content_hash,
            document=OrderChange(
                order_number=document.order_number,
                purpose="cancel" if change.kind == "cancel" else "change",
                initiator="supplier",
                status=document.status,
                change_number=str(change.number),
                change_date=document.acknowledged_date,
                supplier_order_number=document.supplier_order_number,
                lines=tuple(
                    OrderChangeLine(
                        number=line.number,
                        action="CA",
                        item=line.item,
                        quantity=line.quantity,
                        uom=line.uom,
                        price=line.price,
                        price_basis=line.price_basis,
                        statuses=line.statuses,
                        where=line.where,
                    )
                    for line in document.lines
                ),
                where=document.where,
            ),
        )

    @api.model
    def _write_order(self, answer):
        result = super()._write_order(answer)
        order = answer.order.sudo()
        current = order._healthcare_current().connection_id
        late = order.healthcare_transmission_ids.filtered(
            lambda row: (
                row.state == "superseded"
                and row.connection_id == answer.row.connection
                and row.connection_id != current
            )
        )
        if late and order._healthcare_current().sent_at:
            order._healthcare_double(late[0])
        return result
