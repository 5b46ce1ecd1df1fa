"""CODECS: the one list of syntaxes that this addon adds."""

from .cxml import CxmlCodec
from .edifact import EdifactCodec
from .fhir import FhirCodec
from .hl7 import HL7Codec
from .ubl import UblCodec
from .x12 import X12Codec

CODECS = {
    codec.name: codec
    for codec in (
        X12Codec(),
        EdifactCodec(),
        HL7Codec(),
        FhirCodec(),
        CxmlCodec(),
        UblCodec(),
    )
}

__all__ = ["CODECS", "EdifactCodec", "FhirCodec", "HL7Codec", "X12Codec"]
