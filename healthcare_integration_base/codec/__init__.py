"""CODECS: the one list of syntaxes that this addon speaks."""

from .base import Codec, Decoded, Envelope, Part
from .cloudevents import CloudEventsCodec
from .json_codec import JsonCodec

CODECS = {codec.name: codec for codec in (JsonCodec(), CloudEventsCodec())}

__all__ = ["CODECS", "Codec", "Decoded", "Envelope", "JsonCodec", "Part"]
