"""Call Odoo: write its configuration, install addons, run a script in its shell."""

import configparser
from dataclasses import dataclass, field
from pathlib import Path

from . import outside, postgres, process
from .channels import DEFAULT_CHANNELS, check_channels
from .failure import SetupError

BASE_OPTIONS = {
    "list_db": "False",
    "proxy_mode": "False",
    "http_interface": "127.0.0.1",
    "limit_time_cpu": "600",
    # Jobs die at this limit, Odoo's own default of 120 s is too short for a drain.
    "limit_time_real": "1200",
    "log_level": "info",
}


@dataclass
class OdooProgram:
    """One way to call Odoo: a configuration file and what it points to.

    :param name: names the configuration file below ``home/conf``
    :param server: postgres.Server
    :param data: Odoo's data folder
    :param database: the only database this program may see, or "" for any
    :param tests: also put the test addon's folder on the addons path
    :param front: (interface, port) of the one address before all processes, see front
    :param variables: further variables; Odoo warns of options that it does not know
    """

    layout: object
    name: str
    server: object
    data: Path
    database: str = ""
    port: int = 8069
    workers: int = 0
    cron_threads: int = 0
    runner: bool = False
    tests: bool = False
    channels: str = DEFAULT_CHANNELS
    front: tuple = ()
    options: dict = field(default_factory=dict)
    variables: dict = field(default_factory=dict)

    @property
    def configuration(self):
        """Path of the configuration file."""
        return self.layout.home / "conf" / f"{self.name}.conf"

    def write(self):
        """Write the configuration file; returns its path."""
        parser = configparser.RawConfigParser()
        parser["options"] = {
            **BASE_OPTIONS,
            "db_host": self.server.host,
            "db_port": str(self.server.port),
            "db_user": self.server.user,
            "addons_path": self.layout.addons_path(self.tests),
            "data_dir": str(self.data),
            "http_port": str(self.port),
            "gevent_port": str(self.port + 3),
            "workers": str(self.workers),
            "max_cron_threads": str(self.cron_threads),
            "server_wide_modules": "base,rpc,web" + ",queue_job" * self.runner,
            **self.options,
        }
        if self.server.password:
            parser["options"]["db_password"] = self.server.password
        if self.database:
            parser["options"]["db_name"] = self.database
            parser["options"]["dbfilter"] = f"^{self.database}$"
        parser["queue_job"] = {"channels": check_channels(self.channels)}
        self.layout.folder("conf", private=True)
        path = self.configuration
        path.touch(mode=0o600)
        path.chmod(0o600)
        with open(path, "w", encoding="utf-8") as handle:
            parser.write(handle)
        self.layout.identity.own(path)
        return path

    def command(self, *arguments):
        """The command line that starts Odoo with this configuration."""
        head = [str(self.layout.python), self._readable("odoo_main.py")]
        if arguments and arguments[0] == "shell":
            return [*head, "shell", "-c", str(self.configuration), *arguments[1:]]
        return [*head, "-c", str(self.configuration), *arguments]

    def server_command(self):
        """The command line that starts the server, behind its front if it has one."""
        if not self.front:
            return self.command()
        interface, port = self.front
        ports = [str(number) for number in (port, self.port, self.port + 3)]
        head = [str(self.layout.python), self._readable("front.py")]
        return [
            *head,
            str(self.configuration),
            interface,
            *ports,
            "--",
            *self.command(),
        ]

    def _readable(self, name):
        """A program of ours where the service user can read it."""
        here = Path(__file__).parent / name
        if self.layout.addons == self.layout.clone:
            return str(here)
        copy = self.layout.home / name
        copy.write_text(here.read_text(encoding="utf-8"), encoding="utf-8")
        return str(copy)

    def environment(self):
        """Variables for the child process."""
        cache = self.layout.folder("pycache", owned=True)
        return {
            "PYTHONPYCACHEPREFIX": str(cache),
            "PYTHONWARNINGS": "ignore",
            **outside.variables(self.layout),
            **self.variables,
        }

    def install(self, database, addons, *, upgrade=(), title="Installing addons", log):
        """Install ``addons`` and upgrade ``upgrade`` in ``database``, then end.

        :raises SetupError: Odoo failed, or left an addon out without failing
        """
        self.write()
        arguments = ["-d", database, "--no-http", "--stop-after-init"]
        if addons:
            arguments += ["-i", ",".join(addons)]
        if upgrade:
            arguments += ["-u", ",".join(upgrade)]
        self._run(arguments, log, title)
        wanted = sorted({*addons, *upgrade})
        statement = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        rows = postgres.query(self.layout, self.server, database, statement)
        missing = set(wanted) - {name for (name,) in rows}
        if missing:
            # An unmet dependency is only a line in Odoo's log.
            raise SetupError(
                f"{title}: not installed: {', '.join(sorted(missing))}.",
                f"Read {self.layout.log / log}.",
            )

    def shell(self, database, script, *, title="Running a script in Odoo", log):
        """Run the Python text ``script`` in ``odoo shell`` on ``database``.

        An exception in the script ends in SetupError.
        """
        self.write()
        arguments = ["shell", "-d", database, "--no-http"]
        self._run(arguments, log, title, stdin=script)

    def _run(self, arguments, log, title, stdin=None):
        process.run(
            self.command(*arguments),
            self.layout,
            log=log,
            title=title,
            as_service=True,
            stdin=stdin,
            env=self.environment(),
        )
