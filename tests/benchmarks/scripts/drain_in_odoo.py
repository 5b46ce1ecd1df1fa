# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. One process does all rounds, so that every case meets the same caches.
import json
import os
import time
from pathlib import Path

import odoo.sql_db
from odoo.modules.registry import Registry

SETUP = """
connection = env["healthcare.connection"].create(
    {"name": "bench", "code": "bench", "state": "live"})
flow = env["healthcare.flow"].create(
    {"name": "probe", "code": "probe", "direction": "in", "kind": "journey_probe",
     "codec": "json", "connection_id": connection.id})
env.cr.commit()
"""
INSERT = """
INSERT INTO healthcare_message (uuid, connection_id, flow_id, company_id, direction,
       kind, codec, state, lane, idempotency_key, payload, payload_size, content_hash,
       id, sequence, part, deliveries, tries, accepted_at, due_at, opened_at, done_at)
SELECT gen_random_uuid()::text, f.connection_id, f.id, f.company_id, 'in',
       'journey_probe', 'json', %(state)s, 'normal', %(mark)s || n,
       convert_to(replace(%(body)s, '#', %(mark)s || n), 'UTF8'), 1000, 'hash', m, m, 0,
       0, 0, timezone('UTC', now()), timezone('UTC', now()),
       CASE WHEN %(state)s = 'done' THEN timezone('UTC', now()) END,
       CASE WHEN %(state)s = 'done' THEN timezone('UTC', now()) END
  FROM healthcare_flow f,
       (SELECT n, nextval('healthcare_message_id_seq') AS m
          FROM generate_series(1, %(count)s) n) AS numbers
 WHERE f.code = 'probe'
"""
POISON = """
UPDATE healthcare_message SET payload = convert_to(
       replace(convert_from(payload, 'UTF8'), %s, %s), 'UTF8')
 WHERE idempotency_key LIKE %s AND id %% %s = 0
"""
BARE_CLAIM = """
SELECT id FROM healthcare_message WHERE flow_id = %s AND state = 'received'
   AND direction = 'in' AND opened_at IS NULL
 ORDER BY sequence, part LIMIT 100 FOR UPDATE SKIP LOCKED
"""


