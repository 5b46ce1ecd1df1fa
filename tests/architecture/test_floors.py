"""The house as built keeps to its floors, and the guard notices when it does not."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import floors  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = floors.BASE
CLAIMS = "healthcare_claims_finance"
PROCUREMENT = "healthcare_procurement_sync"


def test_the_house_keeps_to_its_floors():
    found = floors.check(ROOT)
    assert not found, "\n".join(" | ".join(violation) for violation in found)


def test_every_addon_is_looked_at():
    present = {path.parent.name for path in ROOT.glob("healthcare_*/__manifest__.py")}
    assert present <= set(floors.ADDONS)


LONG = "def f():\n" + "    x = 1\n" * 41
DOCUMENTED = 'def f():\n    """' + "text\n" * 41 + '    """\n    return 1\n'
HANDLER = """
class H(models.AbstractModel):
    _name = 'healthcare.handler.x'
    def {}: pass
"""
PLANTED = [
    ("ground", f"{BASE}/canonical/order.py", "from odoo import models"),
    ("ground", f"{BASE}/retry.py", "import odoo"),
    ("ground", f"{BASE}/codec/x.py", "import psycopg2"),
    ("ground", f"{BASE}/codec/x.py", "from odoo.addons.mail import tools"),
    (
        "sibling",
        f"{CLAIMS}/models/x.py",
        f"from odoo.addons.{PROCUREMENT} import models",
    ),
    ("sibling", f"{BASE}/models/x.py", f"import odoo.addons.{CLAIMS}.models"),
    ("arrow", f"{BASE}/canonical/x.py", "from ..codec import base"),
    ("arrow", f"{BASE}/codec/x.py", "from ..document.base import Document"),
    ("arrow", f"{BASE}/errors.py", "from .canonical import order"),
    ("arrow", f"{CLAIMS}/handlers/x.py", "from ..codec import bai2"),
    (
        "arrow",
        f"{CLAIMS}/handlers/x.py",
        f"from odoo.addons.{BASE}.document import base",
    ),
    ("arrow", f"{CLAIMS}/connectors/x.py", "from ..handlers import remittance"),
    ("arrow", f"{BASE}/controllers/x.py", "from ..document import base"),
    ("transport", f"{BASE}/models/x.py", "import requests"),
    ("room", f"{BASE}/utils/x.py", ""),
    ("size", f"{BASE}/models/x.py", "x = 1\n" * 401),
    ("size", f"{BASE}/models/x.py", LONG),
    ("float", f"{BASE}/document/x.py", "y = float('1.10')"),
    ("sql", f"{BASE}/models/x.py", "class A:\n    _sql_constraints = []"),
    ("verb", f"{BASE}/handlers/x.py", HANDLER.format("apply(self)")),
]
CLEAN = [
    (f"{BASE}/canonical/order.py", "from ..issue import Issue"),
    (
        f"{BASE}/document/x.py",
        "from ..canonical import order\nfrom ..codec import json",
    ),
    (f"{CLAIMS}/posting.py", f"from odoo.addons.{BASE}.canonical import remittance"),
    (f"{CLAIMS}/handlers/x.py", "from odoo import models\nfrom ..posting import post"),
    (f"{CLAIMS}/handlers/x.py", f"from odoo.addons.{BASE}.errors import RejectedError"),
    (f"{BASE}/connectors/x.py", "import requests"),
    (f"{CLAIMS}/money.py", "y = float(1)"),
    (f"{BASE}/models/x.py", "from ..codec import base\nfrom odoo.tools import SQL"),
    (f"{BASE}/models/x.py", DOCUMENTED),
    (f"{BASE}/tests/test_x.py", "from ..document import base"),
    (f"{BASE}/handlers/x.py", HANDLER.format("_apply(self)")),
]


def plant(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return floors.check(folder)


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_a_planted_violation_is_found(tmp_path, rule, name, text):
    assert [violation.rule for violation in plant(tmp_path, name, text)] == [rule]


@pytest.mark.parametrize(("name", "text"), CLEAN)
def test_what_is_allowed_passes(tmp_path, name, text):
    assert plant(tmp_path, name, text) == []
