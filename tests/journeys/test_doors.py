"""The doors of a live server with several workers: batches, and a limit for all."""

import contextlib
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

from hospital import SECRET, document

from odoo.addons.healthcare_integration_base.signature import sign

LINES = 300
BURST = 20
LIMIT = """
connection = env["healthcare.connection"].search([("code", "=", "door")])
connection.write({"inbound_rate": values["rate"], "inbound_burst": values["burst"]})
env.cr.commit()
env.registry.signal_changes()
"""


def send_batch(hospital, rows, key):
    """POST one signed batch; its answers."""
    body = "\n".join(map(json.dumps, rows)).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-ndjson",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(SECRET, key, stamp, body),
    }
    connection = http.client.HTTPConnection("127.0.0.1", hospital.live.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", "/healthcare/v1/door/probe/batch", body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 202, text
        return [json.loads(line) for line in text.splitlines()]


def test_the_same_batch_at_once_is_stored_once(hospital):
    """Every sender hears the same ids; every document takes effect once."""
    rows = [
        {"key": f"batch-{number}", "document": document(f"batch-{number}")}
        for number in range(LINES)
    ]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda n: send_batch(hospital, rows, f"batch-{n % 2}"), range(6))
        )
    ids = [[row["id"] for row in rows] for rows in answers]
    assert all(row == ids[0] for row in ids)
    assert len(set(ids[0])) == LINES
    hospital.wait("done", lambda: hospital.states("batch") == {"done": LINES}, 60)
    assert len(hospital.probes("batch")) == LINES


def test_one_limit_for_all_workers(hospital):
    """What is taken is the burst and what time has refilled, whoever answers."""
    hospital.shell(LIMIT, rate=60, burst=BURST)
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(12) as pool:
            rows = [document(f"limit-{number}") for number in range(4 * BURST)]
            answers = list(pool.map(hospital.post, rows))
        seconds = time.monotonic() - began
    finally:
        hospital.shell(LIMIT, rate=0, burst=0)
    statuses = [status for status, _body in answers]
    assert set(statuses) == {202, 429}
    taken = statuses.count(202)
    assert BURST <= taken <= BURST + seconds + 1, taken
    waits = {body["retry_after"] for status, body in answers if status == 429}
    assert all(0 < wait <= 61 for wait in waits)
    stored = hospital.value(
        "SELECT count(*) FROM healthcare_message "
        "WHERE idempotency_key LIKE 'key:limit-%%'"
    )
    assert stored == taken
    breaches = hospital.value(
        "SELECT d.refused_count FROM healthcare_door_count d "
        "JOIN healthcare_connection c ON c.id = d.connection_id WHERE c.code = 'door'"
    )
    assert breaches > 0
