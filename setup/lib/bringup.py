"""Everything a command needs before it can call Odoo, each step done once."""

import os
from dataclasses import dataclass

from . import odoo_source, postgres, postgres_programs, python_env
from .layout import Layout


@dataclass
class Installation:
    """What has been found or brought: folders, Odoo, and a way to PostgreSQL.

    ``cluster`` is None if the PostgreSQL server is somebody else's.
    """

    layout: Layout
    source: object
    server: postgres.Server
    cluster: object


def prepare(layout, progress, *, cluster, durable, tests=False):
    """Bring up Odoo's sources, the Python environment and PostgreSQL.

    :param cluster: name of our own cluster, if one is needed
    :param durable: whether that cluster must survive a power cut
    """
    odoo_source.require_way(layout)
    with layout.lock("bringup"):
        source = _odoo(layout, progress)
        if not python_env.ready(layout, source, tests):
            with progress.step("Python packages"):
                python_env.build(layout, source, tests)
    server, own = _postgresql(layout, progress, cluster, durable)
    layout.publish_addons()
    return Installation(layout, source, server, own)


def prepare_python(layout, progress):
    """Bring up the Python environment alone: enough for tests without Odoo."""
    with layout.lock("bringup"):
        if not python_env.ready(layout, None, tests=True):
            source = odoo_source.find_source(layout)
            with progress.step("Python packages"):
                python_env.build(layout, source, tests=True)


def _odoo(layout, progress):
    source = odoo_source.find_source(layout)
    if source is None:
        with progress.step("Odoo 19 from Debian's archive"):
            source = odoo_source.fetch(layout)
    return source


def _postgresql(layout, progress, name, durable):
    with progress.step("PostgreSQL") as remarks:
        # Once there is a cluster of ours, the data is in it.
        own = layout.home / "postgresql" / name
        server = None if own.is_dir() else postgres.existing_server(layout)
        if server:
            remarks.append(f"the server at {server.host}")
            return server, None
        binaries = postgres_programs.own_binaries(layout)
        cluster = postgres.Cluster(layout, name, binaries, durable)
        running = cluster.is_running()
        server = cluster.start()
        remarks.append("running" if running else "started")
    if os.environ.get("PGHOST"):
        progress.say("PGHOST is ignored: this home folder has a cluster of its own.")
    return server, cluster
