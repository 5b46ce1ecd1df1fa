"""Whatever way an invoice comes, the same draft stands on the clerk's screen."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import ProcurementCase

COLUMNS = {
    "invoice_number": "Invoice",
    "invoice_date": "Date",
    "order_number": "PO",
    "lines[].number": "Line",
    "lines[].order_line": "Line",
    "lines[].item.supplier": "Item",
    "lines[].quantity": "Qty",
    "lines[].uom": "Unit",
    "lines[].price": "Price",
}


@tagged("post_install", "-at_install")
class TestInvoiceChannels(ProcurementCase):
    """Canonical JSON by the API, a list of a spreadsheet, and a typed PDF."""

    def setUp(self):
        super().setUp()
        # The engine works with cursors of its own.
        self.enterContext(self.enter_registry_test_mode())

    def _shape(self, match):
        """What a bill looks like, without its numbers."""
        bill = match.move_id
        return {
            "state": (match.state, bill.state, bill.healthcare_payment_hold),
            "supplier": bill.partner_id,
            "categories": match.categories,
            "reason": match.reason,
            "lines": [
                (
                    line.product_id,
                    line.quantity,
                    line.product_uom_id,
                    line.price_unit,
                    line.healthcare_order_line_id.product_id,
                    line.purchase_line_id.id,
                )
                for line in bill.invoice_line_ids
            ],
        }

    def _by_api(self):
        order = self._received()
        self._apply(self._invoice(order, (1, "10", "BX", "13.00"), number="CH-API"))
        return self._match("CH-API")

    def _received(self):
        order = self._glove_order()
        self._receive(order)
        return order

    def _by_spreadsheet(self):
        order = self._received()
        flow = self._list_flow()
        text = (
            "Invoice;Date;PO;Line;Item;Qty;Unit;Price\n"
            f"CH-CSV;05.06.2026;{order.name};1;NM-1001;10;BX;13,00\n"
        )
        messages = self.env["healthcare.message"]
        accepted = messages._accept(flow, text.encode())
        for _round in range(2):
            # The list is opened first; its documents are messages of their own.
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE healthcare_message SET due_at = timezone('UTC', now()) "
                "WHERE state = 'due'"
            )
            self.env["healthcare.drain"].sudo()._drain("normal")
            self.env.invalidate_all()
        message = messages.browse(accepted.message_id)
        self.assertIn(message.state, ("done", "partly"), message.code)
        match = self._match("CH-CSV")
        self.assertIn(
            accepted.message_id, (match.message_id | match.message_id.parent_id).ids
        )
        return match

    def _list_flow(self):
        members = self.env["healthcare.schema.line"]

        def row(path, source):
            member = members.search(
                [("schema_id.kind", "=", "supplier_invoice"), ("path", "=", path)],
                limit=1,
            )
            return Command.create({"target_id": member.id, "source": source})

        layout = self.env["healthcare.layout"].create(
            {
                "name": "Invoices as a list",
                "kind": "supplier_invoice",
                "delimiter": ";",
                "decimal_mark": ",",
                "thousands_mark": ".",
                "date_format": "DD.MM.YYYY",
                "group_by": "Invoice",
                "sample": "Invoice;Date;PO;Line;Item;Qty;Unit;Price\n"
                "1;05.06.2026;PO1;1;NM-1001;10;BX;13,00\n",
                "field_ids": [row(path, name) for path, name in COLUMNS.items()],
            }
        )
        approver = new_test_user(
            self.env, "g-approver", "healthcare_integration_base.group_approver"
        )
        layout.with_user(approver).action_activate()
        flow = self.connection.flow_ids.filtered(
            lambda row: row.kind == "supplier_invoice"
        )
        flow.write({"codec": "csv", "layout_id": layout.id})
        return flow

    def _by_hand(self):
        order = self._received()
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": "2026-06-05",
                "ref": "CH-PDF",
                "invoice_origin": order.name,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.glove.id,
                            "quantity": 10,
                            "product_uom_id": self.box.id,
                            "price_unit": 13,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_healthcare_match()
        return bill.healthcare_match_id

    def test_every_channel_makes_the_same_draft(self):
        first = self._shape(self._by_api())
        self.assertEqual(first["categories"], "PRICE_HIGH")
        for way in (self._by_spreadsheet, self._by_hand):
            with self.subTest(way=way.__name__):
                self.assertEqual(self._shape(way()), first)
