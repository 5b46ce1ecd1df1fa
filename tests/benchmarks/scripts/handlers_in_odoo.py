# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. Each sample has confirmed orders of its own: they are acknowledged, then
# received, by the drain in this process or by a job per message on the live server.
import json
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import odoo.sql_db
from odoo import Command
from odoo.modules.registry import Registry

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    GoodsReceipt,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
    ReceivedLine,
    to_json,
)

COUNT, QUANTITY, PRICE = values["count"], 10, 12
KINDS = ("order_acknowledgment", "goods_receipt")
checks = []


def check(what, found, expected):
    checks.append([what, found, expected])


def prepare(env):
    """One supplier with one product; returns ids, committed."""
    supplier = env["res.partner"].create({"name": "Northern", "is_company": True})
    connection = env["healthcare.connection"].create(
        {"name": "north", "code": "north", "partner_id": supplier.id, "state": "live"}
    )
    flows = env["healthcare.flow"].create(
        [
            {
                "name": kind,
                "code": kind,
                "connection_id": connection.id,
                "direction": "in",
                "kind": kind,
                "codec": "json",
            }
            for kind in KINDS
        ]
    )
    product = env["product.product"].create(
        {
            "name": "Glove",
            "default_code": "GLOVE",
            "type": "consu",
            "is_storable": True,
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
    env.cr.commit()
    return supplier.id, product.id, dict(zip(KINDS, flows.ids, strict=True))


def cursor():
    return registry.cursor()


def new_orders():
    """Names of confirmed orders; not part of the time."""
    with cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"tracking_disable": True})
        line = {
            "product_id": product,
            "product_qty": QUANTITY,
            "price_unit": PRICE,
            "tax_ids": [Command.clear()],
        }
        orders = env["purchase.order"].create(
            [
                {"partner_id": supplier, "order_line": [Command.create(dict(line))]}
                for _number in range(COUNT)
            ]
        )
        orders.button_confirm()
        return orders.mapped("name")


def acknowledgment(name):
    status = LineStatus("IA", Decimal(QUANTITY), "EA", "067", date(2026, 6, 9))
    line = AcknowledgedLine(
        number="1",
        item=ItemIds(supplier="NM-1"),
        uom="EA",
        price=Decimal(PRICE),
        statuses=(status,),
        where="PO1[1]",
    )
    return OrderAcknowledgment(
        order_number=name,
        status="AC",
        lines=(line,),
        acknowledged_date=date(2026, 6, 2),
    )


def receipt(name):
    line = ReceivedLine(ItemIds(buyer="GLOVE"), Decimal(QUANTITY), "EA", "1", (), "l")
    return GoodsReceipt(
        receipt_number=f"R-{name}",
        order_number=name,
        lines=(line,),
        received_at=datetime(2026, 6, 3, 14, 30, tzinfo=UTC),
        site="",
        final=False,
    )


DOCUMENTS = dict(zip(KINDS, (acknowledgment, receipt), strict=True))


def by_drain(kind, rows):
    with cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        flow = env["healthcare.flow"].browse(flows[kind])
        for row in rows:
            env["healthcare.message"]._accept(flow, json.dumps(row).encode())
        # The live server shall not be told.
        cr.postcommit.clear()
    with cursor() as cr:
        drain = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["healthcare.drain"]
        queries, began = odoo.sql_db.sql_counter, time.perf_counter()
        drain._drain("normal", budget=600)
        seconds = time.perf_counter() - began
        queries = odoo.sql_db.sql_counter - queries
    return {"value": len(rows) / seconds, "queries": queries}


def by_jobs(kind, rows):
    began = time.perf_counter()
    with cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        handler = env["healthcare.handler.journey_probe"]
        for row in rows:
            handler.with_delay()._apply_any_as_job(flows[kind], row)
    left = (
        "SELECT count(*) FROM queue_job WHERE method_name = '_apply_any_as_job' "
        "AND state NOT IN ('done', 'failed')"
    )
    while one(left) and time.perf_counter() - began < 120:
        time.sleep(0.02)
    return {"value": len(rows) / (time.perf_counter() - began)}


def one(statement, *arguments):
    with cursor() as cr:
        cr.execute(statement, arguments)
        return cr.fetchone()[0]


def effects(way, names):
    """What must have become of the orders, whichever way."""
    found = one(
        "SELECT count(*) FROM purchase_order_line l JOIN purchase_order o "
        "ON o.id = l.order_id WHERE o.name = ANY(%s) AND l.qty_received = %s",
        names,
        QUANTITY,
    )
    check(f"{way}: orders received in full", found, len(names))


registry = Registry(env.cr.dbname)
supplier, product, flows = prepare(env)
samples = {f"{way} {kind}": [] for way in ("drain", "job") for kind in KINDS}
for number in range(values["runs"] + 1):
    for way, work in (("drain", by_drain), ("job", by_jobs)):
        names = new_orders()
        for kind in KINDS:
            rows = [to_json(DOCUMENTS[kind](name)) for name in names]
            sample = work(kind, rows)
            if number:
                samples[f"{way} {kind}"].append(sample)
        effects(way, names)
result = {"samples": samples, "checks": checks}
