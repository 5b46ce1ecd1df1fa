"""Stock that replenishes itself, a shortage that is told at once, a nightly price list.

A distributor keeps two places stocked from thresholds. A supplier's stock report
decides who is asked; a price list of the night changes what is cheap to accept and asks
about the rest. A critical item that runs short is somebody's question within seconds,
and one click moves a back-order to the supplier who can deliver.
"""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hospital import SECRET
from lib.partners.formats import canonical
from supply_house import SupplyHouse

PLACES = """
from odoo import Command
company = env.company
clinic = env["stock.warehouse"].create(
    {"name": "Clinic", "code": "CLN", "company_id": company.id})
site = env["healthcare.facility"].create({
    "name": "Clinic", "code": "CLINIC", "warehouse_id": clinic.id})
glove, lancet = env["product.product"].browse(values["products"])
owner = env["res.users"].create({
    "name": "Planner", "login": "planner", "email": "planner@example.org",
    "group_ids": [Command.link(env.ref("stock.group_stock_manager").id),
                  Command.link(env.ref("purchase.group_purchase_manager").id)]})
glove.write({"responsible_id": owner.id})
glove.product_tmpl_id.healthcare_criticality = "a"
Connection, Flow = env["healthcare.connection"], env["healthcare.flow"]
for code in ("abacus", "birch"):
    connection = Connection.search([("code", "=", code)])
    for kind in ("inventory_advice", "catalog"):
        codec = "json" if code == "abacus" else "x12"
        Flow.create({"name": kind, "code": kind, "direction": "in", "kind": kind,
                     "codec": codec, "connection_id": connection.id, "retry_base": 1})
ward = Connection.create({"name": "Ward", "code": "ward", "state": "live",
                          "owner_id": env.ref("base.user_admin").id})
Flow.create({"name": "usage", "code": "usage", "direction": "in", "kind": "usage",
             "codec": "json", "connection_id": ward.id})
env["healthcare.credential"].create({
    "name": "webhook", "connection_id": ward.id, "secret": values["secret"]})
quants = env["stock.quant"]
quants._update_available_quantity(glove, clinic.lot_stock_id, 900)
birch = env["res.partner"].browse(values["suppliers"]["birch"])
seller = glove.seller_ids.filtered(lambda row: row.partner_id == birch)
rules = env["stock.warehouse.orderpoint"].create([{
    "product_id": glove.id, "location_id": place.lot_stock_id.id,
    "warehouse_id": place.id, "product_min_qty": 500, "product_max_qty": 1000,
    "supplier_id": seller.id} for place in (clinic, env["healthcare.facility"].search(
        [("code", "=", "MAIN")]).warehouse_id)])
env.cr.commit()
result = {"glove": glove.id, "planner": owner.id}
"""
REPLENISH = """
rules = env["stock.warehouse.orderpoint"].search(
    [("product_id", "=", values["glove"])])
rules._procure_orderpoint_confirm(company_id=env.company)
orders = env["purchase.order"].search([("state", "=", "draft")])
result = [[row.partner_id.id, sum(row.order_line.mapped("product_uom_qty"))]
          for row in orders]
orders.with_user(values["planner"]).button_confirm()
env.cr.commit()
result += orders.mapped("name")
"""
ANSWER = """
exception = env["healthcare.exception"].search([
    ("code", "=", values["code"]), ("state", "=", "open")], limit=1)
action = exception.with_user(values["planner"])._apply_resolution(values["answer"])
env.cr.commit()
fresh = env["purchase.order"].search([], order="id desc", limit=1)
result = {"state": exception.state, "order": fresh.name,
          "partner": fresh.partner_id.id}
if fresh.state in ("draft", "sent"):
    fresh.with_user(values["planner"]).button_confirm()
    env.cr.commit()
"""


@pytest.fixture(scope="module")
def house():
    """Two stocked places, suppliers with stock reports and price lists."""
    with SupplyHouse("replenish", workers=6) as live:
        live.own = live.shell(
            PLACES,
            products=live.ids["products"],
            suppliers=live.ids["suppliers"],
            secret=SECRET,
        )
        live.live.wait_for_runner()
        yield live


