"""CloudEvents 1.0, JSON event format, structured mode: one event is one body."""

import json

from ..errors import DecodeError
from .base import Decoded, Part
from .json_codec import JsonCodec

EVENT = "event"


class CloudEventsCodec(JsonCodec):
    """``application/cloudevents+json``; a top-level list is a batch and is refused."""

    name = "cloudevents"
    label = "CloudEvents"
    media_type = "application/cloudevents+json"
    extension = "json"

    def decode(self, payload):
        """One event.

        :raises DecodeError: as for JSON, or ``cloudevents.not_an_event``.
        """
        parts = super().decode(payload).parts
        if len(parts) != 1 or not isinstance(parts[0].tree, dict):
            raise DecodeError("cloudevents.not_an_event", "$")
        return Decoded((Part(EVENT, parts[0].tree, "$"),))

    def encode(self, parts, envelope):
        """The only part as UTF-8 JSON."""
        (part,) = parts
        return json.dumps(part.tree, ensure_ascii=False, separators=(",", ":")).encode()
