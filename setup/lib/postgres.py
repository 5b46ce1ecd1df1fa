"""PostgreSQL: the server that is there, or a cluster of our own.

Our own clusters listen on a Unix socket in a folder that only the service user can
enter, never on the network: no port to collide with, no password to leak.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import process
from .failure import SetupError

ROLE = "odoo"
# A Unix socket's path is a field of 108 bytes in the kernel.
SOCKET_PATH_LIMIT = 100

COMMON_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    # PostgreSQL's log prints failing statements, and with them payload values; the
    # text of some errors quotes them as well (invalid input syntax: "...").
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "max_connections": "200",
    "shared_buffers": "256MB",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server as a role that may create databases."""

    host: str
    port: int
    user: str
    password: str = ""
    own: bool = True

    def environment(self):
        """The PG* variables that libpq and Odoo's tools read."""
        env = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user}
        if self.password:
            env["PGPASSWORD"] = self.password
        return env


class Cluster:
    """A PostgreSQL cluster of our own below the home folder.

    :param name: ``data`` for the hospital's database, ``test`` for throw-away ones
    :param durable: False turns fsync off, which is for tests only
    """

    def __init__(self, layout, name, binaries, durable):
        self.layout = layout
        self.name = name
        self.binaries = Path(binaries)
        self.settings = {**COMMON_SETTINGS, **(DURABLE if durable else FLEETING)}
        self.folder = layout.home / "postgresql" / name
        self.log = layout.log / f"postgresql-{name}.log"

    @property
    def socket_folder(self):
        """Folder of the socket: beside the data, or in /tmp if that path is long."""
        path = self.folder / "socket"
        if len(os.fsencode(path)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT:
            return path
        mark = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
        return Path("/tmp") / f"healthcare-{os.geteuid()}-{mark}"

    @property
    def server(self):
        """The Server to connect to once the cluster runs."""
        return Server(str(self.socket_folder), 5432, ROLE)

    def exists(self):
        """True after a complete initialisation."""
        return (self.folder / "data" / "PG_VERSION").is_file()

    def is_running(self):
        """True if the server process of this cluster is alive."""
        if not self.exists():
            return False
        return self._pg_ctl("status", quiet=True) == 0

    def start(self):
        """Create the cluster if need be and start it; nothing to do if it runs."""
        with self.layout.lock(f"postgresql-{self.name}"):
            self._create()
            self._write_settings()
            if self.is_running():
                self._pg_ctl("reload", quiet=True)
            else:
                self._socket_folder_ready()
                self._start()
            self._create_role()
        return self.server

    def stop(self):
        """Stop the server; open connections are ended."""
        if self.is_running():
            self._pg_ctl("stop", "-m", "fast", "-t", "60", quiet=True)

    def _create(self):
        if self.exists():
            return
        target = self.folder / "data"
        shutil.rmtree(target, ignore_errors=True)
        self.layout.folder("postgresql", owned=True)
        self.layout.folder("postgresql", self.name, owned=True)
        # Renamed when complete, so that an interrupted initdb leaves no half cluster.
        building = self.folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        process.run(
            [self.binaries / "initdb", "-D", building, "-U", "postgres", "-A", "trust"]
            + ["-E", "UTF8", "--locale=C"],
            self.layout,
            log="initdb.log",
            title="Creating a PostgreSQL cluster",
            as_service=True,
        )
        building.rename(target)

    def _write_settings(self):
        path = self.folder / "data" / "postgresql.auto.conf"
        lines = [f"{name} = {value}" for name, value in sorted(self.settings.items())]
        path.write_text("\n".join(lines) + "\n", encoding="ascii")
        self.layout.identity.own(path)

    def _socket_folder_ready(self):
        path = self.socket_folder
        path.mkdir(mode=0o700, exist_ok=True)
        self.layout.identity.own(path)
        path.chmod(0o700)

    def _start(self):
        self.log.touch()
        self.layout.identity.own(self.log)
        options = ["-o", f"-k '{self.socket_folder}'", "-l", str(self.log), "-t", "60"]
        if self._pg_ctl("start", "-w", *options) != 0:
            raise SetupError(
                f"PostgreSQL does not start:\n{process.tail(self.log, 6)}",
                f"Read {self.log}; --fresh starts over with an empty cluster.",
            )

    def _pg_ctl(self, action, *options, quiet=False):
        identity = self.layout.identity
        log = subprocess.DEVNULL
        if not quiet:
            log = open(self.layout.log / "pg_ctl.log", "ab")  # noqa: SIM115
        return subprocess.run(
            [self.binaries / "pg_ctl", action, "-D", self.folder / "data", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=identity.environment(self.layout.home),
            cwd="/",
            # The server must survive the Ctrl-C that ends us.
            start_new_session=True,
            **identity.popen_arguments(),
        ).returncode

    def _create_role(self):
        superuser = Server(self.server.host, self.server.port, "postgres")
        if query(self.layout, superuser, "postgres", FIND_ROLE, [ROLE]):
            return
        query(self.layout, superuser, "postgres", CREATE_ROLE)


FIND_ROLE = "SELECT 1 FROM pg_roles WHERE rolname = %s"
CREATE_ROLE = f"CREATE ROLE {ROLE} LOGIN CREATEDB"

CLIENT = """
import json, sys, psycopg2
request = json.load(sys.stdin)
try:
    connection = psycopg2.connect(connect_timeout=10, **request["connect"])
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(request["statement"], request["values"])
    rows = cursor.fetchall() if cursor.description else []
    print(json.dumps({"rows": rows}, default=str))
except psycopg2.Error as error:
    print(json.dumps({"error": str(error).strip() or type(error).__name__}))
"""


def query(layout, server, database, statement, values=None):
    """Run one statement in autocommit mode and return its rows as lists.

    :raises SetupError: PostgreSQL cannot be reached or refuses the statement
    """
    connect = {"host": server.host, "port": server.port, "user": server.user}
    connect["dbname"] = database
    if server.password:
        connect["password"] = server.password
    request = {"connect": connect, "statement": statement, "values": values}
    answer = subprocess.run(
        [layout.python, "-c", CLIENT],
        input=json.dumps(request),
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        raise SetupError(f"The PostgreSQL client fails:\n{answer.stderr[-500:]}")
    result = json.loads(answer.stdout)
    if "error" in result:
        raise SetupError(f"PostgreSQL says: {result['error']}")
    return result["rows"]


def existing_server(layout):
    """The Server that PGHOST (or a local socket) leads to, or None.

    With PGHOST set it must be usable: somebody asked for it. A server that merely
    happens to answer on the local socket is used if our role may create databases
    there, and left alone otherwise.
    """
    asked = bool(os.environ.get("PGHOST"))
    host = os.environ.get("PGHOST", "/var/run/postgresql")
    port = int(os.environ.get("PGPORT", "5432"))
    if not asked and not Path(host, f".s.PGSQL.{port}").exists():
        return None
    user = os.environ.get("PGUSER") or layout.identity.name
    server = Server(host, port, user, os.environ.get("PGPASSWORD", ""), own=False)
    reason = _unusable(layout, server)
    if not reason:
        return server
    if asked:
        raise SetupError(
            f"The PostgreSQL server of PGHOST cannot be used: {reason}",
            "Set PGUSER (not postgres) and PGPASSWORD to a role with CREATEDB, "
            "or unset PGHOST to get a cluster of our own.",
        )
    print(f"(a local PostgreSQL answers but cannot be used: {reason}) ", end="")
    sys.stdout.flush()
    return None


def _unusable(layout, server):
    """Why ``server`` cannot be used, or an empty string."""
    if server.user == "postgres":
        return "Odoo refuses the role postgres"
    statement = "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        rows = query(layout, server, "postgres", statement)
    except SetupError as error:
        return error.cause
    return "" if rows and rows[0][0] else f"role {server.user} lacks CREATEDB"
