"""What ``setup/inspect`` prints of formats without a truth file of their own: what was
found, what is wrong, and the figures by which a person knows a document again.
"""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

from .inspection_issues import issues_of, read

#: Lists whose length tells how much a document holds.
_LISTS = ("lines", "claims", "orders", "statements", "entries", "services", "items")


def part_row(name, codec, part, decoded):
    """One part (message, document, statement) as JSON.

    ``control`` and other facts as the codec gives them; ``documents`` has kind, counts
    and amounts of each, no names.
    """
    result = read(codec, part)
    issues = issues_of(codec, part, decoded, result)
    return {
        "file": name,
        "format": codec,
        "kind": part.code,
        "version": part.version or None,
        "where": part.where,
        "facts": {key: _plain(value) for key, value in part.facts.items()},
        "issues": [issue.to_json() for issue in issues],
        "documents": None if result is None else list(map(_figures, result.documents)),
    }


def _figures(document):
    """Kind, numbers, dates and amounts of a canonical document."""
    row = {"kind": document.KIND}
    for name in type(document).__dataclass_fields__:
        value = getattr(document, name)
        if isinstance(value, tuple) and name in _LISTS:
            row[name] = len(value)
        elif isinstance(value, Decimal | date | datetime):
            row[name] = _plain(value)
    return row


def _plain(value):
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def summary(name, codec, payload, decoded):
    """One file as JSON: its parts and documents by kind, its issues by severity."""
    kinds, documents, severities = Counter(), Counter(), Counter()
    severities.update(issue.severity for issue in decoded.issues)
    for part in decoded.parts:
        kinds[part.code] += 1
        result = read(codec, part)
        severities.update(issue.severity for issue in part.issues)
        if result is not None:
            severities.update(issue.severity for issue in result.issues)
            documents.update(document.KIND for document in result.documents)
    return {
        "file": name,
        "format": codec,
        "bytes": len(payload),
        "parts": dict(kinds),
        "documents": dict(documents),
        "issues": dict(severities),
    }
