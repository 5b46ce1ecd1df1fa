"""A hospital network: central buying, stock on site, one finance department.

A ward of the second site asks, its manager approves, the order leaves from the centre,
the site's own warehouse system receives, the bill goes to the finance system that pays
it, and what a ward uses becomes a charge.
"""

import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hospital import SECRET
from lib.partners.formats import canonical
from lib.partners.warehouse import Warehouse
from partner import Partner
from supply_house import SupplyHouse

RECEIVED_AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
NETWORK = """
from odoo import Command
company = env.company
site = env["stock.warehouse"].create({"name": "East clinic", "code": "EAST",
                                      "company_id": company.id})
# A plan of its own would be a new column, which a server that runs does not know.
plan = env.ref("analytic.analytic_plan_projects")
ward = env["account.analytic.account"].create(
    {"name": "East ward 3", "code": "E3", "plan_id": plan.id})
east = env["healthcare.facility"].create({
    "name": "East clinic", "code": "EAST", "warehouse_id": site.id,
    "analytic_account_id": ward.id})
def user(login, *groups):
    return env["res.users"].create({"name": login.title(), "login": login, "email":
        login + "@example.org", "group_ids": [
        Command.link(env.ref(group).id) for group in groups]})
env["product.product"].search([]).product_tmpl_id.healthcare_requestable = True
nurse = user("nurse", "healthcare_procurement_sync.group_requester")
manager = user("site-manager", "healthcare_procurement_sync.group_requester")
buyer = user("central-buyer", "purchase.group_purchase_user")
env["healthcare.approval.rule"].create({
    "name": "Site manager", "document": "both", "user_ids": [Command.link(manager.id)],
    "amount_from": 0})
Connection, Flow = env["healthcare.connection"], env["healthcare.flow"]
def connect(code, flows, **more):
    connection = Connection.create({
        "name": code.title(), "code": code, "state": "live",
        "owner_id": env.ref("base.user_admin").id, **more})
    for name, direction, kind in flows:
        Flow.create({"name": name, "code": name, "direction": direction, "kind": kind,
                     "codec": "json", "connection_id": connection.id, "retry_base": 1,
                     "retry_cap": 5})
    env["healthcare.credential"].create({
        "name": "webhook", "connection_id": connection.id, "secret": values["secret"]})
connect("finance", [("payables", "out", "payable"), ("paid", "in", "payment_status")],
        connector="http", endpoint_url=values["finance"], endpoint_private=True)
connect("ward", [("usage", "in", "usage")])
company.healthcare_finance_pays = True
env.cr.commit()
result = {"nurse": nurse.id, "manager": manager.id, "east": east.id,
          "buyer": buyer.id}
"""
ASK = """
from odoo import Command
row = env["healthcare.requisition"].with_user(values["nurse"]).create({
    "healthcare_facility_id": values["east"],
    "line_ids": [Command.create({
        "product_id": product, "quantity": quantity, "uom_id": values["box"],
        "partner_id": values["supplier"]}) for product, quantity in values["lines"]]})
row.action_submit()
env.cr.commit()
result = [row.id, row.state]
"""
DECIDE = """
asked = env["healthcare.approval"].search(
    [("res_model", "=", "healthcare.requisition"), ("res_id", "=", values["id"])])
mine = asked.with_user(values["who"])
try:
    mine._decide("approved")
    env.cr.commit()
    row = env["healthcare.requisition"].browse(values["id"])
    result = row.order_ids.mapped("name")
    # The centre buys: the approved order is placed by a buyer.
    row.order_ids.with_user(values["buyer"]).button_confirm()
    env.cr.commit()
except Exception as error:
    env.cr.rollback()
    result = type(error).__name__
"""
PAY = """
bill = env["account.move"].search([("ref", "=", values["ref"])])
register = env["account.payment.register"].with_context(
    active_model="account.move", active_ids=bill.ids)
try:
    register.create({})._create_payments()
    result = "paid"
except Exception as error:
    result = type(error).__name__
env.cr.rollback()
"""
STOCK = """
SELECT f.code, sum(q.quantity)::int FROM stock_quant q
  JOIN stock_location l ON l.id = q.location_id AND l.usage = 'internal'
  JOIN stock_warehouse w ON w.id = l.warehouse_id
  JOIN healthcare_facility f ON f.warehouse_id = w.id
 GROUP BY 1 HAVING sum(q.quantity) <> 0 ORDER BY 1
"""


