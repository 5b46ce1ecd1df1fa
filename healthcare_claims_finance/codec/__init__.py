"""CODECS: the bank formats that this addon adds."""

from .bai2 import Bai2Codec
from .camt import CamtCodec
from .nacha import NachaCodec

CODECS = {codec.name: codec for codec in (Bai2Codec(), CamtCodec(), NachaCodec())}

__all__ = ["CODECS"]
