"""The doors: durable, checked and deduplicated documents per second.

Each way in is asked by 1, 8 and 32 clients at a time, round after round:

*signed door*       signature, idempotency, replay check, durable row, doorbell
*bare INSERT*       a route of the same server with the same INSERT and nothing else
*empty route*       what the server itself costs
*plain controller*  the ORM ``create`` that one would write first
*JSON-2*            ``/json/2/<model>/create`` with an API key
*bare WSGI*         werkzeug and psycopg2 with as many processes, without Odoo

and the batch door, with thousands of documents in one request.
"""

import base64
import json
import os
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import load
from lib import ground, postgres, server
from lib.live import LiveServer

ground.register()

from odoo.addons.healthcare_integration_base.signature import sign  # noqa: E402

SECRET = "whsec_" + base64.b64encode(b"benchmarks-of-the-signed-door-01").decode()
WORKERS = 2
CLIENTS = (1, 8, 32)
DURABLE_SHARE = 0.9
"""Aim: how much of the bare INSERT's rate the signed door reaches."""
BATCH_RATE = 5000
"""Aim: durable messages per second through the batch door."""
SETUP = """
connection = env["healthcare.connection"].create(
    {"name": "bench", "code": "bench", "state": "live"})
flow = env["healthcare.flow"].create(
    {"name": "probe", "code": "probe", "direction": "in", "kind": "journey_probe",
     "codec": "json", "connection_id": connection.id})
env["healthcare.credential"].create(
    {"name": "bench", "connection_id": connection.id, "secret": values["secret"]})
viewer = env.ref("healthcare_integration_base.group_viewer")
user = env["res.users"].create(
    {"name": "bench", "login": "bench",
     "group_ids": [(6, 0, [env.ref("base.group_user").id, viewer.id])]})
key = env["res.users.apikeys"].with_user(user).sudo()._generate(None, "bench", None)
result = {"flow": flow.id, "key": key}
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: where it is, what it answers, which table it fills, how slow it is.

    ``share`` of the usual number of requests keeps slow ways from taking all the time.
    """

    path: str
    port: int
    status: int = 202
    table: str = "healthcare_message"
    share: float = 1


class Doors:
    """The ways in, and what came through them."""

    def __init__(self, workshop, report, live, facts):
        self.workshop = workshop
        self.report = report
        self.live = live
        self.flow = facts["flow"]
        self.key = facts["key"]
        self.count = 200 if workshop.quick else 800
        self.lines = 1000 if workshop.quick else 5000
        self.bare_port = server.free_port(8905, 8990)
        self.ways = {
            "signed door": Way("/healthcare/v1/bench/probe", live.port),
            "bare INSERT": Way(f"/journeys/insert/{self.flow}", live.port),
            "empty route": Way("/journeys/empty", live.port, table=""),
            "plain controller": Way(
                f"/journeys/plain/{self.flow}", live.port, share=0.5
            ),
            "JSON-2": Way(
                "/json/2/journey.probe/create", live.port, 200, "journey_probe", 0.25
            ),
            "bare WSGI": Way("/", self.bare_port),
        }

    def payloads(self, name, path, count):
        """So many different requests of about a kilobyte."""
        stamp, rows = str(int(time.time())), []
        for _number in range(count):
            key = uuid.uuid4().hex
            row = {"kind": "journey_probe", "number": key, "payload": "x" * 900}
            if name == "JSON-2":
                del row["kind"]
                body = json.dumps({"vals_list": [row]}).encode()
                headers = {"Authorization": f"Bearer {self.key}"}
            else:
                body = json.dumps(row).encode()
                headers = signed(key, stamp, body)
            rows.append(load.request(path, body, headers))
        return rows

    def stored(self, table):
        """Rows of a table."""
        if not table:
            return 0
        rows = postgres.query(
            self.workshop.layout,
            self.workshop.cluster.server,
            self.live.database,
            f"SELECT count(*) FROM {table}",
        )
        return rows[0][0]

    def measure(self, name, clients):
        """One round; checks that every answer of success is a row."""
        way = self.ways[name]
        count = max(clients, int(self.count * way.share * (0.5 if clients == 1 else 1)))
        payloads, before = self.payloads(name, way.path, count), self.stored(way.table)
        rate, statuses, _middle = load.run(way.port, payloads, clients)
        self.report.check(f"{name}: answers", statuses, {way.status: count})
        expected = count if way.table else 0
        self.report.check(f"{name}: rows", self.stored(way.table) - before, expected)
        return {"value": rate}

    def batch(self):
        """One request of thousands of lines; messages per second."""
        stamp, key = str(int(time.time())), uuid.uuid4().hex
        rows = [
            {"kind": "journey_probe", "number": f"{key}-{n}", "payload": "x" * 900}
            for n in range(self.lines)
        ]
        body = "\n".join(map(json.dumps, rows)).encode()
        headers = signed(key, stamp, body) | {"Content-Type": "application/x-ndjson"}
        payload = load.request("/healthcare/v1/bench/probe/batch", body, headers)
        before = self.stored("healthcare_message")
        status, seconds = load.call(self.live.port, payload)
        self.report.check("batch door: answer", status, 202)
        stored = self.stored("healthcare_message") - before
        self.report.check("batch door: rows", stored, self.lines)
        return {"value": self.lines / seconds}

    def start_bare(self):
        """The bare server as a child of ours."""
        own = self.workshop.cluster.server
        dsn = f"host={own.host} port={own.port} user={own.user} "
        script = Path(__file__).parent / "bare_wsgi.py"
        return subprocess.Popen(
            [
                str(self.workshop.layout.python),
                str(script),
                str(self.bare_port),
                str(WORKERS),
                dsn + f"dbname={self.live.database}",
                str(self.flow),
            ],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def signed(key, stamp, body):
    """The headers of a signed request."""
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(SECRET, key, stamp, body),
    }


def run(workshop, report):
    """Interleaved rounds against doors with two processes each."""
    live = LiveServer(
        workshop.templates,
        workshop.database("accept"),
        workers=WORKERS,
        channels="root:0",
        cron_threads=0,
        options={"log_level": "warn"},
    )
    facts = live.shell(SETUP, secret=SECRET)
    with live:
        doors = Doors(workshop, report, live, facts)
        bare = doors.start_bare()
        try:
            time.sleep(1)
            cases = {
                f"{name}, {clients} at once": lambda n=name, c=clients: doors.measure(
                    n, c
                )
                for clients in CLIENTS
                for name in doors.ways
            }
            report.interleave(cases, "requests/s")
            report.interleave({"batch door": doors.batch}, "messages/s")
        finally:
            os.killpg(bare.pid, signal.SIGKILL)
            bare.wait()
    for clients in CLIENTS:
        report.ratio(
            f"signed door, {clients} at once",
            f"bare INSERT, {clients} at once",
            DURABLE_SHARE,
        )
    rate = report.value("batch door") / BATCH_RATE
    report.ratios.append(
        {
            "what": f"batch door / {BATCH_RATE} messages a second",
            "value": round(rate, 3),
            "aim": 1,
            "met": rate >= 1,
        }
    )
