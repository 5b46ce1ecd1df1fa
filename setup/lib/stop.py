"""``setup/stop``: stop Odoo and the PostgreSQL clusters of this home folder."""

from . import postgres, postgres_programs, server
from .command import guarded, parser
from .layout import find_layout


def main(arguments, progress):
    """Entry point of ``setup/stop``."""
    options = parser("stop", __doc__).parse_args(arguments)
    layout = find_layout(options.home)
    with progress.step("Stopping Odoo") as remarks:
        files = sorted((layout.home / "conf").glob("*.conf"))
        count = sum(server.stop(path) for path in files)
        remarks.append("it was running" if count else "it was not running")
    folder = layout.home / "postgresql"
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    for name in sorted(names):
        with progress.step(f"Stopping PostgreSQL ({name})"):
            binaries = postgres_programs.own_binaries(layout)
            postgres.Cluster(layout, name, binaries, durable=True).stop()


if __name__ == "__main__":
    guarded(main)
