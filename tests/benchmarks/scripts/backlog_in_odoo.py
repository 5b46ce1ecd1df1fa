# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. Two databases that differ by the number of old messages only.
import time

import odoo.sql_db
from odoo import Command
from odoo.modules.registry import Registry

from odoo.addons.healthcare_integration_base.state import SETTLED

SETUP = """
connections = env["healthcare.connection"].create(
    [{"name": f"bench {n}", "code": f"bench{n}", "state": "live"} for n in range(20)])
env["healthcare.flow"].create(
    [{"name": "probe", "code": "probe", "direction": "in", "kind": "journey_probe",
      "codec": "json", "connection_id": connection.id, "lane": "bulk"}
     for connection in connections])
env["healthcare.flow"].create(
    {"name": "quick", "code": "quick", "direction": "in", "kind": "journey_probe",
     "codec": "json", "connection_id": connections[0].id, "lane": "normal"})
env.cr.commit()
"""
# A tenth is due; a thousand came today, the rest in the year before: a partner's system
# was down for a while, which is when screens and claims must not become slow.
INSERT = """
INSERT INTO healthcare_message (uuid, connection_id, flow_id, company_id, direction,
       kind, codec, state, lane, idempotency_key, payload, payload_size, content_hash,
       canonical, subject_key, reference, id, sequence, part, deliveries, tries,
       accepted_at, due_at, opened_at, done_at)
SELECT gen_random_uuid()::text, f.connection_id, f.id, f.company_id, 'in',
       'journey_probe', 'json', s.state, f.lane, %(mark)s || n,
       convert_to(b.body, 'UTF8'), 100, 'hash',
       CASE WHEN s.state <> 'received' THEN b.body::jsonb END,
       CASE WHEN s.state <> 'received'
            THEN f.company_id || '/probe:' || n %% %(subjects)s END,
       CASE WHEN s.state <> 'received' THEN %(mark)s || n END,
       m, m, 0, 0, 0, s.at, s.at,
       CASE WHEN s.state <> 'received' THEN s.at END,
       CASE WHEN s.state = 'done' THEN s.at END
  FROM (SELECT n, nextval('healthcare_message_id_seq') AS m
          FROM generate_series(1, %(count)s) n) AS numbers
 CROSS JOIN LATERAL (
       SELECT CASE WHEN %(state)s = '' AND n %% 10 = 0 THEN 'due'
                   WHEN %(state)s = '' THEN 'done' ELSE %(state)s END AS state,
              timezone('UTC', now()) - CASE
                   WHEN %(state)s <> '' OR n > %(count)s - 1000 THEN interval '1 hour'
                   ELSE make_interval(secs => 86500 + (%(count)s - n) * 31000000.0
                                                      / %(count)s) END AS at) s
 CROSS JOIN LATERAL (
       SELECT json_build_object('kind', 'journey_probe', 'number', %(mark)s || n,
              'action', 'noop', 'subject', '')::text AS body) b
  JOIN LATERAL (
       SELECT * FROM healthcare_flow WHERE code = %(flow)s
        ORDER BY id OFFSET n %% %(flows)s LIMIT 1) f ON TRUE
"""
OPEN = [("state", "not in", sorted(SETTLED))]
TODAY = [("accepted_at", ">=", "-1d")]
LIST = {
    "reference": {},
    "connection_id": {"fields": {"display_name": {}}},
    "kind": {},
    "state": {},
    "accepted_at": {},
    "code": {},
}


