"""Partners that hang, drip, fail, lie and hang up; and what the others notice of it.

At the end every message is sent, refused or a question with an owner: none is lost, and
none took effect twice.
"""

import time

import pytest
from bad_partner import BadPartner
from hospital import document

CONNECT = """
Connection = env["healthcare.connection"]
Flow = env["healthcare.flow"]
for code, options in values["partners"].items():
    lane = options.pop("lane", "normal")
    retries = options.pop("retry_attempts", 3)
    mode = options.pop("mode", code)
    status = options.pop("status", False)
    connection = Connection.create({
        "name": code, "code": code, "state": "live", "connector": "http",
        "endpoint_url": values["url"] + "/" + mode, "endpoint_private": True,
        "endpoint_status_url":
            status and values["url"] + "/status/" + mode + "/{key}",
        "verify_seconds": 1, "circuit_failures": 100, **options})
    Flow.create({"name": "out", "code": "out", "direction": "out", "lane": lane,
                 "kind": "journey_probe", "codec": "json", "retry_base": 1,
                 "retry_cap": 2, "retry_attempts": retries,
                 "connection_id": connection.id})
env.cr.commit()
"""
MANY = """
from odoo.addons.healthcare_integration_base.canonical import from_json
result = []
for code, numbers in values["messages"]:
    flow = env["healthcare.flow"].search(
        [("connection_id.code", "=", code), ("direction", "=", "out")])
    for number in numbers:
        document = from_json({"kind": "journey_probe", "number": number})
        message = env["healthcare.message"]._outbox(flow, document, key=number)
        result.append(message.uuid)
env.cr.commit()
"""
SWITCH = "env['healthcare.stop']._decide_{verb}('journey'); env.cr.commit()"
SETTLED = {"sent", "refused", "dead", "uncertain"}
TROUBLE = ("hang", "drip", "garbage", "cut", "lost", "broken", "limited")


@pytest.fixture(scope="module")
def bad(hospital):
    """The bad partner and the connections to him."""
    with BadPartner() as partner:
        usual = {f"good{number}": {} for number in range(4)}
        partners = usual | {
            "hanging": {"mode": "hang"},
            "sick": {
                "circuit_failures": 3,
                "probe_seconds": 2,
                "retry_attempts": 20,
            },
            "hang": {"capacity": 1},
            "drip": {"capacity": 1},
            "garbage": {},
            "cut": {"status": True},
            "lost": {"status": True},
            "broken": {},
            "limited": {},
            "bulk": {"mode": "slow", "lane": "bulk", "capacity": 1},
            "urgent": {"lane": "urgent"},
        }
        hospital.shell(CONNECT, partners=partners, url=partner.url)
        yield partner
        hospital.rows(
            "UPDATE healthcare_connection SET state = 'suspended' WHERE code = ANY(%s)",
            [list(partners)],
        )


def send(hospital, **messages):
    """Queue messages in one business transaction; ``code=count``; their uuids."""
    stamp = time.monotonic_ns()
    rows = [
        (code, [f"{code}-{stamp}-{number}" for number in range(count)])
        for code, count in messages.items()
    ]
    return hospital.shell(MANY, messages=rows)


def circuit(hospital, code):
    """State of a connection's circuit."""
    return hospital.value(
        "SELECT g.circuit FROM healthcare_connection_gate g "
        "JOIN healthcare_connection c ON c.id = g.connection_id WHERE c.code = %s",
        [code],
    )


def test_one_hanging_partner_starves_nobody(hospital, bad):
    """50 messages to a partner that hangs, before 80 to four others."""
    uuids = send(hospital, hanging=50, good0=20, good1=20, good2=20, good3=20)
    others = uuids[50:]
    seconds = hospital.wait(
        "the others", lambda: set(hospital.sent(others)) == {"sent"}, 40
    )
    print(f"80 messages to four others after {seconds:.1f} s")
    hanging = hospital.sent(uuids[:50])
    assert hanging.count("sending") <= 2, "its share of the workers"
    assert hanging.count("due") >= 30
    assert {bad.count(f"good{number}") for number in range(4)} == {20}
    hospital.rows(
        "UPDATE healthcare_connection SET state = 'suspended' WHERE code = 'hanging'"
    )


def test_trouble_begins(hospital, bad):
    """It goes on while the next tests look at others."""
    bad.trouble = dict(
        zip(TROUBLE, send(hospital, **dict.fromkeys(TROUBLE, 1)), strict=True)
    )


