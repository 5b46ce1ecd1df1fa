"""Import the pure rooms of the addons without Odoo.

Namespace packages with a path and without any ``__init__`` stand in for the addons, so
that ``odoo.addons.healthcare_edi.codec`` has the name it has in production. A library
that only some formats need, and that is not installed, is stood in for as well: what
imports it can be imported, what uses it raises :class:`MissingLibraryError`.
"""

import importlib
import importlib.abc
import importlib.util
import sys
import types
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
#: Libraries of single formats; everything else needs the standard library alone.
LIBRARIES = ("lxml", "biip", "stdnum", "hl7")


class MissingLibraryError(BaseException):
    """A format was used whose library this Python does not have.

    No ``except Exception`` of a reader may take it for bad input.
    """


def register():
    """Make ``odoo.addons.<addon>.<pure room>`` importable; harmless when repeated."""
    if "odoo" in sys.modules:
        return
    absent = {name for name in LIBRARIES if importlib.util.find_spec(name) is None}
    if absent:
        sys.meta_path.append(_StandIns(absent))
    _package("odoo")
    _package("odoo.addons")
    for manifest in sorted(CLONE.glob("healthcare_*/__manifest__.py")):
        _package(f"odoo.addons.{manifest.parent.name}", manifest.parent)


def imported():
    """Everything is imported: from now on the use of a stand-in raises."""
    _StandIn.importing = False


def is_missing(library):
    """Whether a stand-in took the place of a library."""
    return any(library in getattr(row, "absent", ()) for row in sys.meta_path)


def collect(room, name):
    """What every addon's ``room`` (codec, document) lists as ``name``: one dict."""
    found = {}
    for addon in sorted(path.name for path in CLONE.glob("healthcare_*/")):
        package = f"odoo.addons.{addon}.{room}"
        if (CLONE / addon / room / "__init__.py").is_file():
            found |= getattr(importlib.import_module(package), name, {})
    return found


def _package(name, *folders):
    package = types.ModuleType(name)
    package.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)


class _StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for every module of the absent libraries."""

    def __init__(self, absent):
        self.absent = absent

    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition(".")[0] not in self.absent:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec):
        return _StandIn(spec.name)

    def exec_module(self, module):
        """Nothing to run."""


class _StandIn(types.ModuleType):
    """A module, or anything in it: may be named, not used.

    While the rooms are imported it may be called: some compile an expression then.
    """

    importing = True

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith("Error"):  # stands in an except clause
            return type(name, (Exception,), {})
        return _StandIn(f"{self.__name__}.{name}")

    def __call__(self, *args, **kwargs):
        if self.importing:
            return _StandIn(f"{self.__name__}()")
        raise MissingLibraryError(self.__name__.partition(".")[0])
