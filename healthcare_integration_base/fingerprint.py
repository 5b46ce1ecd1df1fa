"""What makes two failures the same: one number for thousands of messages. Pure."""

import hashlib
import re

INDEX = re.compile(r"\[\d+\]")
NUMBER = re.compile(r"(?<=\s)\d+\b")


def place_pattern(where):
    """A place without its counters: ``ST[2]/CLP[7]/CLP-04`` -> ``ST[*]/CLP[*]/CLP-04``.

    The number of an element says *what* is wrong and stays; the number of a segment, a
    line or a list entry says *which one* and goes.
    """
    return NUMBER.sub("*", INDEX.sub("[*]", where or ""))


def fingerprint(*parts):
    """40 hexadecimal digits; None and "" count as the same."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:40]