def _report(house, supplier, available):
    code = supplier[:3].upper()
    advice = canonical.InventoryAdvice(
        advice_number=f"STOCK-{supplier}",
        as_of_date=date.today(),
        as_of=datetime.now(UTC),
        lines=(
            canonical.InventoryLine(
                item=canonical.ItemIds(supplier=f"{code}-Glo"),
                number="1",
                quantities=(
                    canonical.InventoryQuantity("33", Decimal(available), "BX"),
                ),
            ),
        ),
    )
    data = canonical.to_json(advice)
    if supplier == "abacus":
        status, _body = house.post(
            data, key=uuid.uuid4().hex, flow="abacus/inventory_advice"
        )
        assert status == 202
    else:
        house.send_edi(advice)
    house.wait(
        f"{supplier} reported",
        lambda: house.value(
            "SELECT count(*) FROM healthcare_supplier_availability "
            "WHERE partner_id = %s",
            [house.ids["suppliers"][supplier]],
        ),
        60,
    )


def test_the_supplier_who_has_it_is_asked(house):
    """Stock under the threshold is ordered from the supplier who can deliver."""
    _report(house, "birch", 0)
    _report(house, "abacus", 5000)
    *planned, number = house.shell(REPLENISH, **house.own)
    assert planned[0][0] == house.ids["suppliers"]["abacus"]
    house.wait("the order left", lambda: house.ordered("abacus", number), 60)


def test_a_price_list_of_the_night(house):
    """What is cheap to accept holds at once; the rest waits for a person."""
    catalog = canonical.Catalog(
        catalog_number="LIST-1",
        currency="USD",
        purpose="04",
        catalog_date=date.today(),
        items=(
            canonical.CatalogItem(
                item=canonical.ItemIds(supplier="BIR-Glo"),
                number="1",
                uom="BX",
                prices=(canonical.CatalogPrice(Decimal("12.10"), uom="BX"),),
            ),
            canonical.CatalogItem(
                item=canonical.ItemIds(supplier="BIR-Lan"),
                number="2",
                uom="BX",
                prices=(canonical.CatalogPrice(Decimal("45.00"), uom="BX"),),
            ),
        ),
    )
    house.send_edi(catalog)
    price = (
        "SELECT price::float FROM product_supplierinfo WHERE product_code = %s "
        "ORDER BY id DESC LIMIT 1"
    )
    house.wait(
        "the small change holds",
        lambda: house.value(price, ["BIR-Glo"]) == 12.1,
        60,
    )
    assert house.value(price, ["BIR-Lan"]) == 30.0, "a jump waits for a person"
    assert house.value(
        "SELECT count(*) FROM healthcare_exception WHERE state = 'open' "
        "AND res_model LIKE 'healthcare.catalog%%'"
    )


def test_a_shortage_is_told_and_a_backorder_moves(house):
    """Usage drains the clinic; its owner is asked at once; the order goes elsewhere."""
    usage = canonical.Usage(
        event_id="USE-9",
        item=canonical.ItemIds(buyer="GLOVE"),
        quantity=Decimal(880),
        used_at=datetime.now(UTC),
        source="ward",
        facility="CLINIC",
        uom="EA",
        encounter_key="enc-9",
        charge_code="SUP100",
    )
    data = canonical.to_json(usage)
    assert house.post(data, key=uuid.uuid4().hex, flow="ward/usage")[0] == 202
    seconds = house.wait(
        "the planner is asked",
        lambda: house.value(
            "SELECT count(*) FROM healthcare_exception WHERE code = 'STOCK_SHORTAGE' "
            "AND state = 'open' AND user_id = %s",
            [house.own["planner"]],
        ),
        60,
    )
    assert seconds < 60
    number = house.order("birch", (0, 10, 12.1))
    house.wait("birch has it", lambda: house.ordered("birch", number), 60)
    order = house.ordered("birch", number)
    line = order.lines[0]
    house.send_edi(
        canonical.OrderAcknowledgment(
            order_number=number,
            status="AC",
            lines=(
                canonical.AcknowledgedLine(
                    number=line.number,
                    item=line.item,
                    quantity=line.quantity,
                    uom=line.uom,
                    price=line.price,
                    statuses=(canonical.LineStatus("IB", line.quantity, line.uom),),
                ),
            ),
            acknowledged_date=date.today(),
        )
    )
    house.wait(
        "back-ordered",
        lambda: house.value(
            "SELECT count(*) FROM healthcare_exception WHERE code = 'BACKORDER' "
            "AND state = 'open'"
        ),
        60,
    )
    answer = house.shell(
        ANSWER, code="BACKORDER", answer="reroute_balance", planner=house.own["planner"]
    )
    assert answer["state"] == "resolved"
    assert answer["partner"] != house.ids["suppliers"]["birch"]
    assert answer["order"] != number
