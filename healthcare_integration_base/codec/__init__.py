"""CODECS: the one list of syntaxes that this addon speaks."""

from .base import Codec, Decoded, Envelope, Part
from .json_codec import JsonCodec

CODECS = {codec.name: codec for codec in (JsonCodec(),)}

__all__ = ["CODECS", "Codec", "Decoded", "Envelope", "JsonCodec", "Part"]
