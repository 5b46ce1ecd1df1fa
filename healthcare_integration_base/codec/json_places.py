"""The place of a JSON path (``$.lines[2].price``) in the text that was sent."""

import re
from json import JSONDecoder
from json.decoder import scanstring

from .place import Located

_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]")
_BLANK = re.compile(r"[ \t\r\n]*")


def locate(payload, where):
    """The value at ``where``, or as deep as the path can be followed; None if no JSON.

    :param where: ``$``, ``$.member``, ``$[0].member[1]`` ...
    """
    try:
        text = payload.decode("utf-8-sig")
        start = _skip(text, 0)
        for name, index in _STEP.findall(where):
            found = _member(text, start, name) if name else _item(text, start, index)
            if found is None:
                break
            start = found
        return Located(text, start, _end(text, start))
    except (ValueError, IndexError, RecursionError):
        return None


def veil(text, mask):
    """A located value without what may name somebody: numbers and words of logic stay.

    Numbers that are sent as texts (``"12.50"``) stay as well; objects are not unfolded.
    """
    stripped = text.strip()
    if stripped[:1] in "{[":
        return stripped[0] + "\N{HORIZONTAL ELLIPSIS}" + stripped[-1]
    if not stripped.startswith('"'):
        return stripped
    inner = stripped[1:-1]
    if re.fullmatch(r"-?[0-9]{1,9}\.[0-9]{1,4}", inner):
        return stripped
    return f'"{mask(inner)}"'


def _skip(text, position):
    return _BLANK.match(text, position).end()


def _end(text, start):
    return JSONDecoder().raw_decode(text, start)[1]


def _member(text, start, name):
    """Where the value of a member starts; None without it."""
    if text[start] != "{":
        return None
    position = _skip(text, start + 1)
    while text[position] == '"':
        key, position = scanstring(text, position + 1)
        value = _skip(text, _skip(text, position) + 1)
        if key == name:
            return value
        position = _skip(text, _end(text, value))
        if text[position] != ",":
            return None
        position = _skip(text, position + 1)
    return None


def _item(text, start, index):
    """Where an item of a list starts; None without it."""
    if text[start] != "[":
        return None
    position = _skip(text, start + 1)
    for _number in range(int(index)):
        position = _skip(text, _end(text, position))
        if text[position] != ",":
            return None
        position = _skip(text, position + 1)
    return None if text[position] == "]" else position
