"""Bytes to messages, with what is wrong on each level of the envelope.

Counts and references are reported, never used to cut: what stands between UNH and UNT
is the message, whatever UNT01 says. The severity given here is ``error``; whether a
partner's wrong count stops the message is that partner's tolerance, not ours.
"""

from odoo.addons.healthcare_integration_base.codec.base import Decoded
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import NOTE, WARNING

from .delimiters import find_header, guess_delimiters
from .envelope import Interchange
from .faults import fault
from .scanner import scan
from .text import CHARACTER_SETS, broken_inside, decode_as, read_text

_NOTES = ("edifact.bom",)
NOT_EDIFACT = "The payload is not a UN/EDIFACT interchange."
#: Character sets of one file that are followed; a file of thousands is read with these.
CHANGES_MAX = 20


def read(payload):
    """``bytes`` to :class:`Decoded`; see :class:`EdifactCodec` for the facts.

    :raises DecodeError: ``edifact.empty``, ``edifact.not_edifact``,
        ``edifact.too_many_messages`` or ``edifact.segment.length``.
    """
    source = read_text(payload)
    text = source.text
    if not text.strip():
        raise DecodeError("edifact.empty", "", "The payload is empty.")
    issues = [
        fault(code, "", NOTE if code in _NOTES else WARNING) for code in source.codes
    ]
    header = find_header(text)
    if header is None:
        interchanges = [_headless(text)]
    else:
        if text[: header.start].strip():
            issues.append(fault("edifact.prefix", "", WARNING))
        interchanges = _interchanges(source, header, issues)
    parts = []
    for interchange in interchanges:
        issues += interchange.issues
        parts += interchange.parts
    return Decoded(
        parts=tuple(parts),
        issues=tuple(issues),
        facts={
            "encoding": source.encoding,
            "bom": source.bom,
            "prefix": None if header is None else header.start,
            "interchanges": [item.facts() for item in interchanges if item.header],
        },
    )


def _headless(text):
    """A text that starts with UNG or UNH: read with guessed separators."""
    delimiters = guess_delimiters(text)
    if delimiters is None:
        raise DecodeError("edifact.not_edifact", "", NOT_EDIFACT)
    interchange = Interchange(text, None, delimiters, 1)
    interchange.issues.append(fault("edifact.unb.missing", ""))
    start = text.find("UN")
    if text.startswith("UNA", start):
        start += 9
    for mark in scan(text, start, delimiters, inclusive=True):
        if mark.tag == "UNZ":
            interchange.stop = mark.end
            break
        if mark.tag not in ("UNA", "UNB"):  # one too broken to be a header
            interchange.take(mark)
    interchange.finish()
    return interchange


def _interchanges(source, header, issues):
    """Every interchange of the file; each may have its own separators and set."""
    found, references, changes = [], set(), 0
    text, encoding = source.text, source.encoding
    while header is not None:
        declared = CHARACTER_SETS.get(header.element(1).upper())
        if found and not source.bom and declared not in (None, "ascii", encoding):
            changes += 1
            if changes <= CHANGES_MAX:
                rest = text[header.start :].encode(encoding)
                text, encoding, codes = decode_as(rest, declared)
                issues += [fault(code, "", WARNING) for code in codes]
                header = find_header(text)
                if header is None:
                    break
        interchange = Interchange(text, header, header.delimiters, len(found) + 1)
        following = _walk(text, interchange)
        found.append(interchange)
        key = tuple(header.element(number) for number in (2, 3, 5))
        if key in references:
            issues.append(fault("edifact.unb.duplicate", interchange.where, WARNING))
        references.add(key)
        header = find_header(text, following)
        _check_trailing(text, following, header, interchange, issues)
    return found


def _check_trailing(text, start, header, interchange, issues):
    rest = text[start : header.start if header else None]
    if rest.strip(interchange.delimiters.terminator + " \t\r\n\x00\x1a"):
        issues.append(fault("edifact.trailing", interchange.where, WARNING))


def _walk(text, interchange):
    """Fill one interchange; the place where the next one may start."""
    for mark in scan(text, interchange.header.end, interchange.delimiters):
        if mark.tag in ("UNA", "UNB"):
            return _close(text, interchange, mark.start, mark.after)
        interchange.take(mark)
        if mark.tag == "UNZ":
            return _close(text, interchange, mark.end, mark.end)
    return _close(text, interchange, len(text), len(text))


def _close(text, interchange, following, stop):
    interchange.stop = stop
    interchange.finish()
    terminator = interchange.delimiters.terminator
    if broken_inside(text, interchange.header.end, stop, terminator):
        interchange.issues.append(
            fault("edifact.segment.newline", interchange.where, WARNING)
        )
    return following
