"""The records of one match vector, made with Odoo's own means."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo import Command

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    ItemIds,
    Party,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming
from odoo.addons.healthcare_procurement_sync.match_types import BASIS

from .vectors_procurement_catalogue import Catalogue

NEW_BANK = Party("DE02120300000000202051", "iban")
"""An account that no supplier of a vector has."""

UNMAPPED = "ZZ"
"""Stands for a code that nothing maps: the vector gives no factor."""


class World(Catalogue):
    """The order, what was received, returned and billed, and the invoice itself."""

    def build(self):
        """Everything that exists before the invoice arrives."""
        self.supplier = self.env["res.partner"].create(
            {"name": f"Supplier {self.tag}", "is_company": True}
        )
        self.connection = self._connection()
        self._precision()
        self._policy()
        if self.given.get("po"):
            self._order()
        self._priors()
        self._claims()
        self._block()
        self.env.flush_all()

    def _block(self):
        """Last: nobody orders from a supplier that is blocked."""
        blocked = self.given.get("supplier") or {}
        if isinstance(blocked, dict) and blocked.get("state") in ("blocked", "hold"):
            self.supplier.healthcare_supplier_blocked = True

    # -- order, receipts, returns ----------------------------------------------------

    def _order(self):
        po = self.given["po"]
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", po.get("currency", "USD"))])
        currency.active = True
        self.order = self.env["purchase.order"].create(
            {
                "name": f"{po['name']}-{self.tag}",
                "partner_id": self.supplier.id,
                "currency_id": currency.id,
                "date_order": self._day(-9),
                "order_line": [
                    Command.create(self._order_line(row)) for row in po["lines"]
                ],
            }
        )
        self.order.button_confirm()
        lines = dict(
            zip([row["no"] for row in po["lines"]], self._lines(), strict=True)
        )
        for row in po["lines"]:
            self._line_world(row, lines[row["no"]])
        if po.get("state", "purchase") != "purchase":
            self.order.state = "cancel"

    def _day(self, days=0):
        day = date.fromisoformat(self.given["invoice"]["date"])
        return datetime.combine(day + timedelta(days=days), datetime.min.time())

    def _lines(self):
        return self.order.order_line.sorted("healthcare_number")

    def _order_line(self, row):
        product = self._product(row["item"])
        unit = self._unit(product, row.get("uom", "EA"), row["factor"])
        for factor in row.get("packs", ()):
            known = [Decimal(key[2]) for key in self.units if key[0] == product.id]
            if Decimal(factor) not in known:
                self._unit(product, "CA", factor)
        if row.get("contract"):
            self._contract(product, unit, row["contract"])
        self._class_policy(product, row)
        return {
            "product_id": product.id,
            "product_qty": float(row["qty"]),
            "product_uom_id": unit.id,
            "price_unit": float(Decimal(row["price"]) / BASIS[row.get("basis", "")]),
            "tax_ids": [Command.clear()],
        }

    def _line_world(self, row, line):
        for sub in row.get("substitutes", ()):
            self.env["healthcare.order.substitution"].create(
                {
                    "order_line_id": line.id,
                    "product_id": self._product(sub["item"]).id,
                    "state": sub["state"],
                    "base_ratio": float(sub.get("base_ratio", "1")),
                }
            )
        received = Decimal(row.get("received_base", "0"))
        if received and line.qty_received_method == "stock_moves":
            self._receive(line, received)
        elif received:
            line.qty_received = float(received / Decimal(row["factor"]))
        returned = Decimal(row.get("returned_base", "0"))
        if returned:
            self._return(line, returned)
        billed = Decimal(row.get("billed_base", "0"))
        if billed:
            self._bill(line, billed)

    def _receive(self, line, quantity):
        move = line.move_ids.filtered(lambda row: row.state not in ("done", "cancel"))
        picking = move.picking_id
        others = picking.move_ids - move
        others.quantity = 0
        move.quantity = float(quantity)
        move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        if picking.state != "done":
            raise ValueError("the receipt of the vector was not completed")

    def _return(self, line, quantity):
        done = line.move_ids.filtered(lambda row: row.state == "done")
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": done.picking_id[:1].id}
        )
        for row in wizard.product_return_moves:
            wanted = row.move_id.purchase_line_id == line
            row.quantity = float(quantity) if wanted else 0
        action = wizard.action_create_returns()
        picking = self.env["stock.picking"].browse(action["res_id"])
        picking.move_ids.quantity = float(quantity)
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        if picking.state != "done":
            raise ValueError("the return of the vector was not completed")

    # -- earlier documents -----------------------------------------------------------

    def _bill(self, line, quantity):
        """A bill that somebody entered and posted; its own number, another day."""
        numbers = self.env["account.move"].search_count([]) + 1
        self._entry(
            f"EARLIER{numbers}{self.tag}X",
            self._day(-60),
            [
                {
                    "product_id": line.product_id.id,
                    "quantity": float(quantity),
                    "product_uom_id": line.product_id.uom_id.id,
                    "price_unit": line.price_unit
                    / float(
                        line.product_uom_id._healthcare_factor(line.product_id.uom_id)
                    ),
                    "purchase_line_id": line.id,
                }
            ],
        )

    def _entry(self, ref, day, lines, move_type="in_invoice", post=True):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.supplier.id,
                "invoice_date": day,
                "ref": ref,
                "invoice_origin": self.order.name or False,
                "invoice_line_ids": [
                    Command.create(line | {"tax_ids": [Command.clear()]})
                    for line in lines
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _priors(self):
        for prior in self.given.get("prior_invoices", ()):
            if prior.get("supplier") != self.given["invoice"].get("supplier"):
                continue
            kind = "in_refund" if prior.get("type") == "credit" else "in_invoice"
            day = datetime.fromisoformat(prior["date"])
            line = {"name": "Goods", "quantity": 1, "price_unit": float(prior["total"])}
            dead = prior.get("state") in ("rejected", "void", "cancel", "cancelled")
            posted = prior.get("state", "posted") == "posted"
            move = self._entry(prior["number"], day, [line], kind, posted)
            move.invoice_origin = prior.get("po") and f"{prior['po']}-{self.tag}"
            if dead:
                move.button_cancel()

    def _claims(self):
        lines = {str(line.healthcare_number): line for line in self.order.order_line}
        for claim in self.given.get("claims", ()):
            self.env["healthcare.supplier.claim"].create(
                {
                    "name": "Price",
                    "partner_id": self.supplier.id,
                    "order_line_id": lines[claim["po_line"]].id,
                    "amount": float(claim["amount"]),
                    "state": claim.get("state", "open"),
                }
            )

    # -- the invoice -----------------------------------------------------------------

    def document(self):
        """The canonical invoice of the vector."""
        invoice = self.given["invoice"]
        named = invoice.get("po")
        known = self.given.get("po") and named == self.given["po"]["name"]
        return SupplierInvoice(
            invoice_number=invoice["number"],
            invoice_date=date.fromisoformat(invoice["date"]),
            lines=tuple(self._invoice_line(row) for row in invoice["lines"]),
            order_number=self.order.name if known else (named or ""),
            document_type=invoice.get("type", "invoice"),
            currency=invoice.get("currency", ""),
            total=Decimal(invoice["total"]) if invoice.get("total") else None,
            tax=Decimal(invoice["tax"]) if invoice.get("tax") else None,
            remit_to=NEW_BANK if self._new_bank() else Party(),
            charges=tuple(
                InvoiceCharge(row["ind"], row["code"], Decimal(row["amount"]))
                for row in invoice.get("charges", ())
            ),
        )

    def _new_bank(self):
        return self.given.get("bank_changed") or self.given["invoice"].get(
            "bank_changed"
        )

    def _invoice_line(self, row):
        product = self._product(row["item"])
        if row.get("factor"):
            self._unit(product, row.get("uom", "EA"), row["factor"])
        return InvoiceLine(
            number=row["no"],
            item=ItemIds(buyer=product.default_code),
            quantity=Decimal(row["qty"]),
            uom=row.get("uom", "") if row.get("factor") else UNMAPPED,
            price=Decimal(row["price"]),
            order_line=row.get("po_line") or "",
            price_basis=row.get("basis", ""),
            pack_factor=Decimal(row["factor"]) if row.get("factor") else None,
            kind=row.get("kind", "goods"),
        )

    def send(self):
        """Hand the invoice to the handler as the service user; its outcome."""
        document = self.document()
        env = self.env(
            user=self.connection.service_user_id.id,
            su=False,
            context={"allowed_company_ids": self.company.ids},
        )
        row = Incoming(
            message_id=0,
            uuid="",
            connection=self.connection,
            flow=self.flow,
            document=document,
        )
        return env["healthcare.handler.supplier_invoice"]._apply([row])[0]