@pytest.fixture(scope="module")
def network():
    """The house with a second site and a finance system; ``own`` are its ids."""
    with Partner() as finance, SupplyHouse("network", workers=6) as live:
        live.own = live.shell(NETWORK, secret=SECRET, finance=finance.url)
        live.finance = finance
        live.live.wait_for_runner()
        yield live


def _requested(network):
    """A nurse asks, cannot decide herself, the site's manager can; the order."""
    ids = network.ids
    asked, state = network.shell(
        ASK,
        **network.own,
        box=ids["box"],
        supplier=ids["suppliers"]["abacus"],
        lines=[(ids["products"][0], 4)],
    )
    assert state == "in_approval"
    buyer = network.own["buyer"]
    refused = network.shell(DECIDE, id=asked, who=network.own["nurse"], buyer=buyer)
    assert refused in ("AccessError", "UserError"), "nobody approves the own request"
    (number,) = network.shell(DECIDE, id=asked, who=network.own["manager"], buyer=buyer)
    return number


def test_from_the_ward_to_the_bank(network):
    """One case through every system of the network."""
    number = _requested(network)
    network.wait("left", lambda: network.ordered("abacus", number), 60)
    order = network.ordered("abacus", number)
    department = network.departments["abacus"]
    network.answer("abacus", department.acknowledge(order), order)
    notice = department.ship(order)
    network.wait(
        "acknowledged",
        lambda: (
            network.value(
                "SELECT healthcare_ack_state FROM purchase_order WHERE name = %s",
                [number],
            )
            == "accepted"
        ),
        60,
    )
    network.answer("abacus", notice, order)
    dock = Warehouse(f"{network.live.url}/healthcare/v1/dock/receipts", SECRET, "EAST")
    network.wait(
        "announced",
        lambda: network.value("SELECT count(*) FROM healthcare_shipment"),
        60,
    )
    for receipt in dock.receipts(notice, RECEIVED_AT):
        assert dock.post(receipt)[0] == 202
    network.wait("received", lambda: network.rows(STOCK), 60)
    assert network.rows(STOCK) == [("EAST", 400)], "stock is at the site that asked"
    network.answer("abacus", department.bill(order), order)
    reference = f"INV-{number}"
    network.wait("finance has it", lambda: network.finance.times(reference), 60)
    _paid(network, reference)
    _used(network)


def _paid(network, reference):
    """Finance books, then pays; nobody pays here; the payable left once."""
    assert len(network.finance.times(reference)) == 1
    (body,) = (row for _w, _k, row in network.finance.received if reference in row)
    payable = canonical.from_json(json.loads(body))
    assert network.shell(PAY, ref=reference) in ("UserError", "AccessError")
    for serial, state in enumerate(("accepted", "paid"), 1):
        status = canonical.PaymentStatus(
            status_number=f"S{serial}",
            as_of=datetime(2026, 11, 20 + serial, tzinfo=UTC),
            payables=(
                canonical.PayableStatus(
                    state=state,
                    payable_id=payable.payable_id,
                    document_number="FIN-9",
                    paid=payable.total if state == "paid" else None,
                    payment_date=datetime(2026, 11, 22, tzinfo=UTC).date(),
                    trace="ACH-1",
                ),
            ),
        )
        data = canonical.to_json(status)
        answer, _body = network.post(data, key=uuid.uuid4().hex, flow="finance/paid")
        assert answer == 202
    network.wait(
        "paid",
        lambda: network.rows(
            "SELECT 1 FROM healthcare_bill_export WHERE state = 'paid' "
            "AND document_number = 'FIN-9' AND payment_trace = 'ACH-1'"
        ),
        60,
    )


def _used(network):
    """The ward reports what it used: stock falls, a charge stands, once."""
    usage = canonical.Usage(
        event_id="USE-1",
        item=canonical.ItemIds(buyer="GLOVE"),
        quantity=Decimal(6),
        used_at=RECEIVED_AT,
        source="ward",
        facility="EAST",
        uom="EA",
        cost_centre="E3",
        encounter_key="enc-token-1",
        charge_code="SUP100",
    )
    data = canonical.to_json(usage)
    for _again in range(2):
        assert network.post(data, key=uuid.uuid4().hex, flow="ward/usage")[0] == 202
    network.wait("used", lambda: network.rows(STOCK) == [("EAST", 394)], 60)
    assert network.value("SELECT count(*) FROM healthcare_charge") == 1
