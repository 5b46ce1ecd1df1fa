"""The place of a JSON path (``$.entry[2].resource.item[0].net``) in a FHIR payload."""

from odoo.addons.healthcare_integration_base.codec import json_places
from odoo.addons.healthcare_integration_base.codec.place import Located


def locate(payload, where):
    """The value at ``where``, or as deep as the path can be followed; None if no JSON.

    :param where: as documents give it; ``line 3:$.item[0]`` in NDJSON.
    """
    line, colon, path = where.partition(":$")
    if not colon:
        return json_places.locate(payload, where)
    number = line.removeprefix("line ")
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    lines = text.splitlines(keepends=True)
    if not number.isdigit() or not 0 < int(number) <= len(lines):
        return None
    before = sum(len(row) for row in lines[: int(number) - 1])
    found = json_places.locate(lines[int(number) - 1].encode(), "$" + path)
    if found is None:
        return None
    return Located(text, before + found.start, before + found.end)


veil = json_places.veil
