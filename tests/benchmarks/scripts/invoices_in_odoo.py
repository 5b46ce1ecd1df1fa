# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. Every round is rolled back, so that all bill the same received orders.
import time
from datetime import date
from decimal import Decimal

import odoo.sql_db
from odoo import Command

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceLine,
    ItemIds,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

COUNT, QUANTITY, PRICE = values["count"], 10, 12
company = env.ref("base.main_company")
env = env(
    context={
        "allowed_company_ids": company.ids,
        "tracking_disable": True,
        "mail_notify_force_send": False,
    }
)
checks = []


def prepare():
    """Orders of one product, confirmed and received, committed."""
    supplier = env["res.partner"].create(
        {"name": "Northern Medical", "is_company": True}
    )
    connection = env["healthcare.connection"].create(
        {"name": "north", "code": "north", "partner_id": supplier.id, "state": "live"}
    )
    flow = env["healthcare.flow"].create(
        {
            "name": "invoices",
            "code": "invoices",
            "connection_id": connection.id,
            "direction": "in",
            "kind": "supplier_invoice",
            "codec": "json",
        }
    )
    product = env["product.product"].create(
        {
            "name": "Glove",
            "default_code": "GLOVE",
            "type": "consu",
            "is_storable": True,
            "purchase_method": "receive",
            "supplier_taxes_id": [Command.clear()],
        }
    )
    env["product.supplierinfo"].create(
        {
            "partner_id": supplier.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_code": "NM-1",
            "price": PRICE,
        }
    )
    orders = env["purchase.order"].create(
        [
            {
                "partner_id": supplier.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": QUANTITY,
                            "price_unit": PRICE,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for _number in range(COUNT)
        ]
    )
    orders.button_confirm()
    for picking in orders.picking_ids:
        for move in picking.move_ids:
            move.quantity = move.product_qty
            move.picked = True
    orders.picking_ids.button_validate()
    env.cr.commit()
    return connection, flow, orders


def documents():
    return [
        SupplierInvoice(
            invoice_number=f"INV-{order.id}",
            invoice_date=date(2026, 6, 5),
            lines=(
                InvoiceLine(
                    number="1",
                    item=ItemIds(supplier="NM-1"),
                    quantity=Decimal(QUANTITY),
                    uom="EA",
                    price=Decimal(PRICE),
                    order_line="1",
                    where="IT1[1]",
                ),
            ),
            order_number=order.name,
            total=Decimal(QUANTITY * PRICE),
        )
        for order in orders
    ]


def handle(found):
    """One call of the handler, as the drain makes it."""
    inner = env(
        user=connection.service_user_id.id,
        su=False,
        context=dict(env.context, healthcare_in_drain=True),
    )
    rows = [
        Incoming(0, document.invoice_number, connection.sudo(), flow.sudo(), document)
        for document in found
    ]
    outcomes = inner["healthcare.handler"]._for_kind("supplier_invoice")._apply(rows)
    env.flush_all()
    return [outcome.state for outcome in outcomes]


def batch():
    return handle(documents())


def single():
    return [state for document in documents() for state in handle([document])]


def plain():
    states = []
    for order in orders:
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": date(2026, 6, 5), "ref": f"INV-{order.id}"})
        bill.action_post()
        states.append("done" if bill.state == "posted" else bill.state)
    env.flush_all()
    return states


def measured(name, function):
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    states = function()
    seconds = time.perf_counter() - began
    queries = odoo.sql_db.sql_counter - queries
    checks.append([f"{name}: states", sorted(set(states)), ["done"]])
    env.invalidate_all()
    billed = [order.invoice_ids.mapped("state") for order in orders]
    checks.append([f"{name}: posted", billed.count(["posted"]), COUNT])
    total = round(sum(orders.invoice_ids.mapped("amount_total")))
    checks.append([f"{name}: total", total, COUNT * QUANTITY * PRICE])
    env.cr.rollback()
    env.invalidate_all()
    return {
        "value": COUNT / seconds,
        "cpu_s": time.process_time() - cpu,
        "queries": queries,
    }


connection, flow, orders = prepare()
cases = {"batch": batch, "single": single, "plain": plain}
samples = {name: [] for name in cases}
for number in range(values["runs"] + 1):
    for name, function in cases.items():
        sample = measured(name, function)
        if number:
            samples[name].append(sample)
result = {"samples": samples, "checks": checks}
