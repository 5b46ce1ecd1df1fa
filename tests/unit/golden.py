"""What a golden file holds: everything that reading a payload yields."""

import json

from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import DOCUMENTS, codec_of


def outcome(payload, folder):
    """The issues and documents of a payload, ready for JSON.

    :param folder: name of the sample's folder, which begins with the codec's name.
    """
    codec = codec_of(folder)
    decoded = codec.decode(payload)
    return {
        "issues": [shown(issue) for issue in decoded.issues],
        "parts": [_part(part, codec) for part in decoded.parts],
    }


def _part(part, codec):
    row = {
        "code": part.code,
        "where": part.where,
        "version": part.version,
        "control": [part.facts.get(key) for key in ("isa13", "gs06", "st02")],
        "issues": [shown(issue) for issue in part.issues],
    }
    if codec.name != "x12":
        del row["control"]
    document = document_for(DOCUMENTS.values(), codec.name, part.code, part.version)
    if document is None:
        return row | _tree(part, codec)
    result = document.read(part)
    row["issues"] += [shown(issue) for issue in result.issues]
    return row | {"documents": [to_json(found) for found in result.documents]}


def _tree(part, codec):
    """Of a part that no document reads: its segments, where there are any."""
    if codec.name in ("x12", "edifact", "hl7"):
        return {"segments": [list(segment) for segment in part.tree]}
    return {}


def shown(issue):
    """An issue on one line."""
    return f"{issue.severity} {issue.code} {issue.where}".rstrip()


def dump(data):
    """The text of a golden file."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
