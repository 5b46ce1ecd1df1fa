"""The people of the demo hospital: one login per role, with a random password."""

import secrets
import string
from dataclasses import dataclass

from .shell import run_script

ALPHABET = string.ascii_letters + string.digits
PASSWORD_LENGTH = 14


@dataclass(frozen=True)
class Role:
    """A login and the groups it has.

    ``groups`` are external ids. A group of an addon that is not installed is left
    out; the names of the integration's own groups are those of ``DESIGN`` section 6.
    """

    key: str
    title: str
    login: str
    groups: tuple


BASE = "healthcare_integration_base.group_"
CLAIMS = "healthcare_claims_finance.group_"
BUYING = "healthcare_procurement_sync.group_"
ROLES = (
    Role(
        "administrator",
        "Administrator",
        "admin",
        (
            "base.group_system",
            "account.group_account_manager",
            "purchase.group_purchase_manager",
            "stock.group_stock_manager",
            BASE + "administrator",
            CLAIMS + "claims_manager",
            BUYING + "contract_manager",
            BUYING + "supplier_compliance",
            BUYING + "treasury",
        ),
    ),
    Role(
        "procurement_officer",
        "Procurement officer",
        "procurement",
        (
            "purchase.group_purchase_manager",
            "stock.group_stock_user",
            BASE + "viewer",
            BUYING + "contract_manager",
        ),
    ),
    Role("requester", "Ward requester", "ward", (BUYING + "requester",)),
    Role(
        "department_head",
        "Head of nursing",
        "head",
        (BUYING + "requester", BUYING + "clinical_reviewer"),
    ),
    Role(
        "ap_clerk",
        "Accounts payable clerk",
        "ap",
        (
            "account.group_account_invoice",
            "purchase.group_purchase_user",
            "base.group_partner_manager",
            BASE + "viewer",
        ),
    ),
    Role(
        "denial_analyst",
        "Denial analyst",
        "denials",
        (
            "account.group_account_invoice",
            BASE + "viewer",
            CLAIMS + "denial_analyst",
        ),
    ),
    Role(
        "cash_poster",
        "Cash poster",
        "cash",
        ("account.group_account_user", BASE + "viewer", CLAIMS + "cash_poster"),
    ),
    Role(
        "integration_operator",
        "Integration operator",
        "operator",
        (BASE + "operator", BASE + "steward"),
    ),
    Role(
        "finance_manager",
        "Chief financial officer",
        "cfo",
        (
            "account.group_account_manager",
            BASE + "approver",
            CLAIMS + "remittance_approver",
            BUYING + "treasury",
        ),
    ),
    Role(
        "auditor",
        "Auditor",
        "auditor",
        (
            "account.group_account_readonly",
            BASE + "auditor",
            CLAIMS + "claims_viewer",
        ),
    ),
)


@dataclass(frozen=True)
class Credential:
    """A login; ``password`` is None once it has been shown."""

    role: str
    title: str
    login: str
    password: str = None

    def __repr__(self):
        return f"Credential({self.role!r}, {self.login!r})"


SCRIPT = """
missing = set()
for role in values["roles"]:
    groups = env["res.groups"]
    for name in role["groups"]:
        group = env.ref(name, raise_if_not_found=False)
        if group:
            groups |= group
        else:
            missing.add(name)
    users = env["res.users"].with_context(active_test=False, no_reset_password=True)
    user = users.search([("login", "=", role["login"])], limit=1)
    if not user:
        user = users.create({
            "name": role["title"],
            "login": role["login"],
            "email": role["login"] + "@hospital.example.org",
            "group_ids": [(4, env.ref("base.group_user").id)],
        })
    user.write({
        "password": role["password"],
        "group_ids": [(4, group.id) for group in groups],
    })
result = sorted(missing)
"""


def reset_passwords(program, database):
    """Create the users that are missing and give each a new random password.

    :returns: (Credentials by role, external ids of groups that do not exist)
    """
    credentials = {
        role.key: Credential(role.key, role.title, role.login, _password())
        for role in ROLES
    }
    wanted = [
        {
            "title": role.title,
            "login": role.login,
            "groups": role.groups,
            "password": credentials[role.key].password,
        }
        for role in ROLES
    ]
    missing = run_script(
        program, database, SCRIPT, {"roles": wanted}, title="Creating the logins"
    )
    return credentials, missing


def known_logins():
    """The logins without their passwords."""
    return {role.key: Credential(role.key, role.title, role.login) for role in ROLES}


def _password():
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
