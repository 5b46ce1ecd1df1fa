"""One message, split only as far as somebody asks."""

import re
from functools import lru_cache

_BLANK_LINES = re.compile(r"\n[ \t]*(?=\n)|\n[ \t]+(?=[A-Z][A-Z0-9]{2}\W)")


class Message:
    """Segments of a message as lists of raw fields, the tag first.

    ``message[n]`` of a segment is field n, also in MSH, where MSH-1 is the separator
    itself. Iterating splits anew: nothing is kept but the text, one line per segment.
    """

    __slots__ = ("charset", "delimiters", "text")

    def __init__(self, text, delimiters, charset="utf-8"):
        self.text = text
        self.delimiters = delimiters
        self.charset = charset

    def __iter__(self):
        separator = self.delimiters.field
        for line in self.text.split("\n"):
            segment = line.split(separator)
            if segment[0] == "MSH":
                segment.insert(1, separator)
            yield segment

    def __len__(self):
        return self.text.count("\n") + 1


def tidy(text, delimiters):
    """``(text, joined)``: one segment per line, without blank lines and indentation.

    A line that does not begin like a segment belongs to the field before it: a line
    break that the sender did not escape.
    """
    text = text.strip()
    if "\n\n" in text or "\n " in text or "\n\t" in text:
        text = _BLANK_LINES.sub("\n", text)
        while "\n\n" in text:
            text = text.replace("\n\n", "\n")
    broken = _broken(delimiters.field)
    if broken.search(text) is None:
        return text, False
    sign = delimiters.escape
    return broken.sub(f"{sign}.br{sign}".replace("\\", r"\\"), text), True


@lru_cache(maxsize=64)
def _broken(separator):
    sign = re.escape(separator)
    return re.compile(rf"\n(?![A-Za-z][A-Za-z0-9]{{2}}(?:{sign}|\n|$))")
