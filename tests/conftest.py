"""Let the pure rooms be imported under their real names without Odoo.

``odoo``, ``odoo.addons`` and one package per addon are registered with a path but
without running any ``__init__``: ``odoo.addons.healthcare_edi.codec`` is importable
as in production, while ``odoo.addons.healthcare_edi.models`` fails on ``import odoo``.
"""

import sys
import types
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
ADDONS = sorted(path.parent for path in CLONE.glob("healthcare_*/__manifest__.py"))


def _register(name, *folders):
    package = types.ModuleType(name)
    package.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)


def _register_addons():
    _register("odoo")
    _register("odoo.addons")
    for folder in ADDONS:
        _register(f"odoo.addons.{folder.name}", folder)


# Inside Odoo (the test addon lies in this folder) the real packages are there already.
if "odoo" not in sys.modules:
    _register_addons()
