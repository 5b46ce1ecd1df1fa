"""A tree as JSON, exact: ``Decimal("10.10")`` is the number ``10.10``, not ``10.1``."""

from decimal import Decimal
from json.encoder import encode_basestring

from odoo.addons.healthcare_integration_base.errors import RejectedError

_WORDS = {True: "true", False: "false", None: "null"}


def dump(value):
    """UTF-8 bytes of a tree, without blanks.

    :raises RejectedError: ``fhir.write.value`` for what JSON cannot say.
    """
    pieces = []
    try:
        _print(value, pieces.append)
    except RecursionError:
        raise RejectedError("fhir.write.depth") from None
    try:
        return "".join(pieces).encode()
    except UnicodeEncodeError:
        raise RejectedError("fhir.write.value") from None


def _print(value, add):
    if isinstance(value, str):
        add(encode_basestring(value))
    elif isinstance(value, dict):
        _print_object(value, add)
    elif isinstance(value, list | tuple):
        add("[")
        for number, item in enumerate(value):
            if number:
                add(",")
            _print(item, add)
        add("]")
    elif value is None or isinstance(value, bool):
        add(_WORDS[value])
    elif isinstance(value, Decimal):
        if not value.is_finite():
            raise RejectedError("fhir.write.value")
        add(str(value))
    elif isinstance(value, int):
        add(str(value))
    else:
        raise RejectedError("fhir.write.value")


def _print_object(value, add):
    add("{")
    comma = ""
    for name, item in value.items():
        add(comma)
        add(encode_basestring(name))
        add(":")
        _print(item, add)
        comma = ","
    add("}")
