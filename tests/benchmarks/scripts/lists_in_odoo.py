# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py) after lists_rows_in_odoo.py: finds
# ``env`` and ``values``, leaves ``result``. One order made by Odoo is copied by SQL;
# the lists are then read as the web client reads them, as the one whose list it is,
# with cold record caches.
import time

from lxml import etree

import odoo.sql_db
from odoo import Command, fields

ORDERS = values["orders"]
company = env.ref("base.main_company")
env = env(context={"allowed_company_ids": company.ids, "tracking_disable": True})
checks, cases = [], {}


def prepare():
    """Orders of 200 suppliers in all states of transmission and answer."""
    suppliers = env["res.partner"].create(
        [{"name": f"Supplier {n:03}", "is_company": True} for n in range(200)]
    )
    product = env["product.product"].create(
        {"name": "Glove", "default_code": "GLOVE", "is_storable": True}
    )
    order = env["purchase.order"].create(
        {
            "partner_id": suppliers[0].id,
            "order_line": [
                Command.create(
                    {"product_id": product.id, "product_qty": 10, "price_unit": 12}
                )
            ],
        }
    )
    order.button_confirm()
    finding = env["healthcare.exception"]._finding(
        "BACKORDER", "Later", model="purchase.order", res_id=order.id
    )
    exception = env["healthcare.exception"]._open(finding, company=company)
    env.flush_all()
    first = suppliers[0].id
    clone(
        "purchase_order",
        order.id,
        ORDERS - 1,
        name="'PB' || n",
        partner_id=f"{first} + n % 200",
        date_order="t.date_order - n * interval '7 minutes'",
        date_approve="t.date_approve - n * interval '7 minutes'",
        date_planned="t.date_planned - n * interval '5 minutes'",
        access_token="NULL",
        priority=every(100, "1", "0"),
        state="CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'purchase' END",
        receipt_status="CASE WHEN n % 40 < 38 THEN 'full' ELSE 'pending' END",
        healthcare_transmission_state="CASE WHEN n % 50 = 1 THEN 'sent' "
        "WHEN n % 500 = 2 THEN 'failed' ELSE 'acknowledged' END",
        healthcare_ack_state="CASE WHEN n % 50 = 1 THEN 'none' "
        "WHEN n % 25 = 2 THEN 'changed' ELSE 'accepted' END",
    )
    clone(
        "healthcare_exception",
        exception.id,
        ORDERS // 4,
        res_id=f"{order.id} + n",
        state="CASE WHEN n % 10 = 0 THEN 'open' ELSE 'resolved' END",
        stage="CASE WHEN n % 10 = 0 THEN 'new' ELSE 'solved' END",
        opened_at="t.opened_at - n * interval '11 minutes'",
    )
    env.cr.execute(
        "INSERT INTO purchase_order_line (order_id, company_id, partner_id, "
        "product_id, product_uom_id, name, sequence, product_qty, product_uom_qty, "
        "price_unit, price_subtotal, price_total, date_planned, qty_received, "
        "qty_invoiced, qty_to_invoice, healthcare_ack_state, healthcare_number) "
        "SELECT o.id, o.company_id, o.partner_id, t.product_id, t.product_uom_id, "
        "t.name, 10, 10, 10, 12, 120, 120, o.date_planned, "
        "CASE WHEN o.receipt_status = 'full' THEN 10 ELSE 0 END, 0, 0, 'accepted', 1 "
        "FROM purchase_order o, purchase_order_line t "
        "WHERE t.order_id = %s AND o.id <> %s",
        [order.id, order.id],
    )
    work(suppliers[0], order, product)
    env.cr.execute("ANALYZE")
    env.cr.commit()
    env.invalidate_all()
    facts = env["healthcare.line.fact"]
    facts._refresh()
    env["healthcare.measure"]._refresh()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    checks.append(["orders", env["purchase.order"].search_count([]) >= ORDERS, True])
    return suppliers, order


def work(supplier, order, product):
    """What else waits in lists, by the size of the orders."""
    line = order.order_line
    env.cr.execute(
        "SELECT min(id) FROM purchase_order_line WHERE order_id > %s", [order.id]
    )
    first_line = env.cr.fetchone()[0]
    part, sites = ORDERS // 5, facilities()
    transmissions(order, ORDERS - 1)
    backorders(line, first_line, part)
    approvals(order, sites[0], buyer, part)
    bills(order, supplier, part)
    levels(product, items(product, part), sites, part)
    price_changes(supplier, ORDERS)


def person(login, group):
    return env["res.users"].create(
        {
            "name": login,
            "login": f"bench.{login}",
            "group_ids": [Command.set([env.ref(group).id])],
        }
    )


def specification(inner, model, view):
    """The fields of a list view as the web client asks for them."""
    arch = inner[model].get_views([(inner.ref(view).id, "list")])["views"]["list"]
    nodes = etree.fromstring(arch["arch"]).xpath("//field[not(ancestor::groupby)]")
    names = {node.get("name") for node in nodes}
    model_fields = inner[model]._fields
    return {
        name: {"fields": {"display_name": {}}}
        if model_fields[name].type == "many2one"
        else {}
        for name in names
        if name in model_fields
    }


def listing(inner, model, view, domain, order=None):
    spec = specification(inner, model, view if "." in view else f"{OURS}.{view}")

    def read():
        found = inner[model].web_search_read(
            domain, spec, limit=80, order=order, count_limit=10_001
        )
        return len(found["records"])

    return read


