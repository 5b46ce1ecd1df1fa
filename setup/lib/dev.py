"""``setup/dev``: a private copy of the template database for everybody who develops.

Several people may work in one clone at the same time: each takes a NAME, and with it
a database, a configuration and a log of his own.
"""

import os
import sys

from . import odoo_tests
from .bringup import prepare
from .command import guarded, parser
from .layout import find_layout
from .templates import Templates

PREFIX = "dev_"
EPILOG = """
  setup/dev db NAME [--fresh]              make (or renew) the private database
  setup/dev install NAME ADDON...          install or upgrade addons in it
  setup/dev test NAME --only ADDON[:Class[.method]] [--no-upgrade]
  setup/dev shell NAME < script.py         odoo shell
  setup/dev server NAME --port N [--workers N]
  setup/dev psql NAME [SQL]
  setup/dev drop NAME
"""


class Workbench:
    """The private database called NAME and what can be done with it."""

    def __init__(self, options, progress):
        self.options = options
        self.layout = find_layout(options.home)
        installation = prepare(
            self.layout, progress, cluster="test", durable=False, tests=True
        )
        self.templates = Templates(installation, progress)
        self.databases = self.templates.databases
        self.database = PREFIX + options.name

    def db(self):
        """Make the private database from the core template."""
        if self.options.fresh or not self.databases.exists(self.database):
            self.databases.copy(self.templates.core(), self.database)
        print(f"database {self.database}")

    def install(self, addons=None):
        """Install or upgrade addons in the private database."""
        self.db()
        addons = addons or self.options.rest
        log = f"dev-{self.options.name}.log"
        (self.layout.log / log).unlink(missing_ok=True)
        program = self.templates.program(f"dev-{self.options.name}")
        # -i installs what is not installed, -u upgrades what is.
        program.install(self.database, addons, upgrade=addons, log=log)
        print(f"installed; log in {self.layout.log / log}")

    def test(self):
        """Run the tests of one addon, class or method in the private database."""
        selections = self.options.only or []
        addons = sorted({item.partition(":")[0] for item in selections})
        if not self.options.no_upgrade:
            self.install(addons)
        run = odoo_tests.OdooTestRun(
            self.templates, self.database, f"dev-{self.options.name}"
        )
        result = run.execute("all", selections, stream=True)
        print(result.line())
        return 1 if result.failed else 0

    def shell(self):
        """Hand over to ``odoo shell``."""
        self._become("shell", "-d", self.database, "--no-http")

    def server(self):
        """Hand over to an Odoo server, with jobs if it has workers."""
        options = self.options
        self._become(
            "--log-level=info",
            port=options.port,
            workers=options.workers,
            runner=options.workers > 0,
            cron_threads=1,
            database=self.database,
        )

    def psql(self):
        """Hand over to psql."""
        server = self.templates.installation.server
        rest = ["-c", " ".join(self.options.rest)] if self.options.rest else []
        os.environ.update(server.environment())
        os.execvp("psql", ["psql", "-d", self.database, *rest])

    def drop(self):
        """Drop the private database."""
        self.databases.drop(self.database)

    def _become(self, *arguments, **options):
        self.db()
        program = self.templates.program(f"dev-{self.options.name}")
        for name, value in options.items():
            setattr(program, name, value)
        program.write()
        identity = self.layout.identity
        environment = identity.environment(self.layout.home)
        environment.update(program.environment())
        # Asked before the rights are dropped: it probes folders as that user.
        command = program.command(*arguments)
        os.chdir(self.layout.home)
        if identity.drop:
            os.setgroups([])
            os.setgid(identity.gid)
            os.setuid(identity.uid)
        sys.stdout.flush()
        os.execve(command[0], command, environment)


def main(arguments, progress):
    """Entry point of ``setup/dev``."""
    actions = ("db", "install", "test", "shell", "server", "psql", "drop")
    options_parser = parser("dev", f"{__doc__}\n{EPILOG}")
    options_parser.formatter_class = __import__("argparse").RawTextHelpFormatter
    options_parser.add_argument("action", choices=actions)
    options_parser.add_argument("name")
    options_parser.add_argument("rest", nargs="*")
    options_parser.add_argument("--fresh", action="store_true")
    options_parser.add_argument("--only", action="append")
    options_parser.add_argument("--no-upgrade", action="store_true")
    options_parser.add_argument("--port", type=int, default=8169)
    options_parser.add_argument("--workers", type=int, default=0)
    options = options_parser.parse_args(arguments)
    return getattr(Workbench(options, progress), options.action)()


if __name__ == "__main__":
    guarded(main)
