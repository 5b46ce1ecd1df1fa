"""The hash chain over the audit trail: pure arithmetic on rows.

Each link is the SHA-256 of the link before it and of the canonical bytes of one entry,
so that nothing can be altered, removed, added or moved without breaking what follows.
"""

import hashlib
import json
from typing import NamedTuple

START = "0" * 64
"""What stands before the first link."""


class Fault(NamedTuple):
    """The first broken item: what is wrong, at which position, with which entry."""

    code: str
    position: int
    entry_id: int | None


def entry_bytes(entry):
    """The canonical bytes of an entry.

    :param entry: its columns in a fixed order, texts, integers and None; instants as
        ISO text of UTC, JSON as the text that the database gives.
    """
    return json.dumps(list(entry), ensure_ascii=False, separators=(",", ":")).encode()


def link(previous, position, entry):
    """The hash (hex) of one link; ``previous`` is the hash before it."""
    head = f"{previous}:{position}:".encode()
    return hashlib.sha256(head + entry_bytes(entry)).hexdigest()


def first_fault(rows, previous=START, position=0):
    """Walk the chain and name what is broken first.

    :param rows: in order of position ``(position, entry id, stored previous, stored
        hash, entry columns or None when the entry is gone)``.
    :return: ``(Fault or None, last position, last hash)``.
    """
    for stored_position, entry_id, stored_previous, stored, entry in rows:
        if stored_position != position + 1:
            return Fault("seal.missing", position + 1, None), position, previous
        position = stored_position
        if stored_previous != previous:
            return Fault("seal.altered", position, entry_id), position, previous
        if entry is None:
            return Fault("entry.missing", position, entry_id), position, previous
        if link(previous, position, entry) != stored:
            return Fault("entry.altered", position, entry_id), position, previous
        previous = stored
    return None, position, previous