def grouping(inner, model, domain, by, aggregates):
    return lambda: len(inner[model].formatted_read_group(domain, [by], aggregates))


def measured(function):
    env.invalidate_all()
    inner.invalidate_all()
    clerk.invalidate_all()
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    rows = function()
    return rows, {
        "value": 1000 * (time.perf_counter() - began),
        "cpu_s": time.process_time() - cpu,
        "queries": odoo.sql_db.sql_counter - queries,
    }


OURS = "healthcare_procurement_sync"
buyer = person("buyer", "purchase.group_purchase_manager")
accountant = person("clerk", "account.group_account_invoice")
suppliers, order = prepare()
inner = env(user=buyer.id, su=False)
clerk = env(user=accountant.id, su=False)
PO, EX = "purchase.order", "healthcare.exception"
view = "purchase.purchase_order_view_tree"
asked = "healthcare_integration_base.healthcare_exception_view_list"
fact = "healthcare_line_fact_view_list"
open_ones = [("state", "=", "open")]
now = fields.Datetime.now()
confirmed = [("state", "=", "purchase")]
late = [("date_planned", "<", now), ("receipt_status", "in", ("pending", "partial"))]
unanswered = [("healthcare_transmission_state", "in", ("queued", "sent", "delivered"))]
cases = {
    "orders: all": listing(inner, PO, view, []),
    "orders: not acknowledged": listing(inner, PO, view, confirmed + unanswered),
    "orders: promised and not here": listing(inner, PO, view, confirmed + late),
    "orders: changed by the supplier": listing(
        inner, PO, view, [("healthcare_ack_state", "=", "changed")]
    ),
    "orders: of one supplier": listing(
        inner, PO, view, [("partner_id", "=", suppliers[7].id)]
    ),
    "orders: by transmission": grouping(
        inner, PO, confirmed, "healthcare_transmission_state", ["__count"]
    ),
    "orders: by supplier": grouping(
        inner, PO, confirmed, "partner_id", ["__count", "amount_total:sum"]
    ),
    "exceptions: open, the dearest first": listing(inner, EX, asked, open_ones),
    "exceptions: by type": grouping(inner, EX, open_ones, "type_id", ["__count"]),
    "order lines measured: not perfect": listing(
        inner,
        "healthcare.line.fact",
        fact,
        [("due", "=", True), ("perfect", "=", 0)],
    ),
    "measures: by code": grouping(
        inner, "healthcare.measure", [], "code", ["rate:avg"]
    ),
    "backorders: to decide": listing(
        inner,
        "healthcare.backorder",
        "healthcare_backorder_view_list",
        [("state", "in", ("open", "waiting"))],
    ),
    "late receipts": listing(
        inner,
        "purchase.order.line",
        "purchase_order_line_view_late",
        [("display_type", "=", False), ("healthcare_late", "=", True)],
    ),
    "urgent orders": listing(
        inner, PO, "purchase_order_urgent_view_list", [("priority", "=", "1")]
    ),
    "order changes: open": listing(
        inner,
        "healthcare.order.change",
        "healthcare_order_change_view_list",
        [("state", "in", ("to_approve", "sent"))],
    ),
    "approvals: to decide by me": listing(
        inner,
        "healthcare.approval",
        "healthcare_approval_view_list",
        [("may_decide", "=", True)],
    ),
    "requisitions: in approval": listing(
        inner,
        "healthcare.requisition",
        "healthcare_requisition_view_list",
        [("state", "=", "in_approval")],
    ),
    "price changes: to decide": listing(
        inner,
        "healthcare.catalog.change",
        "healthcare_catalog_change_view_list",
        [("state", "=", "pending")],
    ),
    "days of supply: short": listing(
        inner,
        "healthcare.supply.level",
        "healthcare_supply_level_view_list",
        [("level", "in", ("out", "below", "soon"))],
    ),
    "questions about stock": listing(
        inner, "healthcare.stock.backlog", "healthcare_stock_backlog_view_list", []
    ),
    "bills: match exceptions": listing(
        clerk,
        "healthcare.match",
        "healthcare_match_view_list",
        [("state", "=", "held")],
    ),
    "bills: match exceptions by reason": grouping(
        clerk, "healthcare.match", [("state", "=", "held")], "kind", ["__count"]
    ),
    "bills: all": listing(
        clerk,
        "account.move",
        "account.view_in_invoice_bill_tree",
        [("move_type", "=", "in_invoice")],
    ),
    "bills: interface status": listing(
        clerk, "healthcare.bill.export", "healthcare_bill_export_view_list", []
    ),
    "bills: refused by finance": listing(
        clerk,
        "healthcare.bill.export",
        "healthcare_bill_export_view_list",
        [("state", "in", ("rejected", "failed"))],
    ),
    "tiles": lambda: len(inner[PO].healthcare_tiles()),
    "Odoo's own dashboard": lambda: len(inner[PO].retrieve_dashboard()),
}
samples = {name: [] for name in cases}
for number in range(values["runs"] + 1):
    for name, function in cases.items():
        rows, sample = measured(function)
        if number:
            samples[name].append(sample)
        else:
            checks.append([f"{name}: something is listed", rows > 0, True])
result = {"samples": samples, "checks": checks}
