"""JSON of FHIR, exact: decimals keep their zeros, huge numbers cost nothing."""

import json
from decimal import Decimal

from odoo.addons.healthcare_integration_base.errors import DecodeError

from .members import MEMBERS

#: Digits of a number that becomes an int; a longer one stays a Decimal: turning it into
#: an int takes time that grows with the square of its length.
_DIGITS_MAX = 18
NOT_JSON = "The payload is no JSON."
NOT_UTF8 = "The payload is not UTF-8."
TOO_DEEP = "The payload nests too deep."


class Twice(dict):
    """An object in which a member occurs twice; the last one is in here."""

    __slots__ = ()


def _integer(text):
    return int(text) if len(text) <= _DIGITS_MAX else Decimal(text)


def _refuse_constant(_name):
    raise ValueError("not a JSON number")


class Parser:
    """JSON values out of text; ``doubled``: a member occurred twice somewhere."""

    def __init__(self):
        self.doubled = False
        self._decoder = json.JSONDecoder(
            parse_float=Decimal,
            parse_int=_integer,
            parse_constant=_refuse_constant,
            object_pairs_hook=self._object,
        )
        self.raw_decode = self._decoder.raw_decode

    def _object(self, pairs):
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self.doubled = True
        return Twice(found)

    def parse(self, text):
        """One JSON value.

        :raises DecodeError: ``fhir.syntax`` with line and column, ``fhir.depth``.
        """
        try:
            return self._decoder.decode(text)
        except json.JSONDecodeError as error:
            place = f"line {error.lineno} column {error.colno}"
            raise DecodeError("fhir.syntax", place, NOT_JSON) from None
        except RecursionError:
            raise DecodeError("fhir.depth", "$", TOO_DEEP) from None
        except ValueError:
            raise DecodeError("fhir.syntax", "$", NOT_JSON) from None


def text_of(payload):
    """The characters of a payload.

    :raises DecodeError: ``fhir.encoding`` with the offset.
    """
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecodeError("fhir.encoding", f"byte {error.start}", NOT_UTF8) from None


def twice(value, where):
    """Places of objects in which a member occurs twice, without recursion.

    A place ends at the first member whose name is none of FHIR's.
    """
    found, rest = [], [(value, where, True)]
    while rest:
        item, place, known = rest.pop()
        if isinstance(item, dict):
            if isinstance(item, Twice):
                found.append(place)
            for name, child in item.items():
                if known and name in MEMBERS:
                    rest.append((child, f"{place}.{name}", True))
                else:
                    rest.append((child, place, False))
        elif isinstance(item, list):
            for number, child in enumerate(item):
                rest.append((child, f"{place}[{number}]" if known else place, known))
    return found[::-1]
