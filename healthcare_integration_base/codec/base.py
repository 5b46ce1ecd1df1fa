"""The codec contract: bytes to parts and back. Knows no document, no Odoo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..issue import Issue


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who speaks to whom, under which numbers. All values are arguments, never read
    from a clock or a counter in here, so that every output can be compared to a file.

    ``created_at`` aware; ``usage`` ``P`` production or ``T`` test; ``options`` codec
    specific (delimiters, character set).
    """

    sender: str = ""
    sender_qualifier: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""
    interchange_number: int = 0
    group_number: int = 0
    created_at: datetime | None = None
    usage: str = "T"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One document inside a payload: an X12 transaction set, or a whole JSON body.

    ``code`` what it says it is (``"855"``, or a canonical kind in JSON); ``tree`` the
    codec's own structure, read by a document; ``where`` its place in the payload
    (``ISA[1]/GS[1]/ST[2]``); ``facts`` envelope facts as strings (``isa13``, ``gs06``,
    ``st02``, ``gs08``, ``isa06``, ``isa08`` ...).
    """

    code: str
    tree: Any
    where: str = ""
    version: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def blocked(self):
        """Whether the part must not be applied as it is."""
        return any(issue.blocks for issue in self.issues)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole payload: its parts in file order and what is wrong around them."""

    parts: tuple[Part, ...]
    issues: tuple[Issue, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


class Codec:
    """One syntax. ``name`` is what a flow stores, ``media_type`` what HTTP says,
    ``label`` how people write it where that is not the name in capitals."""

    name = ""
    label = ""
    media_type = "application/octet-stream"
    extension = "dat"

    def decode(self, payload):
        """``bytes`` to :class:`Decoded`. Collects issues and goes on.

        :raises DecodeError: only when the bytes are not this format at all.
        """
        raise NotImplementedError

    def locate(self, payload, where):
        """The place of ``where`` in the text of a payload, for a person to see.

        :return: :class:`Located`, or None of a syntax that cannot tell.
        """
        return None

    def veil(self, text, mask):
        """The text of a place without what may name somebody.

        :param mask: what stands for a value that is not shown.
        """
        return mask(text)

    def encode(self, parts, envelope):
        """:class:`Part` rows that a document wrote, sealed in an envelope, as bytes."""
        raise NotImplementedError
