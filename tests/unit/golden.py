"""What a golden file holds: everything that reading a payload yields."""

import json

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import to_json

READERS = {document.reads: document for document in DOCUMENTS.values()}


def outcome(payload):
    """The issues and documents of a payload, ready for JSON."""
    decoded = X12Codec().decode(payload)
    return {
        "issues": [shown(issue) for issue in decoded.issues],
        "parts": [_part(part) for part in decoded.parts],
    }


def _part(part):
    row = {
        "code": part.code,
        "where": part.where,
        "version": part.version,
        "control": [part.facts.get(key) for key in ("isa13", "gs06", "st02")],
        "issues": [shown(issue) for issue in part.issues],
    }
    document = READERS.get(part.code)
    if document is None:
        return row | {"segments": [list(segment) for segment in part.tree]}
    result = document.read(part)
    row["issues"] += [shown(issue) for issue in result.issues]
    return row | {"documents": [to_json(found) for found in result.documents]}


def shown(issue):
    """An issue on one line."""
    return f"{issue.severity} {issue.code} {issue.where}".rstrip()


def dump(data):
    """The text of a golden file."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
