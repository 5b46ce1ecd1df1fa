"""The demo scenario: what has to be there, in which order, and what was done before."""

import base64
import secrets
from pathlib import Path

from .failure import SetupError
from .scenario_claims import ClaimToCash
from .scenario_doors import Doors
from .scenario_hospital import (
    CLEARINGHOUSE,
    IN,
    OUT,
    OWN_FILES,
    OWN_IDENTIFIER,
    PAYERS,
    SITE,
    START,
    SUPPLIERS,
    WAREHOUSE,
    item,
)
from .scenario_orders import OrderToBill
from .web_user import WebUser

#: System parameter with the stages that this database has been through.
MARKER = "healthcare_demo.stages"
HERE = Path(__file__).resolve().parent
MARK = """
stages = set((env["ir.config_parameter"].get_param(values["key"]) or "").split())
stages.add(values["stage"])
env["ir.config_parameter"].set_param(values["key"], " ".join(sorted(stages)))
"""


class Demo:
    """One run of the scenario on one database.

    :param context: scenario.Context
    """

    def __init__(self, context):
        self.context = context
        self.doors = Doors(context)

    def stages(self):
        """The stages that are done."""
        rows = self.context.query(
            "SELECT value FROM ir_config_parameter WHERE key = %s", [MARKER]
        )
        return set(rows[0][0].split()) if rows else set()

    def run(self):
        """Every stage that is not done yet."""
        done = self.stages()
        facts = self.master()
        self.doors.administrator = self.person("administrator")
        if "orders" not in done:
            buyer = self.person("procurement_officer")
            OrderToBill(self.context, self.doors, buyer, facts["secret"]).play()
            self.mark("orders")
        if "claims" not in done:
            poster = self.person("cash_poster")
            ClaimToCash(self.context, self.doors, poster, facts["company"]).play()
            self.mark("claims")

    def master(self):
        """Create the master data that is missing; what it says about itself."""
        plan = self.plan()
        title = "Master data: suppliers, items, warehouse, payers, connections"
        with self.context.progress.step(title):
            script = (HERE / "scenario_master.py").read_text(encoding="utf-8")
            script += "\nresult = create(env, values)\n"
            facts = self.context.odoo_shell(script, **plan)
        return facts | {"secret": plan["warehouse"]["secret"]}

    def plan(self):
        """What the script inside Odoo creates, as plain values."""
        return {
            "site": SITE,
            "start": START,
            "own_identifier": OWN_IDENTIFIER,
            "suppliers": [self._supplier(row) for row in SUPPLIERS],
            "payers": list(PAYERS),
            "clearinghouse": self._folders(CLEARINGHOUSE),
            "own_files": self._folders(OWN_FILES),
            "warehouse": WAREHOUSE | {"secret": self._secret()},
        }

    def _supplier(self, supplier):
        items = [item(key) for key in supplier["items"]]
        return self._folders(supplier) | {"items": items}

    def _folders(self, plan):
        return plan | {
            "folder_in": self.doors.relative(plan["key"], IN),
            "folder_out": self.doors.relative(plan["key"], OUT),
        }

    def _secret(self):
        """The warehouse's copy of its signing secret, made once."""
        path = self.doors.folder(WAREHOUSE["key"], "secret") / "signing"
        if not path.exists():
            path.touch(mode=0o600)
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            path.write_text(f"whsec_{key}", encoding="ascii")
        return path.read_text(encoding="ascii").strip()

    def person(self, role):
        """Log in as one of the roles.

        :raises SetupError: the password has been shown and nobody knows it any more
        """
        credential = self.context.credentials[role]
        if not credential.password:
            raise SetupError(
                "The demo is not complete, and the passwords are not known any more.",
                "Start setup/run --reset-passwords.",
            )
        return WebUser(
            self.context.url,
            self.context.database,
            credential.login,
            credential.password,
        )

    def mark(self, stage):
        """Remember in the database that a stage is done."""
        self.context.odoo_shell(MARK, key=MARKER, stage=stage)
