"""A hospital on a PostgreSQL of its own that keeps its promises and can be crashed."""

import contextlib
import os
import threading

from hospital import TEMPLATE_VARIABLE, Hospital
from lib import postgres, postgres_programs, process, server
from lib.bringup import Installation, prepare
from lib.console import Progress
from lib.failure import SetupError
from lib.layout import find_layout
from lib.live import LiveServer
from lib.templates import Templates

CLUSTER = "faults"


class DurableHospital(Hospital):
    """fsync, synchronous_commit and full_page_writes are on; :meth:`crash` is a
    restart of PostgreSQL without a farewell."""

    def _server(self, name, **options):
        layout = find_layout(os.environ.get("HEALTHCARE_HOME"))
        progress = Progress(open(os.devnull, "w"))  # noqa: SIM115
        usual = prepare(layout, progress, cluster="test", durable=False, tests=True)
        binaries = postgres_programs.own_binaries(layout)
        self.cluster = postgres.Cluster(layout, CLUSTER, binaries, durable=True)
        own = Installation(layout, usual.source, self.cluster.start(), self.cluster)
        database = f"live_{name}"
        server.stop(layout.home / "conf" / f"live-{database}.conf")
        source = Templates(usual, progress)
        target = Templates(own, progress)
        wanted = os.environ.get(TEMPLATE_VARIABLE) or source.addons()
        target.databases.drop(database)
        target.databases.create(database)
        _carry(layout, binaries, usual.server, wanted, own.server, database)
        return LiveServer(target, database, **options)

    def __enter__(self):
        super().__enter__()
        self.ending = threading.Event()
        self.supervisor = threading.Thread(target=self._supervise)
        self.supervisor.start()
        return self

    def __exit__(self, *failure):
        self.ending.set()
        self.supervisor.join()
        super().__exit__(*failure)
        self.cluster.stop()

    def _supervise(self):
        """Start Odoo again when it ends, as the service manager of a machine does.

        Odoo's main process gives up when the database does not answer in the moment in
        which it replaces a worker.
        """
        while not self.ending.wait(0.5):
            if self.live.child.poll() is not None:
                with contextlib.suppress(SetupError):
                    self.live.start()

    def crash(self):
        """Kill every process of PostgreSQL at once, then start it again."""
        assert self.cluster._pg_ctl("stop", "-m", "immediate", quiet=True) == 0
        self.cluster.start()


def _carry(layout, binaries, source, database, target, copy):
    """Copy a database to another cluster."""
    dump = layout.folder("tmp", owned=True) / f"{copy}.sql"
    process.run(
        [_program(binaries, "pg_dump"), "-Fp", "-O", "-f", dump, database],
        layout,
        log="carry.log",
        title="Copying a database",
        env=source.environment(),
        as_service=True,
    )
    process.run(
        [_program(binaries, "psql"), "-X", "-q", "-o", os.devnull, "-f", dump, copy],
        layout,
        log="carry.log",
        title="Copying a database",
        env=target.environment(),
        as_service=True,
    )
    dump.unlink()


def _program(binaries, name):
    own = binaries / name if hasattr(binaries, "joinpath") else f"{binaries}/{name}"
    return own if os.access(own, os.X_OK) else name
