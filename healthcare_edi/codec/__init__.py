"""CODECS: the one list of syntaxes that this addon adds."""

from .edifact import EdifactCodec
from .x12 import X12Codec

CODECS = {
    codec.name: codec
    for codec in (
        X12Codec(),
        EdifactCodec(),
    )
}

__all__ = ["CODECS", "EdifactCodec", "X12Codec"]
