"""Import the pure rooms of the addons without Odoo.

Namespace packages with a path and without any ``__init__`` stand in for the addons, so
that ``odoo.addons.healthcare_edi.codec`` has the name it has in production.
"""

import sys
import types
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]


def register():
    """Make ``odoo.addons.<addon>.<pure room>`` importable; harmless when repeated."""
    if "odoo" in sys.modules:
        return
    _package("odoo")
    _package("odoo.addons")
    for manifest in sorted(CLONE.glob("healthcare_*/__manifest__.py")):
        _package(f"odoo.addons.{manifest.parent.name}", manifest.parent)


def _package(name, *folders):
    package = types.ModuleType(name)
    package.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
