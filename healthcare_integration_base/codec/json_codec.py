"""JSON bodies: numbers stay exact, one object is one part."""

import json
from codecs import BOM_UTF8
from decimal import Decimal

from ..errors import DecodeError
from .base import Codec, Decoded, Part
from .json_places import locate, veil

DOCUMENTS_MAX = 10_000
"""Documents of one body; a sender who has more sends several bodies."""


class _MemberTwice(ValueError):
    """Readers disagree which of two members of one name counts, so neither does."""


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _MemberTwice
    return found


def _refuse_constant(_name):
    raise ValueError("not a JSON number")


_READER = json.JSONDecoder(
    parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_object
)


class JsonCodec(Codec):
    """UTF-8 JSON (RFC 8259). A top-level list holds one document per item."""

    name = "json"
    media_type = "application/json"
    extension = "json"

    def decode(self, payload):
        """Decode a body; a number with a fraction becomes a :class:`Decimal`.

        :raises DecodeError: ``json.syntax`` or ``json.encoding``, with the offset;
            ``json.member_twice``; ``json.too_many_documents``.
        """
        try:
            data = _READER.decode(payload.removeprefix(BOM_UTF8).decode())
        except UnicodeDecodeError as error:
            raise DecodeError("json.encoding", f"byte {error.start}") from None
        except json.JSONDecodeError as error:
            place = f"line {error.lineno} column {error.colno}"
            raise DecodeError("json.syntax", place) from None
        except _MemberTwice:
            raise DecodeError("json.member_twice", "$") from None
        except (ValueError, RecursionError):
            raise DecodeError("json.syntax", "$") from None
        if not isinstance(data, list):
            return Decoded((self._part(data, "$"),))
        if len(data) > DOCUMENTS_MAX:
            raise DecodeError("json.too_many_documents", "$")
        return Decoded(
            tuple(self._part(item, f"$[{index}]") for index, item in enumerate(data))
        )

    def _part(self, item, where):
        code = item.get("kind") if isinstance(item, dict) else None
        return Part(code=code if isinstance(code, str) else "", tree=item, where=where)

    def locate(self, payload, where):
        """See :func:`json_places.locate`."""
        return locate(payload, where)

    def veil(self, text, mask):
        """See :func:`json_places.veil`."""
        return veil(text, mask)

    def encode(self, parts, envelope):
        """One object for one part, a list for several; keys in the order given."""
        trees = [part.tree for part in parts]
        body = trees[0] if len(trees) == 1 else trees
        return json.dumps(body, ensure_ascii=False, indent=1).encode()
