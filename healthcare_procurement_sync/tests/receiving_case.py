"""Receiving: what its tests share."""

from datetime import UTC, datetime

from odoo.addons.healthcare_integration_base.canonical import (
    GoodsReceipt,
)

from .common import ProcurementCase


class ReceivingCase(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("delivery_status", "service_entry"):
            for connection in cls.connection | cls.warehouse_connection:
                cls.env["healthcare.flow"].create(
                    {
                        "name": kind,
                        "code": kind,
                        "connection_id": connection.id,
                        "direction": "in",
                        "kind": kind,
                        "codec": "json",
                    }
                )
        cls.keeper = cls.env["res.users"].create(
            {
                "name": "keeper",
                "login": "receiving-keeper",
                "group_ids": [
                    (4, cls.env.ref("stock.group_stock_user").id),
                    (4, cls.env.ref("purchase.group_purchase_user").id),
                ],
            }
        )

    def _book(self, order, *lines, **more):
        return self._apply(
            self._goods_receipt(order, *lines, **more), self.warehouse_connection
        )

    def _back(self, order, event, *lines, reverses="", number="B1"):
        return self._apply(
            GoodsReceipt(
                receipt_number=number,
                order_number=order.name,
                lines=lines,
                received_at=datetime(2026, 6, 4, 8, tzinfo=UTC),
                site="EAST",
                event=event,
                reverses=reverses,
            ),
            self.warehouse_connection,
        )

    def _asked(self, order, code):
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", order._name),
                ("res_id", "=", order.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )

    def _click(self, order, code, answer, reason="why"):
        question = self._asked(order, code)
        self.assertEqual(len(question), 1, code)
        question.with_user(self.keeper)._apply_resolution(answer, reason)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(question.state, "resolved")
        return question

    def _stock(self, product, usable=True):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.usage", "=", "internal"),
                ("location_id.healthcare_unusable", "=", not usable),
            ]
        )
        return sum(quants.mapped("quantity"))
