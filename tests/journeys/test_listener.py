"""Outgoing webhooks on a live server: signed, in order, none lost or told anew."""

import json
import time
from http.server import BaseHTTPRequestHandler

import pytest
from hospital import SECRET, Hospital
from partner import Partner

from odoo.addons.healthcare_integration_base.signature import verify

EVENTS, SUBJECTS = 40, 4
SUBSCRIBE = """
connection = env["healthcare.connection"].create({
    "name": "listener", "code": "listener", "connector": "webhook", "state": "live",
    "endpoint_url": values["url"], "endpoint_private": True,
    "endpoint_idempotent": True,
    "credential_ids": [(0, 0, {
        "name": "secret", "kind": "signing", "secret": values["secret"]})]})
subscriptions = env["healthcare.subscription"]
subscription = subscriptions.create({
    "name": "listener", "connection_id": connection.id,
    "type_ids": subscriptions._types(["message.dead"])})
subscription.flow_id.write({"retry_base": 1, "retry_cap": 2})
env.cr.commit()
"""
EMIT = """
events = env["healthcare.event"]
partners = env["res.partner"].create(
    [{"name": f"subject {number}"} for number in range(values["subjects"])])
env.cr.commit()
for number in range(values["events"]):
    record = partners[number % len(partners)]
    events._emit("message.dead", record, {"number": number})
    env.cr.commit()
env["healthcare.event"]._emit("message.dead", partners[0], {"number": -1})
env.cr.rollback()
result = True
"""
RECOVER = """
events = env["healthcare.event"].search(
    [("subscription_id.name", "=", "listener")], order="id")
result = events._resend("The listener was restored from a backup")
env.cr.commit()
"""


class Listener(Partner):
    """Keeps headers and bodies; says 503 to what it is told to."""

    def __init__(self):
        self.requests = []
        super().__init__()

    def _handler(listener):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, _headers = listener._answer(None, body.decode())
                heard = (dict(self.headers.items()), body, status)
                listener.requests.append(heard)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                """Not on the terminal."""

        return Handler


@pytest.fixture(scope="module")
def listener():
    with Listener() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def told(listener):
    """A server whose events go to the listener."""
    with Hospital("told", workers=4) as live:
        live.live.wait_for_runner()
        live.shell(SUBSCRIBE, url=listener.url, secret=SECRET)
        yield live


def _numbers(requests):
    return [json.loads(body)["data"]["number"] for _headers, body, _status in requests]


def _states(told):
    return dict(
        told.rows(
            "SELECT m.state, count(*) FROM healthcare_event e "
            "JOIN healthcare_message m ON m.id = e.message_id GROUP BY m.state"
        )
    )


def test_forty_events_through_a_bad_hour(told, listener):
    """Two answers 503; in the end each was heard, in its order, once."""
    for number in (3, 10):
        listener.answers[f'"number":{number}}}'] = [(503, {})]
    told.shell(EMIT, events=EVENTS, subjects=SUBJECTS)
    told.wait("all sent", lambda: _states(told) == {"sent": EVENTS}, 180)
    good = [row for row in listener.requests if row[2] == 200]
    numbers = _numbers(good)
    assert sorted(numbers) == list(range(EVENTS)), "each once; the rolled back never"
    for subject in range(SUBJECTS):
        own = [number for number in numbers if number % SUBJECTS == subject]
        assert own == sorted(own), own
    by_number = {}
    for headers, body, _status in listener.requests:
        headers = {name.lower(): value for name, value in headers.items()}
        assert verify([SECRET], headers, body, time.time()) == ""
        number = json.loads(body)["data"]["number"]
        by_number.setdefault(number, set()).add(headers["webhook-id"])
    assert {len(ids) for ids in by_number.values()} == {1}, "one id for every try"
    assert len(listener.requests) > EVENTS, "somebody was told again"


def test_recovered_in_order(told, listener):
    """Everything once more, under the same ids and in the same order."""
    before = {body for _headers, body, _status in listener.requests}
    listener.requests.clear()
    assert told.shell(RECOVER) == EVENTS
    told.wait("heard again", lambda: len(listener.requests) == EVENTS, 120)
    assert {body for _headers, body, _status in listener.requests} == before
    numbers = _numbers(listener.requests)
    for subject in range(SUBJECTS):
        own = [number for number in numbers if number % SUBJECTS == subject]
        assert own == sorted(own)
