"""The demo of setup/run on a live server: what it promises stands in the database."""

import re
import urllib.request
from decimal import Decimal

import pytest
from lib import scenario
from lib.checklog import suspicious
from lib.live import LiveServer
from lib.scenario_demo import Demo
from scenario_house import Played

COUNTS = """
SELECT (SELECT count(*) FROM purchase_order),
       (SELECT count(*) FROM account_move WHERE state = 'posted'),
       (SELECT count(*) FROM account_move),
       (SELECT count(*) FROM healthcare_claim),
       (SELECT count(*) FROM healthcare_requisition),
       (SELECT count(*) FROM healthcare_supplier_contract_line),
       (SELECT count(*) FROM healthcare_price_dispute),
       (SELECT count(*) FROM healthcare_master_change),
       (SELECT count(*) FROM healthcare_bill_export),
       (SELECT count(*) FROM healthcare_catalog_change),
       (SELECT count(*) FROM healthcare_order_substitution),
       (SELECT count(*) FROM stock_move),
       (SELECT count(*) FROM res_users),
       (SELECT count(*) FROM healthcare_message),
       (SELECT count(*) FROM healthcare_exception)
"""
#: Of these, what an interrupted start makes again: stored messages and what they ask.
REPLAYED = 2
# Odoo's own housekeeping on a new database.
ALLOWED = (re.compile(r"Auto-vacuum internal data.* processed no record"),)


@pytest.fixture(scope="module")
def played():
    """The scenario, played through the real doors."""
    server = LiveServer.on_fresh_copy("scenario", workers=6)
    server.log.unlink(missing_ok=True)
    with server as live:
        live.wait_for_runner()
        yield Played(live)


def test_every_role_has_its_groups(played):
    assert played.missing_groups == []


def test_orders_left_and_were_acknowledged(played):
    rows = played.live.query(
        "SELECT origin, healthcare_transmission_state, healthcare_ack_state "
        "FROM purchase_order WHERE origin LIKE 'DEMO/%' ORDER BY origin"
    )
    assert [tuple(row) for row in rows] == [
        ("DEMO/clean", "acknowledged", "accepted"),
        ("DEMO/contract", "acknowledged", "accepted"),
        ("DEMO/portal", "sent", "none"),
        ("DEMO/price", "acknowledged", "accepted"),
        ("DEMO/short", "acknowledged", "changed"),
        ("DEMO/substitute", "acknowledged", "changed"),
    ]
    buyers = played.live.query(
        "SELECT DISTINCT u.login FROM purchase_order o "
        "JOIN res_users u ON u.id = o.user_id"
    )
    assert buyers == [["procurement"]]


def test_good_bills_are_posted_and_the_dear_one_waits_for_an_owner(played):
    rows = played.live.query(
        "SELECT o.origin, m.state, b.state FROM healthcare_match m "
        "JOIN purchase_order o ON o.id = m.order_id "
        "JOIN account_move b ON b.id = m.move_id ORDER BY 1"
    )
    assert [tuple(row) for row in rows] == [
        ("DEMO/clean", "posted", "posted"),
        ("DEMO/contract", "held", "draft"),
        ("DEMO/price", "held", "draft"),
        ("DEMO/short", "posted", "posted"),
    ]
    owner, deadline = played.live.query(
        "SELECT u.login, e.deadline::text FROM healthcare_exception e "
        "JOIN res_users u ON u.id = e.user_id "
        "WHERE e.code = 'PRICE_HIGH' AND e.state = 'open'"
    )[0]
    assert owner == "procurement"
    assert deadline


def test_goods_came_in_by_lot_and_the_rest_is_expected(played):
    assert played.value(
        "SELECT count(*) FROM stock_lot WHERE expiration_date IS NOT NULL"
    )
    states = played.live.query(
        "SELECT state, count(*) FROM stock_picking GROUP BY 1 ORDER BY 1"
    )
    # The back-ordered rest, the substitute, the portal and the ward's order are open.
    assert [tuple(row) for row in states] == [("assigned", 4), ("done", 4)]