class Bench:
    """One database and what can be measured on it."""

    def __init__(self, database):
        self.registry = Registry(database)
        self.marks = 0
        with self.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            exec(SETUP, {"env": env})
            group = env.ref("healthcare_integration_base.group_operator")
            self.user = (
                env["res.users"]
                .create(
                    {
                        "name": "Bench",
                        "login": "bench",
                        "group_ids": [
                            Command.link(group.id),
                            Command.link(env.ref("base.group_user").id),
                        ],
                    }
                )
                .id
            )

    def cursor(self):
        return self.registry.cursor()

    def fill(self, count, state="", flow="probe", flows=20):
        """Messages written by one statement; not part of the time."""
        self.marks += 1
        mark = f"{flow}{self.marks}-"
        with self.cursor() as cr:
            cr.execute(
                INSERT,
                {
                    "mark": mark,
                    "count": count,
                    "state": state,
                    "flow": flow,
                    "flows": flows,
                    "subjects": max(1, count // 20),
                },
            )
        if not state:
            self.settle()
        return mark

    def settle(self):
        with self.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
            env["healthcare.message.rollup"]._compact()
            cr.commit()
            cr._cnx.autocommit = True
            cr.execute("VACUUM ANALYZE healthcare_message, healthcare_message_rollup")

    def drain(self, count):
        mark = self.fill(count, "received", "quick", 1)
        with self.cursor() as cr:
            drain = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["healthcare.drain"]
            began = time.perf_counter()
            drain._drain("normal", budget=600)
            seconds = time.perf_counter() - began
            cr.execute(
                "SELECT count(*) FROM healthcare_message WHERE state = 'done' "
                "AND idempotency_key LIKE %s",
                [mark + "%"],
            )
            checks.append([f"{mark} done", cr.fetchone()[0], count])
        return {"value": count / seconds}

    def claim(self):
        """Milliseconds of a claim of a hundred due messages."""
        with self.cursor() as cr:
            drain = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})["healthcare.drain"]
            began = time.perf_counter()
            batch = drain._claim("bulk", 100)
            seconds = time.perf_counter() - began
            checks.append(["claimed", len(batch.ids), 100])
            drain._give_back(batch)
        return {"value": seconds * 1000}

    def screen(self, look):
        """Milliseconds of what one screen asks, as an operator, with cold caches."""
        with self.cursor() as cr:
            messages = odoo.api.Environment(cr, self.user, {})["healthcare.message"]
            messages.check_access("read")
            began = time.perf_counter()
            look(messages)
            return {"value": (time.perf_counter() - began) * 1000}


def listed(domain):
    def look(messages):
        messages.web_search_read(domain, LIST, limit=80, count_limit=10001)

    return look


def counted(domain):
    return lambda messages: messages.search_count(domain)


def grouped(domain, by):
    def look(messages):
        messages.web_read_group(domain, [by], ["__count"], limit=80)

    return look


SCREENS = {
    "list, last 24 hours": listed(TODAY),
    "count, last 24 hours": counted(TODAY),
    "group by connection, last 24 hours": grouped(TODAY, "connection_id"),
    "group by state, last 24 hours": grouped(TODAY, "state"),
    "group by day, last 24 hours": grouped(TODAY, "accepted_at:day"),
    "list, open": listed(OPEN),
    "count, open": counted(OPEN),
    "group by connection, open": grouped(OPEN, "connection_id"),
    "group by document, open": grouped(OPEN, "kind"),
    "group by connection, all": grouped([], "connection_id"),
    "group by state, all": grouped([], "state"),
}
checks = []
here, there = Bench(env.cr.dbname), Bench(values["full"])
here.fill(values["small"])
there.fill(values["large"])
cases = {}
for name, look in SCREENS.items():
    cases[f"{name} / small"] = lambda look=look: here.screen(look)
    cases[f"{name} / large"] = lambda look=look: there.screen(look)
cases |= {
    "claim / small": here.claim,
    "claim / large": there.claim,
    "drain / small": lambda: here.drain(values["count"]),
    "drain / large": lambda: there.drain(values["count"]),
}
samples = {name: [] for name in cases}
for number in range(values["runs"] + 1):
    for name, function in cases.items():
        sample = function()
        if number:
            samples[name].append(sample)
result = {"samples": samples, "checks": checks}
