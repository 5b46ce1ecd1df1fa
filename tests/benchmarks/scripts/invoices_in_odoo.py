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

COUNT, QUANTITY, PRICE, LINES = values["count"], 10, 12, 5
# One by one is measured on a part of the same orders: it takes as long for each.
PART = min(COUNT, values["part"])
SHARE = 250
"""Orders that are confirmed, and receipts that are validated, in one transaction."""
company = env.ref("base.main_company")
env = env(
    context={
        "allowed_company_ids": company.ids,
        "tracking_disable": True,
        "mail_notify_force_send": False,
    }
)
checks = []


def receive(supplier, products, count):
    """Orders with a line per product, confirmed and received."""
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
                    for product in products
                ],
            }
            for _number in range(count)
        ]
    )
    orders.button_confirm()
    for move in orders.picking_ids.move_ids:
        move.quantity = move.product_qty
        move.picked = True
    for start in range(0, count, 50):
        orders.picking_ids[start : start + 50].button_validate()
    env.flush_all()
    return orders


def prepare():
    """Supplier, connection, products and received orders, committed."""
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
    products = env["product.product"].create(
        [
            {
                "name": f"Glove {number}",
                "default_code": f"GLOVE-{number}",
                "type": "consu",
                "is_storable": True,
                "purchase_method": "receive",
                "supplier_taxes_id": [Command.clear()],
            }
            for number in range(LINES)
        ]
    )
    env["product.supplierinfo"].create(
        [
            {
                "partner_id": supplier.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_code": f"NM-{number}",
                "price": PRICE,
            }
            for number, product in enumerate(products)
        ]
    )
    orders = env["purchase.order"]
    for start in range(0, COUNT, SHARE):
        orders |= receive(supplier, products, min(SHARE, COUNT - start))
        env.cr.commit()
    # As autovacuum would within a minute; the planner knows nothing of new rows.
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return connection, flow, orders


def documents(orders):
    return [
        SupplierInvoice(
            invoice_number=f"INV-{order.id}",
            invoice_date=date(2026, 6, 5),
            lines=tuple(
                InvoiceLine(
                    number=str(number + 1),
                    item=ItemIds(supplier=f"NM-{number}"),
                    quantity=Decimal(QUANTITY),
                    uom="EA",
                    price=Decimal(PRICE),
                    order_line=str(number + 1),
                    where=f"IT1[{number + 1}]",
                )
                for number in range(LINES)
            ),
            order_number=order.name,
            total=Decimal(QUANTITY * PRICE * LINES),
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


def batch(orders):
    return handle(documents(orders))


def matching(orders):
    """Only the look-ups and the rules: nothing is written."""
    inner = env(
        user=connection.service_user_id.id,
        su=False,
        context=dict(env.context, healthcare_in_drain=True),
    )
    builder = inner["healthcare.match.builder"]
    rows = [(document, connection.sudo(), 0) for document in documents(orders)]
    outcomes = []
    for start in range(0, len(rows), SHARE):
        requests = builder._requests(rows[start : start + SHARE])
        builder._evaluate(requests)
        outcomes += [request.result.outcome for request in requests]
    return outcomes


def single(orders):
    return [state for document in documents(orders) for state in handle([document])]


def plain(orders):
    states = []
    for order in orders:
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": date(2026, 6, 5), "ref": f"INV-{order.id}"})
        bill.action_post()
        env.flush_all()
        states.append("done" if bill.state == "posted" else bill.state)
    return states


def measured(name, function, orders):
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    states = function(orders)
    seconds = time.perf_counter() - began
    queries = odoo.sql_db.sql_counter - queries
    count = len(orders)
    expected = "auto_post" if function is matching else "done"
    checks.append([f"{name}: states", sorted(set(states)), [expected]])
    env.invalidate_all()
    if function is not matching:
        billed = [order.invoice_ids.mapped("state") for order in orders]
        checks.append([f"{name}: posted", billed.count(["posted"]), count])
        total = round(sum(orders.invoice_ids.mapped("amount_total")))
        checks.append([f"{name}: total", total, count * QUANTITY * PRICE * LINES])
    env.cr.rollback()
    env.invalidate_all()
    return {
        "value": count / seconds,
        "cpu_s": time.process_time() - cpu,
        "queries": queries,
    }


connection, flow, orders = prepare()
cases = {
    "matching": (matching, orders),
    "batch": (batch, orders),
    "single": (single, orders[:PART]),
    "plain": (plain, orders[:PART]),
}
samples = {name: [] for name in cases}
for number in range(values["runs"] + 1):
    for name, (function, some) in cases.items():
        sample = measured(name, function, some)
        if number:
            samples[name].append(sample)
result = {"samples": samples, "checks": checks}
