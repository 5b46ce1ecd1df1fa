"""A live server for journeys: workers, jobs and crons, on a database of its own.

``TransactionCase`` sees neither commits nor other processes; kills, order and leases
are tested against one of these::

    with LiveServer.on_fresh_copy("kill", workers=4) as live:
        live.shell("env['healthcare.message']...")
        os.kill(live.worker_pids()[0], signal.SIGKILL)
"""

import signal
import time

from . import postgres, server
from .bringup import prepare
from .console import Progress
from .layout import find_layout
from .odoo_program import OdooProgram
from .shell import run_script
from .templates import Templates


class LiveServer:
    """One Odoo server with workers and the queue_job runner.

    :param templates: templates.Templates of the test cluster
    :param database: an existing database with our addons
    :param port: HTTP port; a free one if None
    :param workers: HTTP workers; must exceed the capacity of the channels
    """

    def __init__(self, templates, database, port=None, workers=4, **options):
        self.templates = templates
        self.layout = templates.layout
        self.database = database
        self.port = port or server.free_port()
        self.log = self.layout.log / f"live-{database}.log"
        self.child = None
        self.program = OdooProgram(
            self.layout,
            f"live-{database}",
            templates.installation.server,
            templates.data,
            database=database,
            port=self.port,
            workers=workers,
            cron_threads=options.pop("cron_threads", 1),
            runner=options.pop("runner", True),
            tests=True,
            **options,
        )

    @classmethod
    def on_fresh_copy(cls, name, home=None, **options):
        """A server on a fresh copy ``live_NAME`` of the template with our addons."""
        layout = find_layout(home)
        progress = Progress()
        installation = prepare(
            layout, progress, cluster="test", durable=False, tests=True
        )
        templates = Templates(installation, progress)
        database = f"live_{name}"
        server.stop(layout.home / "conf" / f"live-{database}.conf")
        templates.databases.copy(templates.addons(), database)
        return cls(templates, database, **options)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *failure):
        self.stop()

    @property
    def url(self):
        """Address of the server without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def configuration(self):
        """The configuration file, by which the processes are found."""
        return self.program.configuration

    def start(self, seconds=120):
        """Start the server and wait until its login page answers."""
        self.child = server.start(self.program, self.log)
        server.wait_until_ready(f"{self.url}/web/login", self.child, self.log, seconds)

    def stop(self):
        """Stop the server and every worker."""
        server.stop(self.configuration)
        if self.child:
            self.child.wait()
            self.child = None

    def wait_for_runner(self, seconds=60):
        """Wait until the job runner says that it serves this database."""
        wanted = f"queue job runner ready for db {self.database}"
        deadline = time.monotonic() + seconds
        while wanted not in self.log_text():
            if time.monotonic() > deadline:
                raise TimeoutError("the job runner is not ready")
            time.sleep(0.3)

    def worker_pids(self):
        """Pids of the child processes: HTTP workers, cron workers and the rest."""
        return server.processes(self.configuration)[1:]

    def kill_worker(self, pid, number=signal.SIGKILL):
        """Send a signal to one of our own workers.

        :raises ValueError: ``pid`` is no worker of this server
        """
        if pid not in self.worker_pids():
            raise ValueError("not a worker of this server")
        server._signal([pid], number)

    def kill_worker_of_backend(self, backend_pid):
        """Kill the worker that holds the PostgreSQL connection ``backend_pid``.

        Returns False if no worker holds it (any more). Odoo names its connections
        after the database user's process: ``application_name`` is ``odoo-<pid>``.
        """
        rows = self.query(
            "SELECT application_name FROM pg_stat_activity WHERE pid = %s",
            [backend_pid],
        )
        if not rows or not str(rows[0][0]).rpartition("-")[2].isdigit():
            return False
        pid = int(rows[0][0].rpartition("-")[2])
        if pid not in self.worker_pids():
            return False
        self.kill_worker(pid)
        return True

    def log_text(self):
        """The server's log so far."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def query(self, statement, values=None):
        """Run one SQL statement on the database, outside of Odoo."""
        own = self.templates.installation.server
        return postgres.query(self.layout, own, self.database, statement, values)

    def shell(self, script, **values):
        """Run ``script`` in a process of its own; see shell.run_script."""
        return run_script(self.program, self.database, script, values)
