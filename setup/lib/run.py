"""``setup/run``: from a bare machine to a running system with its demo scenario."""

import argparse
import shutil
from pathlib import Path

from . import odoo_source, postgres, postgres_programs, roles, server
from .bringup import prepare
from .channels import DEFAULT_CHANNELS, capacity
from .command import guarded, parser
from .databases import Databases
from .failure import SetupError
from .layout import find_layout
from .odoo_program import OdooProgram
from .state import State
from .templates import CHART_SCRIPT, CORE_MODULES, content_hash

DATABASE = "healthcare"
BUILDING = f"building_{DATABASE}"
PORT = 8069
# Odoo's own ports lie above the one that people use; see front.py.
INSIDE = 1
# Beside the jobs there must be workers left for the people at their screens.
SPARE_WORKERS = 2


class Run:
    """One start of the system."""

    def __init__(self, options, progress):
        self.options = options
        self.progress = progress
        self.layout = find_layout(options.home)
        self.state = State(self.layout)
        self.data = self.layout.home / "data"
        self.log = self.layout.log / "odoo.log"
        self.credentials = roles.known_logins()
        self.installation = None
        self.databases = None
        self.program = None

    def execute(self):
        """Bring everything up, run the scenario and print the summary."""
        odoo_source.require_way(self.layout)
        with self.layout.lock("run", wait=False):
            if self.options.fresh:
                self._start_over()
            self.port = self.options.port or self.state.get("port", PORT)
            self._check_port()
            self.installation = prepare(
                self.layout, self.progress, cluster="data", durable=True
            )
            self._programs()
            self._database()
            self._passwords()
            self._server()
            lines = self._scenario()
            self._summary(lines)

    def _start_over(self):
        with self.progress.step("Removing the old installation"):
            self._stop()
            if (self.layout.home / "postgresql" / "data").is_dir():
                shutil.rmtree(self.layout.home / "postgresql" / "data")
            elif self.state.get("created"):
                self.state.set(drop=True)  # somebody else's server: drop it there
            shutil.rmtree(self.data, ignore_errors=True)
            shutil.rmtree(self.layout.home / "partners", ignore_errors=True)
            dropping = self.state.get("drop")
            self.state.clear()
            if dropping:
                self.state.set(drop=True)

    def _stop(self):
        server.stop(self.layout.home / "conf" / "run.conf")
        cluster = own_cluster(self.layout)
        if cluster:
            cluster.stop()

    def _check_port(self):
        conf = self.layout.home / "conf" / "run.conf"
        if server.processes(conf) and self.port == self.state.get("port"):
            return
        for port in (self.port, self.port + INSIDE, self.port + INSIDE + 3):
            if not server.port_is_free(port, self.options.interface):
                raise SetupError(
                    f"Port {port} is taken by another program.",
                    f"Start with another one: setup/run --port {server.free_port()}",
                )

    def _programs(self):
        self.layout.folder("data", private=True)
        self.databases = Databases(self.layout, self.installation.server, self.data)
        workers = capacity(DEFAULT_CHANNELS) + SPARE_WORKERS
        common = {
            "layout": self.layout,
            "server": self.installation.server,
            "data": self.data,
        }
        self.installer = OdooProgram(name="run-install", **common)
        self.program = OdooProgram(
            name="run",
            database=DATABASE,
            port=self.port + INSIDE,
            front=(self.options.interface, self.port),
            workers=workers,
            cron_threads=1,
            runner=True,
            variables={"HEALTHCARE_LISTENERS": "1"},
            **common,
        )

    def _database(self):
        """Install what is missing, upgrade what has changed."""
        self._same_server()
        # An installation that was killed may still be writing.
        server.stop(self.installer.configuration)
        if self.state.get("drop"):
            self.databases.drop(DATABASE)
            self.state.clear()
        folders = self.layout.addon_folders()
        content = content_hash(folders)
        addons = [folder.name for folder in folders]
        if not self.databases.exists(DATABASE):
            self.state.clear()
            self._create(addons)
        elif not self.installation.cluster and not self.state.get("created"):
            raise SetupError(
                f"The server has a database '{DATABASE}' that is not ours.",
                "Rename or drop it, or unset PGHOST to get a cluster of our own.",
            )
        elif self.state.get("content") != content:
            server.stop(self.program.configuration)
            with self.progress.step("Upgrading our addons"):
                self.installer.install(
                    DATABASE, addons, upgrade=addons, log="install.log"
                )
        self.state.set(content=content)

    def _same_server(self):
        """The data must not seem lost because PGHOST was set once and is not now."""
        server_now = self.installation.server
        here = "own" if server_now.own else f"{server_now.host}:{server_now.port}"
        before = self.state.get("server", here)
        if before != here and self.state.get("created"):
            host, _, port = before.rpartition(":")
            raise SetupError(
                f"The data of this folder is on the PostgreSQL server {before}.",
                f"Set PGHOST={host} PGPORT={port}, or name another folder with --home.",
            )
        self._here = here

    def _create(self, addons):
        self.databases.drop(BUILDING)
        self.databases.create(BUILDING)
        with self.progress.step("Installing Odoo's own modules"):
            self.installer.install(BUILDING, CORE_MODULES, log="install.log")
        with self.progress.step("Loading the chart of accounts"):
            self.installer.shell(BUILDING, CHART_SCRIPT, log="install.log")
        with self.progress.step("Installing our addons"):
            self.installer.install(BUILDING, addons, log="install.log")
        self.state.set(created=True, server=self._here)
        self.databases.rename(BUILDING, DATABASE)

    def _passwords(self):
        """New passwords until they have been shown once, or when asked for."""
        if self.state.get("passwords_shown") and not self.options.reset_passwords:
            return
        with self.progress.step("Logins of the roles") as remarks:
            self.credentials, missing = roles.reset_passwords(self.installer, DATABASE)
            if missing:
                remarks.append(f"groups not found: {', '.join(missing)}")

    def _server(self):
        """Start the server unless it runs with the same code on the same port."""
        conf = self.program.configuration
        address = f"{self._url()}/web/login"
        running = bool(server.processes(conf))
        if running and self.port == self.state.get("port") and server.answers(address):
            self.progress.say(f"The server runs already at {self._url()}.")
            return
        with self.progress.step("Starting Odoo with workers and the job runner"):
            server.stop(conf)
            self.state.set(port=self.port)
            child = server.start(self.program, self.log)
            server.wait_until_ready(address, child, self.log)

    def _url(self):
        host = self.options.interface
        shown = "127.0.0.1" if host in ("0.0.0.0", "") else host
        return f"http://{shown}:{self.port}"

    def _scenario(self):
        # Loads the addons' own formats, which a broken addon would make impossible:
        # the server is up by now in any case.
        from . import scenario

        options = self.options
        done = bool(self.state.get("scenario_done"))
        context = scenario.Context(
            url=self._url(),
            database=DATABASE,
            credentials=self.credentials,
            files=Path(options.files).resolve() if options.files else None,
            program=self.program,
            progress=self.progress,
            first=not done,
        )
        if options.files and not context.files.is_dir():
            raise SetupError(f"--files {options.files} is not a folder.")
        if done and not options.files:
            return scenario.summary(context)
        lines = scenario.run(context)
        if not options.files:
            self.state.set(scenario_done=True)
        return lines

    def _summary(self, lines):
        say = self.progress.say
        say()
        for line in lines:
            say(line)
        say(f"\nOpen {self._url()}   (stop it with setup/stop)")
        fresh = [item for item in self.credentials.values() if item.password]
        for item in fresh:
            say(f"  {item.title:24} {item.login:12} {item.password}")
        if fresh:
            say("These passwords are shown once and stored nowhere.")
            self.state.set(passwords_shown=True)
        else:
            say("Passwords were shown at the first start; setup/run --reset-passwords")
            say("gives new ones.")
        say(f"Ready after {self.progress.elapsed:.0f} s. Logs: {self.layout.log}")


def own_cluster(layout):
    """The cluster behind setup/run if there is one of ours, running or not."""
    if not (layout.home / "postgresql" / "data").is_dir():
        return None
    binaries = postgres_programs.own_binaries(layout)
    return postgres.Cluster(layout, "data", binaries, durable=True)


def _port(text):
    number = int(text)
    if not 1 <= number <= 65531:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65531")
    return number


def main(arguments, progress):
    """Entry point of ``setup/run``."""
    options = parser("run", __doc__)
    options.add_argument("--port", type=_port, help=f"HTTP port (default {PORT})")
    options.add_argument(
        "--interface", default="127.0.0.1", help="address to listen on"
    )
    options.add_argument(
        "--fresh", action="store_true", help="throw the data away and start over"
    )
    options.add_argument(
        "--reset-passwords", action="store_true", help="new passwords for every role"
    )
    options.add_argument("--files", metavar="DIR", help="feed your own X12 files")
    Run(options.parse_args(arguments), progress).execute()


if __name__ == "__main__":
    guarded(main)