def test_the_price_of_the_contract_stands_on_the_order(played):
    rows = played.live.query(
        "SELECT o.origin, l.price_unit::text, l.healthcare_price_source, c.number "
        "FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id "
        "LEFT JOIN healthcare_supplier_contract_line p "
        "ON p.id = l.healthcare_contract_line_id "
        "LEFT JOIN healthcare_supplier_contract c ON c.id = p.contract_id "
        "JOIN product_product i ON i.id = l.product_id "
        "WHERE i.default_code = 'GLV-NIT-M' ORDER BY o.id"
    )
    prices = {(Decimal(price), source, number) for _o, price, source, number in rows}
    assert prices == {(Decimal("11.40"), "contract", "GPO-2207")}
    assert len(rows) == 3


def test_one_requisition_waits_and_one_is_ordered(played):
    rows = played.live.query(
        "SELECT r.state, f.code, u.login, "
        "(SELECT string_agg(a.login, ',') FROM healthcare_approval q "
        " JOIN res_users a ON a.id = q.user_id "
        " WHERE q.res_model = 'healthcare.requisition' AND q.res_id = r.id "
        " AND q.state = 'pending') "
        "FROM healthcare_requisition r "
        "JOIN healthcare_facility f ON f.id = r.healthcare_facility_id "
        "JOIN res_users u ON u.id = r.requester_id ORDER BY r.id"
    )
    assert [tuple(row) for row in rows] == [
        ("in_approval", "SOUTH", "ward", "head"),
        ("ordered", "MAIN", "ward", None),
    ]


def test_the_backorder_says_how_long_the_stock_lasts_and_what_else_there_is(played):
    days, promised, ways, elsewhere = played.live.query(
        "SELECT days_of_supply, expected_date::text, alternatives, other_facilities "
        "FROM healthcare_backorder WHERE state = 'open'"
    )[0]
    assert 0 < float(days) < 14
    assert promised
    assert elsewhere.startswith("South Campus")
    for way in ("South Campus", "Larkspur", "BAG-RING"):
        assert way in ways


def test_a_critical_item_is_short_where_a_site_counted_it(played):
    rows = played.live.query(
        "SELECT f.code, i.default_code, s.level FROM healthcare_stock_alert s "
        "JOIN healthcare_facility f ON f.id = s.facility_id "
        "JOIN product_product i ON i.id = s.product_id WHERE s.state = 'open'"
    )
    assert rows == [["SOUTH", "MSK-SURG", "below"]]
    reported = played.value(
        "SELECT count(*) FROM healthcare_stock_snapshot "
        "WHERE state = 'current' AND as_of IS NOT NULL"
    )
    assert reported == 1


def test_what_needs_a_second_look_has_not_happened(played):
    held = played.live.query(
        "SELECT kind, channel, state FROM healthcare_master_change"
    )
    assert held == [["bank", "manual", "pending"]]
    known = "SELECT acc_number FROM res_partner_bank WHERE acc_number LIKE '0009%'"
    assert played.live.query(known) == []
    price = played.live.query(
        "SELECT c.state, c.reason FROM healthcare_catalog_change c "
        "WHERE c.state = 'pending'"
    )
    assert len(price) == 1
    assert played.value("SELECT count(*) FROM healthcare_price_dispute") == 1
    offered = played.live.query("SELECT state FROM healthcare_order_substitution")
    assert offered == [["pending"]]


