"""Skeletons of new X12 documents, made from the shape of their canonical kind."""

import dataclasses
import re
import string
import subprocess
import sys
import typing
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.addons.healthcare_integration_base.canonical import REGISTRY, ItemIds

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
#: Sets whose meaning is one of our kinds already: set -> (title, kind, GS01).
KNOWN = {
    "852": ("product activity data", "inventory_advice", "PD"),
    "861": ("receiving advice", "goods_receipt", "RC"),
    "867": ("product transfer and resale report", "inventory_advice", "PT"),
    "875": ("grocery products purchase order", "purchase_order", "OG"),
    "880": ("grocery products invoice", "supplier_invoice", "GP"),
}
_NAME = re.compile(r"x12_(?P<set>[0-9]{3})(?P<variant>[a-z]{0,3})")
#: Invented values of the samples by type.
_VALUES = {str: "REF-{n}", date: "20260302", Decimal: "12.5"}


class ScaffoldError(Exception):
    """It cannot be written; the text says why and what to do."""


def kinds():
    """The canonical kinds, sorted."""
    return sorted(REGISTRY)


def new_document(clone, name, kind=None):
    """Write a document's skeleton and samples; the touched files in order.

    :raises ScaffoldError: for a name, a kind or a file that does not allow it.
    """
    found = _NAME.fullmatch(name)
    if not found:
        raise ScaffoldError("A document is called x12_ and its number: x12_852.")
    title, known, group = KNOWN.get(found["set"], ("", None, "ZZ"))
    kind = kind or known
    if kind not in REGISTRY:
        raise ScaffoldError(
            "Say what it becomes: --kind KIND, one of " + ", ".join(kinds()) + "."
        )
    target = clone / "healthcare_edi" / "document" / f"{name}.py"
    samples = clone / "tests" / "samples" / name
    for path in (target, samples):
        if path.exists():
            raise ScaffoldError(f"{path.relative_to(clone)} is there already.")
    shape = Shape(REGISTRY[kind])
    listing = target.parent / "__init__.py"
    class_name = "X12Set" + found["set"] + found["variant"].title()
    target.write_text(_source(name, found["set"], title, class_name, shape), "utf-8")
    listing.write_text(_listed(listing.read_text("utf-8"), name, class_name), "utf-8")
    samples.mkdir(parents=True)
    files = []
    for case, rows in (("typical", 2), ("minimal", 1)):
        sample = samples / f"{case}.edi"
        sample.write_text(_sample(found["set"], group, shape, rows), "utf-8")
        files += [sample, sample.with_suffix(".json")]
    _regenerate(clone, name)
    return [target, listing, *files]


class Shape:
    """What a document of a kind must have: by type, and its rows of items if any."""

    def __init__(self, cls):
        self.cls = cls
        self.references, self.dates, self.amounts = {}, {}, {}
        self.rows = self.row = None
        number = 0
        for field, hint in _mandatory(cls):
            number += 1
            if hint is str:
                self.references[f"Z{number}"] = field
            elif hint is date:
                self.dates[f"{number:03}"] = field
            elif hint is Decimal:
                self.amounts[f"Z{number}"] = field
            elif typing.get_origin(hint) is tuple and self.rows is None:
                self.rows, self.row = field, typing.get_args(hint)[0]
            else:
                raise ScaffoldError(f"{cls.__name__}.{field} has to be read by hand.")
        self.row_fields = dict(_mandatory(self.row)) if self.row else {}
        # LIN01 is the number of the line, whether or not the kind insists on one.
        self.row_fields.pop("number", None)
        for field, hint in self.row_fields.items():
            if hint not in (str, Decimal, ItemIds):
                name = self.row.__name__
                raise ScaffoldError(f"{name}.{field} has to be read by hand.")


def _mandatory(cls):
    hints = typing.get_type_hints(cls)
    for item in dataclasses.fields(cls):
        missing = dataclasses.MISSING
        if item.default is missing and item.default_factory is missing:
            yield item.name, hints[item.name]


