"""CODECS: the one list of syntaxes that this addon adds."""

from .edifact import EdifactCodec
from .hl7 import HL7Codec
from .x12 import X12Codec

CODECS = {
    codec.name: codec
    for codec in (
        X12Codec(),
        EdifactCodec(),
        HL7Codec(),
    )
}

__all__ = ["CODECS", "EdifactCodec", "HL7Codec", "X12Codec"]
