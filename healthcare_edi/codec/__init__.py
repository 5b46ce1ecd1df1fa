"""CODECS: the one list of syntaxes that this addon adds."""

from .x12 import X12Codec

CODECS = {codec.name: codec for codec in (X12Codec(),)}

__all__ = ["CODECS", "X12Codec"]
