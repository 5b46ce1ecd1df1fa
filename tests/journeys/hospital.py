"""A live hospital for the journeys: server, database, doors, partners."""

import base64
import contextlib
import http.client
import json
import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
from lib import server
from lib.bringup import prepare
from lib.console import Progress
from lib.layout import find_layout
from lib.live import LiveServer
from lib.templates import Templates

from odoo.addons.healthcare_integration_base.signature import sign

SECRET = "whsec_" + base64.b64encode(b"journeys-of-the-test-hospital-01").decode()
MARKER = f"PATIENT-{uuid.uuid4().hex}"
"""Stands in every payload of this run, and must stand nowhere else."""
DEADLINE = 90
"""Seconds within which everything is done after a worker was lost."""
TEMPLATE_VARIABLE = "HEALTHCARE_JOURNEYS_TEMPLATE"

CONNECTIONS = """
Connection = env["healthcare.connection"]
Flow = env["healthcare.flow"]
policy = {"retry_base": 1, "retry_cap": 5, "retry_attempts": 4}

def connect(code, flows, **values):
    connection = Connection.create(
        {"name": code, "code": code, "state": "live", **values})
    for flow_code, direction, kind in flows:
        Flow.create({"name": flow_code, "code": flow_code, "direction": direction,
                     "kind": kind, "codec": "json",
                     "connection_id": connection.id, **policy})
    return connection

probe = [("probe", "in", "journey_probe")]
door = connect("door", probe)
env["healthcare.credential"].create({
    "name": "webhook", "connection_id": door.id, "secret": values["secret"]})
connect("files", [("any", "in", False), *probe, ("out", "out", "journey_probe")],
        connector="folder",
        folder_in=values["folder"] + "/in", folder_out=values["folder"] + "/out")
connect("partner", [("out", "out", "journey_probe")], connector="http",
        endpoint_url=values["partner"], endpoint_private=True)
connect("silent", [("out", "out", "journey_probe")], connector="http",
        endpoint_url=values["silent"], endpoint_private=True)
env.cr.commit()
"""

OUTBOX = """
from odoo.addons.healthcare_integration_base.canonical import from_json
flow = env["healthcare.flow"].search(
    [("connection_id.code", "=", values["connection"]), ("direction", "=", "out")])
result = []
for data in values["documents"]:
    document = from_json({"kind": "journey_probe", **data})
    message = env["healthcare.message"]._outbox(
        flow, document, subject="probe:" + document.subject, key=document.number)
    result.append(message.uuid)
env.cr.commit()
"""


def document(number, action="ok", subject="", sequence=0, note=""):
    """A probe whose payload carries the marker."""
    return {
        "kind": "journey_probe",
        "number": number,
        "action": action,
        "subject": subject,
        "sequence": sequence,
        "payload": f"{MARKER} {note or number}",
    }