class Bench:
    """One database and what can be measured on it."""

    def __init__(self, database):
        self.registry = Registry(database)
        self.marks = 0
        with self.cursor() as cr:
            exec(SETUP, {"env": odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})})

    def cursor(self):
        return self.registry.cursor()

    def one(self, statement, *arguments):
        with self.cursor() as cr:
            cr.execute(statement, arguments)
            return cr.fetchone()[0]

    def fill(self, count, action, state="received", poison=0):
        """Accepted messages, written by one statement; not part of the time.

        :param poison: of so many one is a defect.
        """
        self.marks += 1
        mark = f"{action}{self.marks}-"
        body = {
            "kind": "journey_probe",
            "number": "#",
            "action": action,
            "payload": "x" * 900,
        }
        with self.cursor() as cr:
            cr.execute(
                INSERT,
                {
                    "state": state,
                    "mark": mark,
                    "count": count,
                    "body": json.dumps(body),
                },
            )
            if poison:
                cr.execute(POISON, [f'"{action}"', '"bug"', mark + "%", poison])
        with self.cursor() as cr:
            cr.execute("ANALYZE healthcare_message")
        return mark

    def drain(self, count, action, poison=0):
        mark = self.fill(count, action, poison=poison)
        with self.cursor() as cr:
            drain = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["healthcare.drain"]
            sample = measured(lambda: drain._drain("normal", budget=600), count)
        states = "SELECT count(*) FROM healthcare_message WHERE state = %s"
        mine = " AND idempotency_key LIKE %s"
        failed = self.one(states + mine, "failed", mark + "%")
        check(f"{mark} failed", failed, count // poison if poison else 0)
        done = self.one(states + mine, "done", mark + "%")
        check(f"{mark} done", done + failed, count)
        if action == "ok":
            check(
                f"{mark} applied",
                self.one(
                    "SELECT count(DISTINCT number) FROM journey_probe "
                    "WHERE number LIKE %s",
                    mark + "%",
                ),
                count,
            )
        return sample

    def bare(self, count):
        self.fill(count, "noop")
        cr = self.cursor()
        connection = cr._cnx
        raw = connection.cursor()
        flow = self.one("SELECT id FROM healthcare_flow WHERE code = 'probe'")

        def loop():
            while True:
                raw.execute(BARE_CLAIM, [flow])
                ids = [row[0] for row in raw.fetchall()]
                if not ids:
                    break
                raw.execute(
                    "UPDATE healthcare_message SET state = 'done' WHERE id = ANY(%s)",
                    [ids],
                )
                connection.commit()

        sample = measured(loop, count)
        sample["queries"] = count // 100 * 2
        cr.close()
        return sample

    def jobs(self, count, configuration, action="ok"):
        """A job per message on the live server that watches this database."""
        self.marks += 1
        rows = [
            {
                "kind": "journey_probe",
                "number": f"job{self.marks}-{n}",
                "action": action,
                "payload": "x" * 900,
            }
            for n in range(count)
        ]
        cpu, began = cpu_of(configuration), time.perf_counter()
        with self.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            handler = env["healthcare.handler.journey_probe"]
            for row in rows:
                handler.with_delay()._apply_as_job(row)
        left = (
            "SELECT count(*) FROM queue_job WHERE method_name = '_apply_as_job' "
            "AND state <> 'done'"
        )
        while self.one(left) and time.perf_counter() - began < 120:
            time.sleep(0.02)
        seconds = time.perf_counter() - began
        check(f"jobs of round {self.marks} left", self.one(left), 0)
        if action == "ok":
            wanted = "SELECT count(*) FROM journey_probe WHERE number LIKE %s"
            mark = f"job{self.marks}-%"
            check(f"{mark} applied", self.one(wanted, mark), count)
        return {"value": count / seconds, "cpu_s": cpu_of(configuration) - cpu}

    def pickup(self, way):
        """Milliseconds from a commit to the first line of the handler, when idle.

        ``way``: a message at the door, or a job of its own.
        """
        self.marks += 1
        number = f"clock{self.marks}"
        row = {"kind": "journey_probe", "number": number, "action": "clock"}
        with self.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            if way == "message":
                flow = env["healthcare.flow"].search([("code", "=", "probe")])
                accept = env["healthcare.message"]._accept
                accept(flow, json.dumps(row).encode(), key=number)
                env["healthcare.drain"]._ring_after_commit()
            else:
                env["healthcare.handler.journey_probe"].with_delay()._apply_as_job(row)
            # The doorbell is rung behind the commit: its time counts.
            callbacks, cr.postcommit._funcs = (
                cr.postcommit._funcs,
                type(cr.postcommit._funcs)(),
            )
            cr.commit()
            began = time.time()
            for function in callbacks:
                function()
        wanted = "SELECT max(payload) FROM journey_probe WHERE number = %s"
        while not (found := self.one(wanted, number)):
            if time.time() - began > 30:
                check(f"{number} was handled", False, True)
                return {"value": 30_000}
            time.sleep(0.01)
        time.sleep(0.15)
        return {"value": (float(found) - began) * 1000}


def cpu_of(configuration):
    """CPU seconds of all processes of a server."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        try:
            if configuration.encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                words = (entry / "stat").read_text().rpartition(")")[2].split()
                ticks += int(words[11]) + int(words[12])
        except (OSError, ValueError):
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(function, count):
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    function()
    seconds = time.perf_counter() - began
    return {
        "value": count / seconds,
        "cpu_s": time.process_time() - cpu,
        "queries": odoo.sql_db.sql_counter - queries,
    }


checks = []


def check(what, found, expected):
    checks.append([what, found, expected])


def rounds(cases, runs):
    samples = {name: [] for name in cases}
    for number in range(runs + 1):
        for name, function in cases.items():
            sample = function()
            if number:
                samples[name].append(sample)
    return samples


here, there = Bench(env.cr.dbname), Bench(values["jobs_database"])
count, jobs = values["count"], values["jobs"]
samples = rounds(
    {
        "noop": lambda: here.drain(count, "noop"),
        "bare": lambda: here.bare(count),
        "rows": lambda: here.drain(count, "ok"),
        "poison": lambda: here.drain(count, "noop", poison=100),
        "job_noop": lambda: there.jobs(jobs, values["server"], "noop"),
        "job_rows": lambda: there.jobs(jobs, values["server"]),
    },
    values["runs"],
)
waits = rounds(
    {
        "pickup": lambda: there.pickup("message"),
        "job_pickup": lambda: there.pickup("job"),
    },
    values["runs"] * 6,
)
result = {"samples": samples | waits, "checks": checks}
