"""A distributor: a customer's 850 becomes sale, delivery, invoice and payment."""

import os
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderLine,
    PurchaseOrder,
)
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .common import Doors

KINDS = ("order_acknowledgment", "ship_notice", "supplier_invoice")


@tagged("post_install", "-at_install")
class TestOrderToCash(Doors, TransactionCase):
    """Through the door, the codec, the sale, and out three times."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Lakeside Clinics", "is_company": True}
        )
        cls.box = cls.env["uom.uom"].create(
            {
                "name": "Box 100",
                "relative_uom_id": cls.env.ref("uom.product_uom_unit").id,
                "relative_factor": 100,
                "healthcare_code": "BX",
            }
        )
        cls.glove = cls.env["product.product"].create(
            {
                "name": "Glove",
                "default_code": "GLOVE",
                "is_storable": True,
                "list_price": 0.15,
                "invoice_policy": "delivery",
                "uom_ids": [Command.link(cls.box.id)],
                "taxes_id": [Command.clear()],
            }
        )
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.glove, warehouse.lot_stock_id, 5000
        )
        cls.connection = cls.env["healthcare.connection"].create(
            {
                "name": "Lakeside",
                "code": "lakeside",
                "partner_id": cls.customer.id,
                "connector": "folder",
                "folder_in": "in",
                "folder_out": "out",
                "state": "live",
            }
        )
        for direction, kind in [
            ("in", "purchase_order"),
            *(("out", kind) for kind in KINDS),
        ]:
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": f"{direction}-{kind}".replace("_", "-"),
                    "direction": direction,
                    "kind": kind,
                    "codec": "x12",
                    "connection_id": cls.connection.id,
                }
            )
        cls._speak_x12(cls.connection, "LAKESIDE")

    def setUp(self):
        super().setUp()
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("in", "out"):
            (self.root / name).mkdir()
        variables = {"HEALTHCARE_FOLDER_ROOT": str(self.root)}
        self.enterContext(patch.dict(os.environ, variables))

    def _order(self, price="15.00", item="GLOVE", number="PO-7001", quantity="4"):
        return PurchaseOrder(
            order_number=number,
            order_date=date(2026, 6, 1),
            lines=(
                OrderLine(
                    number="10",
                    item=ItemIds(buyer="LC-55", supplier=item),
                    quantity=Decimal(quantity),
                    uom="BX",
                    price=Decimal(price),
                ),
            ),
        )

    def _send(self, document):
        return self._post(self.connection, self._sealed(document, sender="LAKESIDE"))

    def _customer_order(self, number="PO-7001"):
        return self.env["healthcare.customer.order"].search([("name", "=", number)])

    def _left(self, code):
        """The canonical documents of a set that left."""
        self._drain()
        found = []
        for path in sorted((self.root / "out").iterdir()):
            for part in X12Codec().decode(path.read_bytes()).parts:
                if part.code == code:
                    reader = document_for(
                        DOCUMENTS.values(), "x12", part.code, part.version
                    )
                    found += reader.read(part).documents
        return found

    def test_from_the_order_to_the_payment_with_one_trace(self):
        self._send(self._order())
        order = self._customer_order()
        self.assertEqual(order.state, "confirmed")
        sale = order._sale()
        self.assertEqual((sale.state, sale.amount_total), ("sale", 60))
        self.assertEqual(sale.client_order_ref, "PO-7001")
        (answer,) = self._left("855")
        self.assertEqual(answer.order_number, "PO-7001")
        self.assertEqual(answer.lines[0].statuses[0].code, "IA")
        self.assertEqual(answer.lines[0].number, "10")

        picking = sale.picking_ids
        picking.move_ids.quantity = 400
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        (notice,) = self._left("856")
        shipped = notice.orders[0].lines[0]
        self.assertEqual(notice.shipment_id, picking.name)
        self.assertEqual((shipped.quantity, shipped.uom), (Decimal(4), "BX"))

        invoice = sale._create_invoices()
        invoice.action_post()
        (bill,) = self._left("810")
        self.assertEqual(bill.invoice_number, invoice.name)
        self.assertEqual((bill.total, bill.order_number), (Decimal(60), "PO-7001"))
        self.assertEqual(bill.lines[0].price, Decimal(15))

        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"payment_date": fields.Date.today()})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self._check_trace(invoice, order, sale)

    def _check_trace(self, invoice, order, sale):
        clerk = new_test_user(
            self.env,
            "cash-clerk",
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads,"
            "stock.group_stock_user,healthcare_integration_base.group_operator",
        )
        action = invoice.with_user(clerk).action_open_healthcare_trace()
        hops = self.env[action["res_model"]].with_user(clerk).search(action["domain"])
        models = set(hops.mapped("res_model"))
        for model in (
            "healthcare.customer.order",
            "sale.order",
            "stock.picking",
            "account.move",
            "healthcare.message",
        ):
            self.assertIn(model, models)
        sent = hops.filtered(lambda hop: hop.what == "Sent")
        self.assertGreaterEqual(len(sent), 3)
        self.assertEqual(order.sale_name, sale.name)

    def test_another_price_is_a_question_with_two_answers(self):
        self._send(self._order(price="12.00"))
        order = self._customer_order()
        self.assertEqual(order.state, "question")
        self.assertEqual(order._sale().state, "draft")
        self.assertFalse(self._left("855"))
        exception = self.env["healthcare.exception"].search(
            [("code", "=", "CUSTOMER_PRICE"), ("res_id", "=", order.id)]
        )
        self.assertEqual((exception.state, exception.amount), ("open", 12))
        exception._apply_resolution("customer_accept", "a promised offer")
        self.assertEqual(exception.state, "resolved")
        self.assertEqual(order.state, "confirmed")
        self.assertEqual(order._sale().amount_total, 48)
        (answer,) = self._left("855")
        self.assertEqual(answer.lines[0].price, Decimal(12))

    def test_our_price_may_be_confirmed_as_well(self):
        self._send(self._order(price="12.00"))
        exception = self.env["healthcare.exception"].search(
            [("code", "=", "CUSTOMER_PRICE"), ("state", "=", "open")]
        )
        exception._apply_resolution("customer_confirm")
        self.assertEqual(self._customer_order()._sale().amount_total, 60)
        self.assertEqual(self._left("855")[0].lines[0].price, Decimal(15))

    def test_an_item_nobody_knows_waits_as_a_quotation(self):
        self._send(self._order(item="STRANGE"))
        order = self._customer_order()
        self.assertEqual(order.state, "question")
        codes = self.env["healthcare.exception"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        self.assertEqual(codes.mapped("code"), ["MAPPING_ITEM"])
        self.assertFalse(self._left("855"))

    def test_the_same_order_twice_is_one_sale(self):
        self._send(self._order())
        again = self._send(self._order())
        states = {again.state, *again.child_ids.mapped("state")}
        self.assertIn("duplicate", states)
        sales = self.env["sale.order"].search([("client_order_ref", "=", "PO-7001")])
        self.assertEqual(len(sales), 1)

    def test_the_same_number_with_other_content_is_a_conflict(self):
        self._send(self._order())
        other = self._send(self._order(quantity="9"))
        states = {other.state, *other.child_ids.mapped("state")}
        self.assertIn("conflict", states)
        self.assertEqual(self._customer_order()._sale().amount_total, 60)
