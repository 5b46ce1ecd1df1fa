# ruff: noqa: F821
# Put before lists_in_odoo.py, inside Odoo's shell: one row of each kind is made by the
# ORM and copied by SQL, so that every column is as Odoo would have left it.
from odoo import Command, fields


def clone(table, row_id, count, **expressions):
    """Copy one row ``count`` times; ``n`` counts from 1 in the expressions."""
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        [table],
    )
    names = [row[0] for row in env.cr.fetchall()]
    taken = [expressions.get(name, f't."{name}"') for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(taken)} '
        f'FROM "{table}" t, generate_series(1, {count}) n WHERE t.id = {row_id} '
        "ORDER BY n RETURNING id"
    )
    return min(row[0] for row in env.cr.fetchall())


def every(step, yes, no):
    """SQL: ``yes`` in one of ``step`` rows."""
    return f"CASE WHEN n % {step} = 0 THEN '{yes}' ELSE '{no}' END"


def facilities():
    """Four sites that measure their stock."""
    made = env["healthcare.facility"]
    for name in ("North", "South", "East", "West"):
        warehouse = env["stock.warehouse"].create({"name": name, "code": name[:4]})
        made |= made.create({"name": name, "code": name, "warehouse_id": warehouse.id})
    return made


def items(product, count):
    """Id of the first of ``count`` copies of an item; the others follow."""
    template = clone(
        "product_template",
        product.product_tmpl_id.id,
        count,
        name="jsonb_build_object('en_US', 'Item ' || n)",
        default_code="'I' || n",
    )
    return clone(
        "product_product",
        product.id,
        count,
        product_tmpl_id=f"{template} - 1 + n",
        default_code="'I' || n",
    )


def transmissions(order, count):
    row = env["healthcare.order.transmission"].create(
        {"order_id": order.id, "channel": "north", "state": "acknowledged"}
    )
    clone("healthcare_order_transmission", row.id, count, order_id=f"{order.id} + n")
    change = env["healthcare.order.change"].create(
        {
            "order_id": order.id,
            "number": 1,
            "initiator": "supplier",
            "state": "sent",
        }
    )
    clone(
        "healthcare_order_change",
        change.id,
        count // 10,
        order_id=f"{order.id} + n",
        state=every(10, "sent", "accepted"),
    )


def backorders(line, first_line, count):
    """Rows of the first lines; one in four is open."""
    row = env["healthcare.backorder"].create({"order_line_id": line.id})
    clone(
        "healthcare_backorder",
        row.id,
        count,
        order_line_id=f"{first_line} - 1 + n",
        state=every(4, "open", "done"),
        risk=every(12, "critical", "covered"),
    )
    env.cr.execute(
        "UPDATE healthcare_backorder b SET order_id = l.order_id "
        "FROM purchase_order_line l WHERE l.id = b.order_line_id"
    )


def approvals(order, facility, user, count):
    """Questions about orders and requisitions; one in ten is open, for ``user``."""
    rule = env["healthcare.approval.rule"].create(
        {"name": "All", "document": "order", "user_ids": [Command.set(user.ids)]}
    )
    row = env["healthcare.approval"].create(
        {
            "res_model": "purchase.order",
            "res_id": order.id,
            "document": order.name,
            "kind": "order",
            "company_id": order.company_id.id,
            "amount": 120,
            "rule_id": rule.id,
            "level": 1,
            "requester_id": user.id,
            "deadline": fields.Datetime.now(),
        }
    )
    # Nothing is asked of new orders here: the lists are measured.
    rule.active = False
    first = clone(
        "healthcare_approval",
        row.id,
        count,
        res_id=f"{order.id} + n",
        document="'PB' || n",
        state=every(10, "pending", "approved"),
    )
    env.cr.execute(
        "INSERT INTO healthcare_approval_res_users_rel "
        "(healthcare_approval_id, res_users_id) "
        "SELECT id, %s FROM healthcare_approval WHERE id >= %s AND state = 'pending'",
        [user.id, first],
    )
    requisition = env["healthcare.requisition"].create(
        {"healthcare_facility_id": facility.id, "requester_id": user.id}
    )
    clone(
        "healthcare_requisition",
        requisition.id,
        count,
        name="'RQ' || n",
        state=every(10, "in_approval", "closed"),
        amount="n",
    )


def bills(order, supplier, count):
    """Bills, their matches (one in ten is held) and where finance has them."""
    bill = env["account.move"].create(
        {"move_type": "in_invoice", "partner_id": supplier.id, "ref": "B0"}
    )
    match = env["healthcare.match"].create(
        {
            "number": "B0",
            "norm_number": "B0",
            "document_type": "invoice",
            "company_id": order.company_id.id,
            "partner_id": supplier.id,
            "order_id": order.id,
            "currency_id": order.currency_id.id,
            "state": "held",
            "outcome": "hold",
            "categories": "PRICE_HIGH",
            "fingerprint": "0",
            "move_id": bill.id,
        }
    )
    export = env["healthcare.bill.export"].create(
        {
            "move_id": bill.id,
            "payable_id": "P0",
            "company_id": order.company_id.id,
            "partner_id": supplier.id,
        }
    )
    first = clone(
        "account_move",
        bill.id,
        count,
        name="'BENCH/' || n",
        ref="'B' || n",
        state=every(10, "draft", "posted"),
        partner_id=f"{supplier.id} + n % 200",
        access_token="NULL",
    )
    matched = clone(
        "healthcare_match",
        match.id,
        count,
        norm_number="'B' || n",
        number="'B' || n",
        order_id=f"{order.id} + n",
        move_id=f"{first} - 1 + n",
        state=every(10, "held", "posted"),
    )
    env.cr.execute(
        "UPDATE account_move SET healthcare_match_id = %s + id - %s WHERE id >= %s",
        [matched, first, first],
    )
    clone(
        "healthcare_bill_export",
        export.id,
        count,
        move_id=f"{first} - 1 + n",
        payable_id="'P' || n",
        state=every(50, "rejected", "paid"),
    )


def levels(product, first, sites, count):
    """Days of supply of every item at each site."""
    for site in sites:
        row = env["healthcare.supply.level"].create(
            {"product_id": product.id, "facility_id": site.id, "level": "fine"}
        )
        clone(
            "healthcare_supply_level",
            row.id,
            count,
            product_id=f"{first} - 1 + n",
            level=every(20, "out", "fine"),
            rank="CASE WHEN n % 20 = 0 THEN 0 ELSE 3 END",
        )


def price_changes(supplier, count):
    feed = env["healthcare.supplier.feed"].create(
        {"name": "List", "partner_id": supplier.id}
    )
    load = env["healthcare.catalog.load"].create(
        {"name": "L", "feed_id": feed.id, "company_id": env.company.id}
    )
    change = env["healthcare.catalog.change"].create(
        {"load_id": load.id, "kind": "changed", "state": "pending"}
    )
    clone(
        "healthcare_catalog_change",
        change.id,
        count,
        supplier_no="'N' || n",
        state=every(10, "pending", "applied"),
        kind=every(50, "discontinued", "changed"),
    )
