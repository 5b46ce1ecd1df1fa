# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. Every round is rolled back, so that all receive the same open orders.
import time
from datetime import UTC, datetime
from decimal import Decimal

import odoo.sql_db
from odoo import Command

from odoo.addons.healthcare_integration_base.canonical import (
    GoodsReceipt,
    ItemIds,
    ReceivedLine,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

COUNT, LINES, QUANTITY, PRICE = values["count"], 5, 10, 12
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
    """Open orders of five items each, confirmed and committed."""
    supplier = env["res.partner"].create(
        {"name": "Northern Medical", "is_company": True}
    )
    connection = env["healthcare.connection"].create(
        {"name": "dock", "code": "dock", "state": "live"}
    )
    flow = env["healthcare.flow"].create(
        {
            "name": "receipts",
            "code": "receipts",
            "connection_id": connection.id,
            "direction": "in",
            "kind": "goods_receipt",
            "codec": "json",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Glove {number}",
                "default_code": f"GLOVE{number}",
                "type": "consu",
                "is_storable": True,
                "purchase_method": "receive",
                "supplier_taxes_id": [Command.clear()],
            }
            for number in range(LINES)
        ]
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
                    for product in products
                ],
            }
            for _number in range(COUNT)
        ]
    )
    for start in range(0, COUNT, 50):
        orders[start : start + 50].button_confirm()
        env.cr.commit()
    return connection, flow, orders, products


def documents():
    return [
        GoodsReceipt(
            receipt_number=f"R-{order.id}",
            order_number=order.name,
            lines=tuple(
                ReceivedLine(
                    ItemIds(buyer=product.default_code),
                    Decimal(QUANTITY),
                    "EA",
                    str(number + 1),
                    where=f"lines[{number}]",
                )
                for number, product in enumerate(products)
            ),
            received_at=datetime(2026, 6, 5, 8, tzinfo=UTC),
            site="EAST",
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
        Incoming(0, document.receipt_number, connection.sudo(), flow.sudo(), document)
        for document in found
    ]
    outcomes = inner["healthcare.handler"]._for_kind("goods_receipt")._apply(rows)
    env.flush_all()
    return [outcome.state for outcome in outcomes]


def batch():
    return handle(documents())


def single():
    states = []
    for document in documents():
        states += handle([document])
        env.invalidate_all()
    return states


def plain():
    states = []
    for order in orders:
        picking = order.picking_ids
        for move in picking.move_ids:
            move.quantity = move.product_qty
            move.picked = True
        picking.button_validate()
        env.flush_all()
        env.invalidate_all()
        states.append(picking.state)
    return states


def measured(name, function):
    env.invalidate_all()
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    states = function()
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    queries = odoo.sql_db.sql_counter - queries
    checks.append([f"{name}: states", sorted(set(states)), ["done"]])
    env.invalidate_all()
    received = sum(orders.order_line.mapped("qty_received"))
    checks.append([f"{name}: received", round(received), COUNT * LINES * QUANTITY])
    quants = env["stock.quant"].search(
        [("product_id", "in", products.ids), ("location_id.usage", "=", "internal")]
    )
    checks.append(
        [
            f"{name}: in stock",
            round(sum(quants.mapped("quantity"))),
            COUNT * LINES * QUANTITY,
        ]
    )
    env.cr.rollback()
    env.invalidate_all()
    return {"value": COUNT / seconds, "cpu_s": cpu, "queries": queries}


connection, flow, orders, products = prepare()
cases = {"batch": batch, "single": single, "plain": plain}
samples = {name: [] for name in cases}
for number in range(values["runs"] + 1):
    for name, function in cases.items():
        sample = measured(name, function)
        if number:
            samples[name].append(sample)
result = {"samples": samples, "checks": checks}