def test_matched_bills_are_at_finance_once_and_one_is_paid(played):
    states = played.live.query(
        "SELECT state, count(*) FROM healthcare_bill_export GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row) for row in states] == [("accepted", 1), ("paid", 1)]


def test_suppliers_have_a_card_of_the_month(played):
    assert played.value("SELECT count(*) FROM healthcare_scorecard") >= 3


def test_the_bank_settled_what_the_first_payer_paid(played):
    payment, state = played.live.query(
        "SELECT r.payment, r.settlement_state FROM healthcare_remittance r "
        "JOIN res_partner p ON p.id = r.payer_id WHERE p.name LIKE 'Cascade%'"
    )[0]
    assert state == "settled"
    assert Decimal(str(payment)) > 0
    waiting = played.value(
        "SELECT sum(payment) FROM healthcare_remittance "
        "WHERE settlement_state = 'awaiting_eft' AND move_id IS NOT NULL"
    )
    assert played.balance("REMIT_CLEARING") == Decimal(str(waiting))


def test_denial_and_unknown_claim_have_owners_and_nothing_is_lost(played):
    rows = played.live.query(
        "SELECT e.code, u.login FROM healthcare_exception e "
        "JOIN res_users u ON u.id = e.user_id WHERE e.state = 'open' ORDER BY 1"
    )
    assert [tuple(row) for row in rows] == [
        ("BACKORDER", "procurement"),
        ("BANK_CHANGE", "admin"),
        ("CONTRACT_VARIANCE", "procurement"),
        ("DENIAL", "denials"),
        ("FEED_APPROVAL", "procurement"),
        ("OUT_OF_BALANCE", "cash"),
        ("PRICE_HIGH", "procurement"),
        ("STOCK_MISMATCH", "procurement"),
        ("STOCK_SHORTAGE", "procurement"),
        ("SUBSTITUTION", "procurement"),
        ("UNMATCHED_CLAIM", "cash"),
    ]
    unmatched = played.value(
        "SELECT sum(paid) FROM healthcare_remittance_claim WHERE state = 'suspended'"
    )
    assert played.balance("REMIT_SUSPENSE") == -Decimal(str(unmatched))
    assert played.value("SELECT deadline IS NOT NULL FROM healthcare_denial_case")


def test_the_unbalanced_payment_has_no_entry(played):
    rows = played.live.query(
        "SELECT move_id FROM healthcare_remittance WHERE state = 'quarantined'"
    )
    assert rows == [[None]]


def test_the_second_start_changes_nothing(played):
    before = played.live.query(COUNTS)
    lines = scenario.run(played.context)
    assert played.live.query(COUNTS) == before
    assert lines == scenario.summary(played.context) == played.lines


def test_an_interrupted_start_goes_on_where_it_stopped(played):
    before = played.live.query(COUNTS)[0]
    played.live.query(
        "UPDATE ir_config_parameter SET value = '' WHERE key = %s",
        ["healthcare_demo.stages"],
    )
    scenario.run(played.context)
    after = played.live.query(COUNTS)[0]
    assert after[:-REPLAYED] == before[:-REPLAYED]
    assert Demo(played.context).stages() == {"orders", "supply", "claims"}
    failed = played.value(
        "SELECT count(*) FROM healthcare_message WHERE state IN ('failed', 'conflict')"
    )
    assert failed == 0


def test_whatever_the_users_files_hold_is_told(played, tmp_path):
    files = {
        "empty.edi": b"",
        "text.txt": b"no X12 at all",
        "noise with blanks.bin": bytes(range(256)) * 40,
        "half.edi": b"ISA*00*          *00*          *ZZ*A              *ZZ*B",
        "deep/er.edi": b"ST*855*0001~SE*2*0001~",
    }
    for name, payload in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(payload)
    played.context.files = tmp_path
    try:
        lines = scenario.run(played.context)
    finally:
        played.context.files = None
    for name in files:
        place = lines.index(f"{name.replace('/', '__')}:")
        assert "rejected" in lines[place + 1]
    assert lines[-1].startswith("5 documents in 5 files")


def test_the_supplier_without_interface_has_a_page(played):
    # Opening it tells that the order arrived: after what compares the two starts.
    address = next(line.strip() for line in played.lines if "/supplier/" in line)
    with urllib.request.urlopen(address, timeout=30) as page:
        text = page.read().decode()
    assert "Surgical drape" in text
    assert "supplier_acknowledge" in text


def test_the_log_is_clean(played):
    assert suspicious(played.live.log_text(), ALLOWED) == []
