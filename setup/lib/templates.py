"""Template databases, built once per content: the core, then our addons on it.

Copying a template takes a second, installing takes a minute.
"""

import hashlib
import os
from pathlib import Path

from .databases import Databases
from .odoo_program import OdooProgram

CORE_MODULES = (
    "account",
    "l10n_us",
    "mail",
    "product_expiry",
    "purchase_requisition",
    "purchase_stock",
    "queue_job",
    "stock",
)
# Folders whose content cannot change what a database holds.
UNINSTALLED = {"__pycache__", "tests", "readme", "unit"}

CHART_SCRIPT = """
company = env.ref("base.main_company")
company.write({"name": "General Hospital", "country_id": env.ref("base.us").id})
if company.chart_template != "us" and not company.root_id._existing_accounting():
    env["account.chart.template"].try_loading("us", company=company, install_demo=False)
env["res.lang"]._activate_lang("en_US")
env.cr.commit()
print("chart", company.chart_template, company.currency_id.name)
"""


class Templates:
    """The template databases of one test cluster."""

    def __init__(self, installation, progress):
        self.layout = installation.layout
        self.installation = installation
        self.progress = progress
        self.data = self.layout.folder("test-data", owned=True)
        self.databases = Databases(self.layout, installation.server, self.data)
        self._addons = None

    def program(self, name, **options):
        """An OdooProgram on the test cluster that runs no jobs and no crons."""
        server = self.installation.server
        return OdooProgram(
            self.layout, name, server, self.data, tests=True, workers=0, **options
        )

    def core(self):
        """Name of the database with Odoo's own modules and the US chart."""
        release = (self.installation.source / "odoo" / "release.py").read_bytes()
        digest = hashlib.sha256(release)
        digest.update(repr((CORE_MODULES, CHART_SCRIPT)).encode())
        name = f"core_{digest.hexdigest()[:10]}"
        with self.layout.lock("template-core"):
            if not self.databases.exists(name):
                with self.progress.step("Template database of Odoo's own modules"):
                    self._build_core(name)
        return name

    def addons(self):
        """Name of the database with our addons installed on a copy of the core.

        The same for the life of this object, whoever edits the addons meanwhile.
        """
        if not self._addons:
            self._addons = self._built_addons()
        return self._addons

    def _built_addons(self):
        folders = self.layout.addon_folders(tests=True)
        core = self.core()
        digest = hashlib.sha256(core.encode())
        digest.update(content_hash(folders).encode())
        name = f"addons_{digest.hexdigest()[:10]}"
        with self.layout.lock("template-addons"):
            if not self.databases.exists(name):
                with self.progress.step("Template database with our addons"):
                    self._build_addons(core, name, [path.name for path in folders])
        return name

    def addons_log(self):
        """The log of the installation of our addons."""
        return self._log(self.addons())

    def _log(self, name):
        return self.layout.log / f"template-{name}.log"

    def _build_core(self, name):
        building = f"building_{name}"
        self.databases.drop(building)
        self.databases.create(building)
        program = self.program("template")
        program.install(building, CORE_MODULES, log="template-core.log")
        program.shell(
            building, CHART_SCRIPT, log="template-core.log", title="Loading the chart"
        )
        self.databases.rename(building, name)

    def _build_addons(self, core, name, addons):
        for leftover in self.databases.names("addons_"):
            self.databases.drop(leftover)
            self._log(leftover).unlink(missing_ok=True)
        building = f"building_{name}"
        self.databases.copy(core, building)
        log = self._log(name)
        log.unlink(missing_ok=True)
        self.program("template").install(building, addons, log=log.name)
        self.databases.rename(building, name)


def content_hash(folders):
    """A hash of every file in ``folders`` that an installation reads."""
    digest = hashlib.sha256()
    for folder in sorted(folders):
        for path in _files(folder):
            digest.update(f"{folder.name}/{path.relative_to(folder)}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder):
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - UNINSTALLED)
        for name in sorted(names):
            if not name.endswith((".pyc", ".md")):
                yield Path(parent, name)