def _source(name, set_code, title, document_class, shape):
    names = [shape.cls.__name__, *([shape.row.__name__] if shape.row else [])]
    template = string.Template((TEMPLATES / "document_x12.py.txt").read_text("utf-8"))
    text = template.substitute(
        set_code=set_code,
        title=title or "document",
        class_name=shape.cls.__name__,
        imports="\n".join(f"    {item}," for item in sorted(names)),
        vocabulary_import=(
            "from .vocabulary import read_item, write_item"
            if ItemIds in shape.row_fields.values()
            else ""
        ),
        references=_literal(shape.references),
        dates=_literal(shape.dates),
        amounts=_literal(shape.amounts),
        document_class=document_class,
        name=name,
        kind=shape.cls.KIND,
        write_rows=_write_rows(shape),
        rows_argument=(
            f"                {shape.rows}=tuple(self.rows),\n" if shape.rows else ""
        ),
        take_rows=_take_rows(shape),
    )
    return re.sub(r"\n\n(from \.writing)", r"\n\1", text).rstrip() + "\n"


def _literal(mapping):
    return "{" + ", ".join(f'"{key}": "{name}"' for key, name in mapping.items()) + "}"


def _write_rows(shape):
    if not shape.rows:
        return ""
    elements = ["row.number" if _numbered(shape) else '""']
    elements += [
        f"*write_item(row.{field})" if hint is ItemIds else f"row.{field}"
        for field, hint in _ordered(shape)
    ]
    return (
        f"        for row in document.{shape.rows}:\n"
        f'            writing.add("LIN", {", ".join(elements)})\n'
    )


def _take_rows(shape):
    if not shape.rows:
        return ""
    lines = ["", "    def _take_lin(self, segment):", "        row = {"]
    if _numbered(shape):
        lines.append('            "number": text(segment, 1),')
    number = 2
    for field, hint in _ordered(shape):
        read = {
            str: f"self.mandatory(segment, {number})",
            Decimal: f"self.amount(segment, {number}, mandatory=True)",
            ItemIds: f"read_item(segment, {number})",
        }[hint]
        lines.append(f'            "{field}": {read},')
        number += 1
    if "where" in _fields(shape.row):
        lines.append('            "where": self.where("LIN"),')
    lines += [
        "        }",
        "        if None not in row.values():",
        f"            self.rows.append({shape.row.__name__}(**row))",
    ]
    return "\n".join(lines)


def _numbered(shape):
    return "number" in _fields(shape.row)


def _fields(cls):
    return {item.name for item in dataclasses.fields(cls)}


def _ordered(shape):
    """The row's fields with the item's pairs at the end, where X12 has them."""
    return sorted(shape.row_fields.items(), key=lambda item: item[1] is ItemIds)


def _listed(text, name, class_name):
    """``document/__init__.py`` with one import and one entry more."""
    lines = text.splitlines()
    imports = [row for row in lines if row.startswith("from .")]
    line = f"from .{name} import {class_name}"
    after = max([row for row in imports if row < line], default=imports[0])
    lines.insert(lines.index(after) + 1, line)
    end = next(
        number
        for number, row in enumerate(lines)
        if row.strip() == ")" and "document in" in "".join(lines[:number])
    )
    lines.insert(end, f"        {class_name}(),")
    return "\n".join(lines) + "\n"


def _sample(set_code, group, shape, rows):
    """An invented interchange with everything that is mandatory."""
    body = []
    for tag, fields, hint in (
        ("REF", shape.references, str),
        ("DTM", shape.dates, date),
        ("AMT", shape.amounts, Decimal),
    ):
        for number, qualifier in enumerate(fields, 1):
            body.append(f"{tag}*{qualifier}*{_VALUES[hint].format(n=number)}")
    for number in range(1, rows + 1 if shape.rows else 1):
        elements = [
            f"VC*ITEM-{number}" if hint is ItemIds else _VALUES[hint].format(n=number)
            for _, hint in _ordered(shape)
        ]
        body.append("*".join(["LIN", str(number), *elements]))
    segments = [
        "ISA*00*          *00*          *ZZ*INVENTEDSUPPLY *ZZ*INVENTEDHOSP   "
        "*260302*0915*U*00401*000000101*0*T*:",
        f"GS*{group}*INVENTEDSUPPLY*INVENTEDHOSP*20260302*0915*101*X*004010",
        f"ST*{set_code}*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        "GE*1*101",
        "IEA*1*000000101",
    ]
    return "".join(f"{segment}~\n" for segment in segments)


def _regenerate(clone, name):
    """Golden files by the tool that every other sample uses, in a fresh process."""
    command = [sys.executable, str(clone / "setup" / "regenerate_samples.py"), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ScaffoldError(f"The golden files were not written:\n{done.stderr}")
