"""A supplier by X12 on a live server: half a good file, answers both ways, numbers."""

import pytest
from edi_house import EdiHouse, answer_to, first

from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS

DRAW = """
import threading
partner = env["healthcare.trading.partner"].search([("connection_id.code", "=", "edi")])
drawn, guard = [], threading.Lock()
def draw(seed):
    for turn in range(values["each"]):
        with env["healthcare.drain"]._read_committed() as own:
            number = own["healthcare.control.number"]._next(
                own["healthcare.trading.partner"].browse(partner.id), "interchange")
            if (seed + turn) % 4 == 0:
                # Its payload was never stored: the number comes back.
                own.cr.rollback()
                continue
            own.cr.commit()
        with guard:
            drawn.append(number)
threads = [threading.Thread(target=draw, args=(seed,)) for seed in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
result = drawn
"""
OVERDUE = """
partner = env["healthcare.trading.partner"].search([("connection_id.code", "=", "edi")])
env.cr.execute(
    "UPDATE healthcare_trading_partner SET expected_since = now() - interval '2 days'")
env.cr.execute(
    "UPDATE healthcare_message SET done_at = done_at - interval '5 hours' "
    "WHERE direction = 'out' AND state = 'sent' AND kind = 'purchase_order'")
env.invalidate_all()
env["healthcare.trading.partner"]._cron_overdue()
env.cr.commit()
"""
OPEN = """
SELECT m.reference FROM healthcare_exception e
  JOIN healthcare_message m ON m.id = e.message_id
 WHERE e.code = %s AND e.state = 'open' ORDER BY 1
"""


@pytest.fixture(scope="module")
def house():
    """The hospital and its supplier."""
    with EdiHouse(workers=6) as live:
        live.live.wait_for_runner()
        yield live


def _state(house, reference):
    rows = house.rows(
        "SELECT state FROM healthcare_message WHERE direction = 'out' "
        "AND reference = %s AND kind = 'purchase_order' ORDER BY id",
        [reference],
    )
    return rows[-1][0]


@pytest.mark.skipif(
    "x12" not in ACKNOWLEDGERS, reason="X12 acknowledgments are missing"
)
def test_half_a_good_file_and_answers_both_ways(house):
    """Two orders leave; the supplier answers one well and one badly in one file."""
    orders = house.order(2)
    house.wait("both left", lambda: len(house.left("850")) == 2, 60)
    ours = {first(rows, "BEG")[3]: rows for rows in house.left("850")}
    good, bad = (answer_to(ours[name]) for name in orders)
    house.send("answers.edi", "PR", [("855", good, None), ("855", bad, 99)])
    house.wait("we answered", lambda: house.left("997"), 60)
    states = house.rows(
        "SELECT c.state, c.code FROM healthcare_message c JOIN healthcare_message p "
        "ON p.id = c.parent_id WHERE p.name = 'answers.edi' ORDER BY c.part"
    )
    assert states[1] == ("rejected", "x12.se01.count")
    house.wait(
        "the good one took effect",
        lambda: (
            house.value(
                "SELECT healthcare_ack_state FROM purchase_order WHERE name = %s",
                [orders[0]],
            )
            == "accepted"
        ),
        30,
    )
    assert house.value(
        "SELECT healthcare_ack_state FROM purchase_order WHERE name = %s", [orders[1]]
    ) in (None, "none")
    (answer,) = house.left("997")
    assert first(answer, "AK1")[1:3] == ["PR", "501"]
    assert [row[1] for row in answer if row[0] == "AK5"] == ["A", "R"]
    assert first(answer, "AK9")[1] == "P"
    # The first order is acknowledged by its 855; the second waits for the 997.
    assert _state(house, orders[1]) == "sent"
    group = first(ours[orders[1]], "GS")[6]
    body = [f"AK1*PO*{group}", "AK2*850*0001", "AK5*A", "AK9*A*1*1*1"]
    house.send("good-997.edi", "FA", [("997", body, None)])
    house.wait("closed", lambda: _state(house, orders[1]) == "acknowledged", 60)
    assert len(house.left("997")) == 1, "an acknowledgment is not acknowledged"


@pytest.mark.skipif(
    "x12" not in ACKNOWLEDGERS, reason="X12 acknowledgments are missing"
)
def test_rejected_and_overdue(house):
    """One order is rejected by the partner's software, one is never answered."""
    before = len(house.left("850"))
    orders = house.order(2)
    house.wait("both left", lambda: len(house.left("850")) == before + 2, 60)
    ours = {first(rows, "BEG")[3]: rows for rows in house.left("850")}
    house.wait("sent", lambda: {_state(house, n) for n in orders} == {"sent"}, 30)
    house.shell(OVERDUE)
    assert [row[0] for row in house.rows(OPEN, ["NO_997"])] == sorted(orders)
    group = first(ours[orders[0]], "GS")[6]
    errors = ["AK3*PO1*5**8", "AK4*4**7"]
    body = [f"AK1*PO*{group}", "AK2*850*0001", *errors, "AK5*R*5", "AK9*R*1*1*0"]
    house.send("bad-997.edi", "FA", [("997", body, None)])
    house.wait("refused", lambda: _state(house, orders[0]) == "refused", 60)
    assert house.rows(OPEN, ["NO_997"]) == [(orders[1],)]
    assert house.rows(OPEN, ["ACK_REJECTED"]) == [(orders[0],)]
    notes = house.rows(
        "SELECT m.body FROM mail_message m JOIN purchase_order o ON o.id = m.res_id "
        "WHERE m.model = 'purchase.order' AND o.name = %s",
        [orders[0]],
    )
    assert any("AK403:7" in body for (body,) in notes), "the order's people are told"
    group = first(ours[orders[1]], "GS")[6]
    body = [f"AK1*PO*{group}", "AK2*850*0001", "AK5*A", "AK9*A*1*1*1"]
    house.send("late-997.edi", "FA", [("997", body, None)])
    house.wait("closed", lambda: not house.rows(OPEN, ["NO_997"]), 60)


def test_numbers_have_no_gap(house):
    """Eight at a time draw numbers, a quarter of them in vain; then 40 orders leave by
    several workers: each number once, none missing."""
    last = house.value(
        "SELECT COALESCE(max(n.value), 0) FROM healthcare_control_number n "
        "JOIN healthcare_trading_partner p ON p.id = n.trading_partner_id "
        "JOIN healthcare_connection c ON c.id = p.connection_id "
        "WHERE n.scope = 'interchange' AND c.code = 'edi'"
    )
    drawn = house.shell(DRAW, each=25)
    assert sorted(drawn) == list(range(last + 1, last + 1 + len(drawn)))
    assert 0 < len(drawn) < 200
    before = len(house.left("850"))
    house.order(40)
    house.wait("all left", lambda: len(house.left("850")) == before + 40, 120)
    numbers = [int(first(rows, "ISA")[13]) for rows in house.left("850")]
    fresh = sorted(number for number in numbers if number > max(drawn))
    assert fresh == list(range(max(drawn) + 1, max(drawn) + 41))
    groups = sorted(
        int(first(rows, "GS")[6])
        for code in ("850", "997")
        for rows in house.left(code)
    )
    assert groups == list(range(1, len(groups) + 1))
