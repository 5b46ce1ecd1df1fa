"""What a working transaction holds of its messages, beside the ORM's cache."""

from dataclasses import dataclass
from typing import Any

from .healthcare_drain_flight import Flight


@dataclass(slots=True)
class Held:
    """What this transaction knows of one message, without asking the ORM.

    ``payload`` clear bytes, if few; ``canonical`` the stored document, perhaps sealed;
    ``fresh``: nothing ever became of it; ``plain``: no person has a say in it. If it
    was opened in this transaction and its row is not written yet, ``document`` is what
    was read and ``row`` the columns.
    """

    uuid: str
    connection_id: int
    flow_id: int
    kind: str
    subject: str
    content_hash: str
    codec: str
    parent_id: int | None
    sequence: int
    part: int
    tries: int
    fresh: bool
    flow: Any
    """The record of ``flow_id`` as it was loaded."""
    payload: bytes | None = None
    canonical: Any = None
    document: Any = None
    row: dict | None = None
    plain: bool = False


READ = (
    *("uuid", "connection_id", "flow_id", "kind", "subject_key", "content_hash"),
    *("codec", "parent_id", "sequence", "part"),
)
"""Columns of the first members of :class:`Held`, in their order."""


class Hand:
    """:class:`Held` by message id, and the columns of the messages as they were read,
    to fill the ORM's cache again when a rollback has emptied it. ``coming``: rows that
    are loaded and not taken up yet.

    ``known`` keeps what all messages of the batch look up alike; ``fragile``: one of
    them has lost its worker before; ``ended`` what became of messages and is not
    followed up yet, as ``(messages, tried, results, states)``.
    """

    def __init__(self):
        self.held = {}
        self.names = []
        self.rows = []
        self.coming = []
        self.with_payload = False
        self.known = {}
        self.fragile = False
        self.flight = Flight()
        self.ended = []

    def get(self, message_id):
        """The :class:`Held` of a message; None for one of somebody else."""
        return self.held.get(message_id)

    def once(self, key, function, *arguments):
        """What ``function`` answers, asked once in a batch."""
        if key not in self.known:
            self.known[key] = function(*arguments)
        return self.known[key]


class NoHand(Hand):
    """Of somebody who works no batch: holds nothing and remembers nothing."""

    def once(self, key, function, *arguments):
        """What ``function`` answers."""
        return function(*arguments)


NOTHING = NoHand()
