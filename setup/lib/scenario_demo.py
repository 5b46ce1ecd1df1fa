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
    PORTAL_SUPPLIER,
    SITE,
    START,
    SUPPLIERS,
    WAREHOUSE,
    item,
)
from .scenario_hospital_supply import (
    BANK,
    CENTRES,
    CONTRACT,
    CRITICAL,
    FACILITY,
    FINANCE,
    GROUP,
    PRICE_LIST,
    REQUESTABLE,
    RULES,
    SECOND_SOURCE,
    USED,
)
from .scenario_orders import OrderToBill
from .scenario_supply import SupplyRoom
from .web_user import WebUser

#: System parameter with the stages that this database has been through.
MARKER = "healthcare_demo.stages"
HERE = Path(__file__).resolve().parent
#: Texts that together create the master data inside Odoo.
TEXTS = ("scenario_master", "scenario_supply_master", "scenario_supply_stock")
CREATE = """
demo = Demo(env, values)
result = demo.create()
supply = SupplyMaster(demo)
supply.create()
SupplyStock(supply).create()
"""
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
        secret = facts["secret"]
        supply = SupplyRoom(self.context, self.doors, self.person, secret)
        if "orders" not in done:
            supply.count()
            buyer = self.person("procurement_officer")
            OrderToBill(self.context, self.doors, buyer, secret).play()
            self.mark("orders")
        if "supply" not in done:
            supply.play()
            self._keep_link(supply.link())
            self.mark("supply")
        if "claims" not in done:
            poster = self.person("cash_poster")
            ClaimToCash(self.context, self.doors, poster, facts["company"]).play()
            self.mark("claims")

    def master(self):
        """Create the master data that is missing; what it says about itself."""
        plan = self.plan()
        title = "Master data: suppliers, items, warehouse, payers, connections"
        with self.context.progress.step(title):
            texts = [(HERE / f"{name}.py").read_text("utf-8") for name in TEXTS]
            facts = self.context.odoo_shell("\n".join([*texts, CREATE]), **plan)
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
            "supply": self._supply(),
        }

    def _supply(self):
        """What ``scenario_supply_master`` creates."""
        portal = [item(key) for key in PORTAL_SUPPLIER["items"]]
        numbers = {row[0]: item(row[0])["catalogue"] for row in CONTRACT["prices"]}
        return {
            "facility": FACILITY,
            "centres": CENTRES,
            "suppliers": [row["key"] for row in SUPPLIERS],
            "portal": PORTAL_SUPPLIER | {"items": portal},
            "requestable": REQUESTABLE,
            "critical": CRITICAL,
            "group": GROUP,
            "second_source": SECOND_SOURCE,
            "bank": BANK,
            "contract": CONTRACT,
            "numbers": numbers,
            "price_list": PRICE_LIST,
            "rules": RULES,
            "finance": self._folders(FINANCE),
            "used": USED,
        }

    def _supplier(self, supplier):
        items = [item(key) for key in supplier["items"]]
        return self._folders(supplier) | {"items": items}

    def _folders(self, plan):
        return plan | {
            "folder_in": self.doors.relative(plan["key"], IN),
            "folder_out": self.doors.relative(plan["key"], OUT),
        }

    def _keep_link(self, path):
        """What would be in the supplier's mail: the page of its order."""
        letter = self.doors.folder(PORTAL_SUPPLIER["key"], "mail") / "order.txt"
        letter.touch(mode=0o600)
        letter.write_text(path, encoding="ascii")

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