def test_a_sick_partner_is_left_alone_until_it_is_well(hospital, bad):
    """The circuit opens after three failures, probes, and closes by itself."""
    bad.sick = True
    before = len(bad.times("sick"))
    uuids = send(hospital, sick=12)
    hospital.wait("open", lambda: circuit(hospital, "sick") == "open", 30)
    time.sleep(3)
    assert len(bad.times("sick")) - before <= 6, "probes only"
    asked = hospital.value(
        "SELECT count(*) FROM healthcare_exception WHERE code = 'CIRCUIT_OPEN' "
        "AND state = 'open'"
    )
    assert asked == 1
    bad.sick = False
    seconds = hospital.wait("sent", lambda: set(hospital.sent(uuids)) == {"sent"}, 60)
    print(f"all sent {seconds:.1f} s after the partner was well")
    assert circuit(hospital, "sick") == "closed"
    tries = hospital.value(
        "SELECT max(tries) FROM healthcare_message WHERE uuid = ANY(%s)", [uuids]
    )
    assert tries <= 8
    assert not hospital.rows(
        "SELECT 1 FROM healthcare_exception WHERE code = 'CIRCUIT_OPEN' "
        "AND state = 'open'"
    )


def test_urgent_overtakes_a_bulk_load(hospital, bad):
    """200 bulk messages to a slow partner, then one that is urgent."""
    bulk = send(hospital, bulk=200)
    hospital.wait("the bulk load has begun", lambda: bad.count("slow") > 5, 30)
    (urgent,) = send(hospital, urgent=1)
    hospital.wait("urgent", lambda: hospital.sent([urgent]) == ["sent"], 20)
    left = hospital.sent(bulk).count("due")
    seconds = hospital.value(
        "SELECT extract(epoch FROM done_at - accepted_at) FROM healthcare_message "
        "WHERE uuid = %s",
        [urgent],
    )
    print(f"urgent after {seconds:.1f} s, before {left} of 200 bulk messages")
    assert left > 0 and seconds < 5
    hospital.wait("bulk", lambda: set(hospital.sent(bulk)) == {"sent"}, 60)


def test_the_switch_stops_everything(hospital, bad):
    """Doors accept, nothing moves; resuming rings."""
    hospital.shell(SWITCH.format(verb="stop"))
    assert hospital.post(document("stop-1"))[0] == 202
    (uuid,) = send(hospital, good0=1)
    time.sleep(4)
    assert hospital.states("stop") == {"received": 1}
    assert hospital.sent([uuid]) == ["due"]
    hospital.shell(SWITCH.format(verb="resume"))
    hospital.wait("applied", lambda: hospital.states("stop") == {"done": 1}, 30)
    hospital.wait("sent", lambda: hospital.sent([uuid]) == ["sent"], 30)


def test_trouble_of_every_kind(hospital, bad):
    """Each ends as what it is; what took effect took effect once."""
    by_mode, uuids = bad.trouble, list(bad.trouble.values())
    hospital.wait(
        "settled",
        lambda: (
            set(hospital.sent(uuids)) <= SETTLED
            and hospital.sent([by_mode["cut"], by_mode["lost"]]) == ["sent"] * 2
        ),
        120,
    )
    states = dict(zip(TROUBLE, hospital.sent(uuids), strict=True))
    assert states == {
        "hang": "uncertain",
        "drip": "uncertain",
        "garbage": "uncertain",
        "cut": "sent",
        "lost": "sent",
        "broken": "dead",
        "limited": "sent",
    }
    # Verified by its key: what had arrived did not leave again, what had not did.
    assert len(bad.times("cut")) == 1 and bad.count("cut", by_mode["cut"]) == 1
    assert len(bad.times("lost")) == 2 and bad.count("lost", by_mode["lost"]) == 1
    first, second = bad.times("limited")
    assert second - first >= 3
    owners = dict(
        hospital.rows(
            "SELECT m.uuid, e.user_id FROM healthcare_exception e JOIN "
            "healthcare_message m ON m.id = e.message_id WHERE e.state = 'open' "
            "AND m.uuid = ANY(%s)",
            [uuids],
        )
    )
    asked = [by_mode[mode] for mode in ("hang", "drip", "garbage", "broken")]
    assert set(owners) == set(asked) and all(owners.values())


def test_the_books_balance(hospital, bad):
    """Accepted = done + excepted + parked, to the message."""
    rows = hospital.rows(
        """
        SELECT m.uuid, m.state, e.id IS NOT NULL
          FROM healthcare_message m
          JOIN healthcare_connection c ON c.id = m.connection_id
          LEFT JOIN healthcare_exception e
                 ON e.message_id = m.id AND e.state = 'open'
         WHERE c.endpoint_url LIKE %s AND c.code <> 'hanging'
        """,
        [f"{bad.url}/%"],
    )
    done = [row for row in rows if row[1] in ("sent", "acknowledged", "refused")]
    excepted = [row for row in rows if row[1] in ("dead", "uncertain") and row[2]]
    assert len(done) + len(excepted) == len(rows)
    effects = [key for mode, key in bad.processed]
    assert len(effects) == len(set(effects)), "nothing took effect twice"
    assert {row[0] for row in done} <= set(effects)
