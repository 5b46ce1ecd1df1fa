"""Unique device identification: what a scanned carrier says of an item.

A carrier of GS1 (application identifiers: 01 GTIN, 00 SSCC, 10 lot, 11 production, 17
expiry, 21 serial, 30 and 37 count ...) or of HIBC. The device identifier (DI) names the
item and its packaging level, the rest is the production identifier (PI).
"""

from dataclasses import dataclass
from datetime import date

from biip import ParseError
from biip.gs1_messages import GS1Message

from . import hibc
from .identifiers import IdentifierError, gtin, sscc

GROUP_SEPARATOR = "\x1d"
#: What scanners put before the data of a GS1 carrier.
_SYMBOLOGIES = ("]C1", "]d2", "]Q3", "]e0", "]J1")
_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True)
class Udi:
    """``agency`` gs1 or hibc; ``device_identifier`` a GTIN-14, or LIC, PCN and unit of
    the HIBC; ``raw`` the carrier as scanned. In GS1 lot and serial have 20 characters.
    """

    agency: str
    device_identifier: str
    lot: str = ""
    serial: str = ""
    expiry: date | None = None
    production: date | None = None
    quantity: int | None = None
    sscc: str = ""
    raw: str = ""


def parse(value):
    """What a carrier says.

    GS1 data as scanned (FNC1 as ``\\x1d``) or as printed, ``(01)...(17)...``. A day 00
    is the last of its month.

    :raises IdentifierError: ``format``, ``length``, ``characters`` or ``check_digit``;
        ``format`` also when neither an item nor a logistic unit is named.
    """
    text = str(value or "").strip("\t\r\n").lstrip()
    if len(text) > _LENGTH_MAX:
        raise IdentifierError("length")
    if text.lstrip("*").startswith("+"):
        return _of_hibc(text)
    return _of_gs1(text.rstrip())


def _of_hibc(text):
    label = hibc.parse(text)
    return Udi(
        agency="hibc",
        device_identifier=label.device_identifier,
        lot=label.lot,
        serial=label.serial,
        expiry=label.expiry,
        production=label.production,
        quantity=label.quantity,
        raw=text,
    )


def _of_gs1(text):
    values = element_strings(text)
    item = values.get("01") or values.get("02") or ""
    unit = values.get("00", "")
    if not item and not unit:
        raise IdentifierError("format")
    return Udi(
        agency="gs1",
        device_identifier=gtin(item) if item else "",
        lot=values.get("10", ""),
        serial=values.get("21", ""),
        expiry=values.get("17"),
        production=values.get("11"),
        quantity=int(values.get("30") or values.get("37") or 0) or None,
        sscc=sscc(unit) if unit else "",
        raw=text,
    )


def element_strings(text):
    """``{application identifier: value}`` of GS1 data; dates as ``date``.

    :raises IdentifierError: ``format`` when the data is none, names a date that is
        none, or says two things under one application identifier.
    """
    for symbology in _SYMBOLOGIES:
        text = text.removeprefix(symbology)
    text = text.lstrip(GROUP_SEPARATOR)
    read = GS1Message.parse_hri if text.startswith("(") else GS1Message.parse
    try:
        message = read(text)
    except (ParseError, ValueError):
        # The library's words hold the value.
        raise IdentifierError("format") from None
    values = {}
    for found in message.element_strings:
        key = found.ai.ai
        new = found.date or found.value
        if values.setdefault(key, new) != new:
            raise IdentifierError("format")
    return values
