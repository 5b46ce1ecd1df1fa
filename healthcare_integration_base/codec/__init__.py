"""CODECS: the one list of syntaxes that this addon speaks."""

from .base import Codec, Decoded, Envelope, Part
from .cloudevents import CloudEventsCodec
from .csv_codec import CsvCodec
from .fixed_width import FixedWidthCodec
from .json_codec import JsonCodec
from .xml_codec import XmlCodec

CODECS = {
    codec.name: codec
    for codec in (JsonCodec(), CloudEventsCodec(), CsvCodec(), FixedWidthCodec())
}

__all__ = ["CODECS", "Codec", "Decoded", "Envelope", "JsonCodec", "Part", "XmlCodec"]
