"""The floors of the house as rules on source files.

Reads the sources (never imports them) and says where an import goes up instead of
down, where a room was not planned, and where a rule of the house is broken.
"""

import ast
import re
from pathlib import Path
from typing import NamedTuple

BASE = "healthcare_integration_base"
ADDONS = (
    BASE,
    "healthcare_edi",
    "healthcare_procurement_sync",
    "healthcare_claims_finance",
)
# Modules beside __init__.py ("root") are ground as well: plain rules and tables.
GROUND = {"root", "canonical", "codec", "document"}
MAY_USE = {
    "root": {"root", "canonical"},
    "canonical": {"root", "canonical"},
    "codec": {"root", "codec"},
    "document": {"root", "canonical", "codec", "document"},
    "handlers": {"root", "canonical", "handlers"},
    # Connectors and controllers stand on the same floor as the models they serve.
    "connectors": {"root", "models", "connectors"},
    "models": {"root", "canonical", "codec", "document", "models"},
    "controllers": {"root", "canonical", "models", "controllers"},
    "wizards": {"root", "canonical", "wizards"},
    "listener": {"root", "models", "listener"},
    "report": {"root", "models", "report"},
}
WITHOUT_RULES = {"tests", "migrations"}
WITHOUT_CODE = {"data", "demo", "i18n", "readme", "security", "static", "views"}
GROUND_LIBRARIES = {"lxml", "hl7", "biip", "stdnum"}
# Libraries that talk to the world, and the only room that may use them.
TRANSPORT = {"requests", "zeep", "paramiko", "urllib3"}
# The one border between exact amounts and Odoo's monetary floats.
BORDER = "money.py"
CONTRACTS = re.compile(r"^healthcare\.(connector|handler|format)(\.|$)")
FILE_LIMIT = 400
FUNCTION_LIMIT = 40


class Violation(NamedTuple):
    """One broken rule; ``where`` is ``file:line``."""

    rule: str
    where: str
    text: str


class Source:
    """One Python file and its place in the house."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        parts = path.relative_to(root).parts
        self.addon = parts[0]
        self.room = parts[1] if len(parts) > 2 else "root"
        self.package = ["odoo", "addons", *parts[:-1]]
        text = path.read_text(encoding="utf-8")
        self.lines = len(text.splitlines())
        self.tree = ast.parse(text, str(path))

    def violation(self, rule, node, text):
        """A Violation at ``node`` (None: the file as a whole)."""
        return Violation(rule, f"{self.name}:{getattr(node, 'lineno', 1)}", text)

    def imports(self):
        """Pairs (node, dotted name) of everything imported, relative ones resolved."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node, alias.name
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    up = self.package[: len(self.package) - node.level + 1]
                    base = ".".join([*up, *filter(None, [node.module])])
                for alias in node.names:
                    yield node, f"{base}.{alias.name}"


def check(root):
    """Every Violation in the addons below ``root``."""
    found = []
    for addon in ADDONS:
        folder = Path(root) / addon
        if not folder.is_dir():
            continue
        found += _unplanned_rooms(root, folder)
        for path in sorted(folder.rglob("*.py")):
            source = Source(Path(root), path)
            if path.name != "__manifest__.py":
                found += check_source(source)
    return found


def check_source(source):
    """Every Violation in one file."""
    found = [*_size(source), *_arrows(source), *_sql_constraints(source)]
    if source.room in WITHOUT_RULES:
        return found
    found += _long_functions(source)
    found += _public_verbs(source)
    if source.room in GROUND:
        found += _floats(source)
    return found


def _unplanned_rooms(root, folder):
    planned = set(MAY_USE) | WITHOUT_RULES | WITHOUT_CODE
    for room in sorted(path for path in folder.iterdir() if path.is_dir()):
        if room.name not in planned and not room.name.startswith(("__", ".")):
            where = room.relative_to(root).as_posix()
            yield Violation("room", where, "no such room was planned")


def _arrows(source):
    for node, name in source.imports():
        parts = name.split(".")
        if parts[:2] == ["odoo", "addons"] and len(parts) > 2:
            yield from _inside(source, node, parts[2:])
        elif parts[0] == "odoo":
            if source.room in GROUND and source.path.name != "__init__.py":
                yield source.violation("ground", node, "imports Odoo")
        elif parts[0] in TRANSPORT and source.room not in {"connectors", "tests"}:
            yield source.violation("transport", node, f"{parts[0]} is for connectors")
        elif source.room in GROUND and parts[0] in {"psycopg2", "werkzeug"}:
            yield source.violation("ground", node, f"imports {parts[0]}")


def _inside(source, node, parts):
    """Rules for an import of ``addon.room...``."""
    addon = parts[0]
    if addon in ADDONS and addon not in (source.addon, BASE):
        yield source.violation("sibling", node, f"imports {addon}")
        return
    if source.addon == BASE and addon in ADDONS and addon != BASE:
        yield source.violation("sibling", node, f"base imports {addon}")
    if addon not in ADDONS:
        if source.room in GROUND:
            yield source.violation("ground", node, f"imports the addon {addon}")
        return
    if source.room in WITHOUT_RULES or source.path.name == "__init__.py":
        return
    room = _room_of(parts)
    allowed = MAY_USE.get(source.room, set())
    if room not in allowed:
        yield source.violation("arrow", node, f"{source.room} imports {room}")
    if source.room == "root" and source.addon == BASE and room == "canonical":
        yield source.violation("arrow", node, "base's root imports canonical")


def _room_of(parts):
    """The room of ``[addon, name, ...]``: a folder, or root for a module."""
    room = parts[1] if len(parts) > 1 else "root"
    return room if room in MAY_USE or room in WITHOUT_RULES else "root"


def _size(source):
    if source.lines > FILE_LIMIT:
        yield source.violation("size", None, f"{source.lines} lines")


def _long_functions(source):
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0]
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node) is not None:
                lines -= first.end_lineno - first.lineno + 1
            if lines > FUNCTION_LIMIT:
                yield source.violation("size", node, f"{node.name}: {lines} lines")


def _sql_constraints(source):
    for node in ast.walk(source.tree):
        names = [getattr(target, "id", "") for target in getattr(node, "targets", [])]
        if isinstance(node, ast.Assign) and "_sql_constraints" in names:
            text = "ignored since Odoo 19: use models.Constraint"
            yield source.violation("sql", node, text)


def _floats(source):
    if source.room == "root" and source.path.name == BORDER:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float":
            yield source.violation("float", node, "float() in a room of exact numbers")


def _public_verbs(source):
    """A public method of a model can be called from outside through RPC."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ClassDef) or not _is_contract(node):
            continue
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
                text = f"{item.name} can be called through RPC: name it _{item.name}"
                yield source.violation("verb", item, text)


def _is_contract(node):
    for item in node.body:
        names = [getattr(target, "id", "") for target in getattr(item, "targets", [])]
        if not isinstance(item, ast.Assign) or not {"_name", "_inherit"} & set(names):
            continue
        for value in ast.walk(item.value):
            text = value.value if isinstance(value, ast.Constant) else None
            if isinstance(text, str) and CONTRACTS.match(text):
                return True
    return False
