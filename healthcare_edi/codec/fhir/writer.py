"""Resources to bytes: one alone, several in a bundle, or line by line."""

import uuid
from datetime import timezone

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .printing import dump
from .resource import Resource

TYPES = ("collection", "transaction", "batch", "searchset", "message", "document")
#: Bundles of these types say what a server shall do with each entry.
REQUESTS = ("transaction", "batch")
_SPACE = uuid.UUID("6f3f5c1e-3f0a-5d53-9d0a-2f5f0e6f7a11")


def write(parts, envelope):
    """One resource as it is; several, or one that brings others along, as bundle.

    ``envelope.options``: ``bundle`` the type (``collection`` by default, ``always`` in
    front of it puts one resource into a bundle as well: ``always transaction``),
    ``format`` ``ndjson`` for a line each. Addresses of entries without one are made of
    the interchange number and their place. ``envelope.created_at`` is the timestamp.

    :raises RejectedError: ``fhir.write.empty``, ``fhir.write.value``.
    :raises ConfigurationError: ``fhir.write.bundle`` for an unknown type.
    """
    rows = _rows(list(parts))
    if not rows:
        raise RejectedError("fhir.write.empty", "", "There is nothing to write.")
    options = envelope.options
    if options.get("format") == "ndjson":
        return b"".join(dump(data) + b"\n" for data, _address in rows)
    first, _, second = options.get("bundle", "collection").partition(" ")
    always, kind = (True, second) if first == "always" else (False, first)
    if kind not in TYPES:
        raise ConfigurationError("fhir.write.bundle")
    if len(rows) == 1 and not always:
        return dump(rows[0][0])
    return dump(_bundle(rows, kind, envelope))


def _rows(parts):
    """``(data, address)`` of the parts, and of what they refer to, each once."""
    rows, seen = [], set()
    for part in parts:
        tree = part.tree
        if not isinstance(tree, Resource):
            tree = Resource(tree)
        around = tree.around.entries if tree.around else ()
        for data, address in [
            (tree.data, tree.address),
            *((data, address) for data, _where, address in around),
        ]:
            if id(data) not in seen:
                seen.add(id(data))
                rows.append((data, address))
    return rows


def _bundle(rows, kind, envelope):
    bundle = {"resourceType": "Bundle", "type": kind}
    if envelope.created_at is not None:
        moment = envelope.created_at.astimezone(timezone.utc)
        bundle["timestamp"] = moment.isoformat(timespec="seconds")
    bundle["entry"] = [
        _entry(data, address, kind, f"{envelope.interchange_number}/{number}")
        for number, (data, address) in enumerate(rows, 1)
    ]
    if kind == "searchset":
        bundle["total"] = len(rows)
    return bundle


def _entry(data, address, kind, name):
    entry = {"fullUrl": address or f"urn:uuid:{uuid.uuid5(_SPACE, name)}"}
    entry["resource"] = data
    if kind in REQUESTS:
        resource, number = data.get("resourceType", ""), data.get("id")
        if number:
            entry["request"] = {"method": "PUT", "url": f"{resource}/{number}"}
        else:
            entry["request"] = {"method": "POST", "url": resource}
    return entry
