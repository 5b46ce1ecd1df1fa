"""The demo of setup/run on a live server: what it promises stands in the database."""

import io
import re
import shutil
from decimal import Decimal

import pytest
from lib import roles, scenario
from lib.checklog import suspicious
from lib.console import Progress
from lib.live import LiveServer
from lib.scenario_demo import Demo

COUNTS = """
SELECT (SELECT count(*) FROM purchase_order),
       (SELECT count(*) FROM account_move WHERE state = 'posted'),
       (SELECT count(*) FROM account_move),
       (SELECT count(*) FROM healthcare_claim),
       (SELECT count(*) FROM healthcare_message),
       (SELECT count(*) FROM healthcare_exception)
"""
BALANCE = """
SELECT COALESCE(sum(l.balance), 0) FROM account_move_line l
  JOIN healthcare_account_role r ON r.account_id = l.account_id
 WHERE r.role = %s AND l.parent_state = 'posted'
"""
# Odoo's own housekeeping on a new database.
ALLOWED = (re.compile(r"Auto-vacuum internal data.* processed no record"),)


class Played:
    """A hospital in which the demo has been played once.

    ``lines`` is the summary that was printed, ``context`` the scenario's.
    """

    def __init__(self, live):
        self.live = live
        credentials, self.missing_groups = roles.reset_passwords(
            live.program, live.database
        )
        folder = live.layout.home / "partners" / live.database
        shutil.rmtree(folder, ignore_errors=True)
        self.context = scenario.Context(
            url=live.url,
            database=live.database,
            credentials=credentials,
            files=None,
            program=live.program,
            progress=Progress(io.StringIO()),
        )
        self.lines = scenario.run(self.context)

    def value(self, statement, *values):
        """The first column of the first row."""
        return self.live.query(statement, list(values))[0][0]

    def balance(self, role):
        """Balance of the account that plays ``role``."""
        return Decimal(str(self.value(BALANCE, role)))


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
        "FROM purchase_order ORDER BY origin"
    )
    assert [tuple(row) for row in rows] == [
        ("DEMO/clean", "acknowledged", "accepted"),
        ("DEMO/price", "acknowledged", "accepted"),
        ("DEMO/short", "acknowledged", "changed"),
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
        ("DEMO/price", "held", "draft"),
        ("DEMO/short", "posted", "posted"),
    ]
    owner, deadline = played.live.query(
        "SELECT u.login, e.deadline::text FROM healthcare_exception e "
        "JOIN res_users u ON u.id = e.user_id "
        "WHERE e.code = 'PRICE_HIGH' AND e.state = 'open'"
    )[0]
    assert owner == "ap"
    assert deadline


def test_goods_came_in_by_lot_and_the_rest_is_expected(played):
    assert played.value(
        "SELECT count(*) FROM stock_lot WHERE expiration_date IS NOT NULL"
    )
    states = played.live.query(
        "SELECT state, count(*) FROM stock_picking GROUP BY 1 ORDER BY 1"
    )
    assert [tuple(row) for row in states] == [("assigned", 1), ("done", 3)]


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
        ("DENIAL", "denials"),
        ("OUT_OF_BALANCE", "cash"),
        ("PRICE_HIGH", "ap"),
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
    assert after[:4] == before[:4]
    assert Demo(played.context).stages() == {"orders", "claims"}
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


def test_the_log_is_clean(played):
    assert suspicious(played.live.log_text(), ALLOWED) == []
