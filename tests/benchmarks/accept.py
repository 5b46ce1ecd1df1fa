"""The signed door: durable, checked and deduplicated requests per second."""

import base64
import json
import os
import signal
import subprocess
import time
import uuid
from pathlib import Path

import load
from lib import ground, postgres, server
from lib.live import LiveServer

ground.register()

from odoo.addons.healthcare_integration_base.signature import sign  # noqa: E402

SECRET = "whsec_" + base64.b64encode(b"benchmarks-of-the-signed-door-01").decode()
WORKERS = 2
SETUP = """
connection = env["healthcare.connection"].create(
    {"name": "bench", "code": "bench", "state": "live"})
flow = env["healthcare.flow"].create(
    {"name": "probe", "code": "probe", "direction": "in", "kind": "journey_probe",
     "codec": "json", "connection_id": connection.id})
env["healthcare.credential"].create(
    {"name": "bench", "connection_id": connection.id, "secret": values["secret"]})
result = flow.id
"""


class Doors:
    """The three doors, and what came through them."""

    def __init__(self, workshop, report, live, flow, count):
        self.workshop = workshop
        self.report = report
        self.live = live
        self.flow = flow
        self.count = count
        self.bare_port = server.free_port(8905, 8990)

    def payloads(self, path):
        """So many different signed requests of about a kilobyte."""
        stamp, rows = str(int(time.time())), []
        for _number in range(self.count):
            key = uuid.uuid4().hex
            body = json.dumps(
                {"kind": "journey_probe", "number": key, "payload": "x" * 900}
            ).encode()
            headers = {
                "webhook-id": key,
                "webhook-timestamp": stamp,
                "webhook-signature": sign(SECRET, key, stamp, body),
            }
            rows.append(load.request(path, body, headers))
        return rows

    def stored(self):
        """Messages in the table."""
        rows = postgres.query(
            self.workshop.layout,
            self.workshop.cluster.server,
            self.live.database,
            "SELECT count(*) FROM healthcare_message",
        )
        return rows[0][0]

    def measure(self, name, port, path):
        """One round; checks that every 202 is a row."""
        payloads, before = self.payloads(path), self.stored()
        rate, statuses, _middle = load.run(port, payloads)
        self.report.check(f"{name}: answers", statuses, {202: self.count})
        self.report.check(f"{name}: rows", self.stored() - before, self.count)
        return {"value": rate}

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


def run(workshop, report):
    """Interleaved rounds of eight clients against doors with two processes each."""
    database = workshop.database("accept")
    count = 200 if workshop.quick else 1000
    live = LiveServer(
        workshop.templates,
        database,
        workers=WORKERS,
        channels="root:0",
        cron_threads=0,
        options={"log_level": "warn"},
    )
    flow = live.shell(SETUP, secret=SECRET)
    with live:
        doors = Doors(workshop, report, live, flow, count)
        bare = doors.start_bare()
        try:
            time.sleep(1)
            names = ("signed door", "plain controller", "bare WSGI")
            ports = (live.port, live.port, doors.bare_port)
            paths = ("/healthcare/v1/bench/probe", f"/journeys/plain/{flow}", "/")
            rows = zip(names, ports, paths, strict=True)
            report.interleave(
                {
                    name: lambda n=name, p=port, w=path: doors.measure(n, p, w)
                    for name, port, path in rows
                },
                "requests/s",
            )
        finally:
            os.killpg(bare.pid, signal.SIGKILL)
            bare.wait()
    report.ratio("signed door", "plain controller", 2)
    report.ratio("signed door", "bare WSGI", 0.5)