class Hospital:
    """One live server on a fresh database, with connections that are live.

    :param name: names the database, the configuration and the log
    :param partner: address of the simulated partner
    :param silent: address of a partner that never answers
    """

    def __init__(self, name, partner="http://127.0.0.1:9", silent=None, **options):
        self.live = self._server(name, **options)
        self.layout = self.live.layout
        self.folders = _folders(self.layout, name)
        own = self.live.templates.installation.server
        self.settings = {
            "host": own.host,
            "port": own.port,
            "user": own.user,
            "password": own.password or None,
            "dbname": self.live.database,
        }
        self.live.log.unlink(missing_ok=True)
        self.shell(
            CONNECTIONS,
            secret=SECRET,
            partner=partner,
            silent=silent or partner,
            folder=self.folders.name,
        )

    def _server(self, name, **options):
        """The LiveServer; another kind of hospital has another cluster."""
        return _server(name, **options)

    def __enter__(self):
        self.live.start()
        return self

    def __exit__(self, *failure):
        self.live.stop()

    def restart(self, **options):
        """Stop the server and start it again on the same database."""
        self.live.stop()
        for name, value in options.items():
            setattr(self.live.program, name, value)
        self.__enter__()

    def shell(self, script, **values):
        """Run a script in a process of its own, beside the server."""
        return self.live.shell(script, **values)

    # -- database --------------------------------------------------------------------

    def rows(self, statement, values=None):
        """Run one statement beside Odoo; its rows as tuples."""
        with contextlib.closing(psycopg2.connect(**self.settings)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []

    def value(self, statement, values=None):
        """The first column of the first row."""
        return self.rows(statement, values)[0][0]

    def states(self, prefix):
        """``{state: count}`` of the inbound messages whose key starts so."""
        return dict(
            self.rows(
                "SELECT state, count(*) FROM healthcare_message "
                "WHERE idempotency_key LIKE %s GROUP BY state",
                [f"key:{prefix}-%"],
            )
        )

    def exceptions(self, prefix):
        """``[(type code, key)]`` of the questions about messages of a group.

        One may stand for several messages: those that failed for the same cause.
        """
        return self.rows(
            "SELECT e.code, m.idempotency_key FROM healthcare_exception e "
            "JOIN healthcare_message m "
            "ON m.id = e.message_id OR m.problem_id = e.problem_id "
            "WHERE m.idempotency_key LIKE %s",
            [f"key:{prefix}-%"],
        )

    def probes(self, prefix):
        """``[(number, subject, sequence, previous)]`` in the order of application."""
        return self.rows(
            "SELECT number, subject, sequence, previous FROM journey_probe "
            "WHERE number LIKE %s ORDER BY id",
            [f"{prefix}-%"],
        )

    def wait(self, what, condition, seconds):
        """Wait until ``condition()`` is true; returns the seconds it took."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"{what}: not within {seconds} s")
            time.sleep(0.3)
        return time.monotonic() - began

    # -- doors -----------------------------------------------------------------------

    def post(self, data, key=None, flow="door/probe", secret=SECRET, age=0):
        """POST one signed document; ``(status, body as dict)``."""
        body = json.dumps(data).encode()
        key = key or data["number"]
        stamp = str(int(time.time()) - age)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(secret, key, stamp, body),
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.live.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", f"/healthcare/v1/{flow}", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def post_all(self, groups, threads=6):
        """POST lists of documents, each list in order, the lists side by side."""

        def send(documents):
            return [self.post(item) for item in documents]

        with ThreadPoolExecutor(threads) as pool:
            answers = [item for rows in pool.map(send, groups) for item in rows]
        assert {status for status, _body in answers} == {202}
        return answers

    def store(self, data):
        """What a door does up to its commit, and then no ring: a crash in between."""
        flow, connection, company = self.rows(
            "SELECT f.id, c.id, c.company_id FROM healthcare_flow f "
            "JOIN healthcare_connection c ON c.id = f.connection_id "
            "WHERE c.code = 'door'"
        )[0]
        body = json.dumps(data).encode()
        self.rows(
            "INSERT INTO healthcare_message (uuid, connection_id, flow_id, company_id,"
            " direction, codec, state, lane, idempotency_key, payload, payload_size,"
            " id, sequence, part, deliveries, tries, accepted_at, due_at)"
            " SELECT %s, %s, %s, %s, 'in', 'json', 'received', 'normal', %s, %s, %s,"
            " n, n, 0, 0, 0, timezone('UTC', now()), timezone('UTC', now())"
            " FROM nextval('healthcare_message_id_seq') n",
            [str(uuid.uuid4()), connection, flow, company, f"key:{data['number']}"]
            + [body, len(body)],
        )

    def outbox(self, connection, documents):
        """Write outbound messages in one business transaction; their uuids."""
        return self.shell(OUTBOX, connection=connection, documents=documents)

    def sent(self, uuids):
        """The states of outbound messages, in the order of ``uuids``."""
        rows = dict(
            self.rows(
                "SELECT uuid, state FROM healthcare_message WHERE uuid = ANY(%s)",
                [uuids],
            )
        )
        return [rows[uuid] for uuid in uuids]

    # -- kills -----------------------------------------------------------------------

    def drainers(self):
        """Pids of the workers that apply a slow probe right now."""
        found = self.rows(
            "SELECT substring(query FROM 'slow journey probe ([0-9]+)')::int "
            "FROM pg_stat_activity WHERE datname = %s AND state = 'active' "
            "AND query LIKE 'SELECT pg_sleep%%'",
            [self.live.database],
        )
        workers = self.live.worker_pids()
        return sorted({pid for (pid,) in found if pid in workers})


def _server(name, **options):
    """A LiveServer on a fresh copy of the template with our addons.

    ``HEALTHCARE_JOURNEYS_TEMPLATE`` names another database to copy, for those who
    develop a journey and do not want to build the template at every change.
    """
    layout = find_layout(os.environ.get("HEALTHCARE_HOME"))
    progress = Progress(open(os.devnull, "w"))  # noqa: SIM115
    installation = prepare(layout, progress, cluster="test", durable=False, tests=True)
    templates = Templates(installation, progress)
    database = f"live_{name}"
    server.stop(layout.home / "conf" / f"live-{database}.conf")
    source = os.environ.get(TEMPLATE_VARIABLE) or templates.addons()
    templates.databases.copy(source, database)
    return LiveServer(templates, database, **options)


def _folders(layout, name):
    """The folders of a partner below the root that setup gives to every server."""
    root = layout.folder("partners", f"{name}-{uuid.uuid4().hex[:8]}", owned=True)
    for child in ("in", "out"):
        (root / child).mkdir()
        layout.identity.own(root / child)
    return root
