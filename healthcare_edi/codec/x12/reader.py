"""Bytes to transaction sets, with what is wrong on each level of the envelope.

Counts and control numbers are reported, never used to cut: what stands between ST and
SE is the transaction set, whatever SE01 says. The severity given here is ``error``;
whether a partner's wrong count stops the set is that partner's tolerance, not ours.
"""

from odoo.addons.healthcare_integration_base.codec.base import Decoded
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import NOTE, WARNING

from .delimiters import find_header, guess_delimiters
from .envelope import Interchange
from .faults import fault
from .scanner import scan
from .text import broken_inside, read_text

_NOTES = ("x12.bom",)


def read(payload):
    """``bytes`` to :class:`Decoded`; see :class:`X12Codec` for the facts.

    :raises DecodeError: ``x12.empty``, ``x12.not_x12`` or ``x12.too_many_sets``.
    """
    source = read_text(payload)
    text = source.text
    if not text.strip():
        raise DecodeError("x12.empty", "", "The payload is empty.")
    issues = [
        fault(code, "", NOTE if code in _NOTES else WARNING) for code in source.codes
    ]
    header = find_header(text)
    if header is None:
        interchanges = [_headless(text)]
    else:
        if text[: header.start].strip():
            issues.append(fault("x12.prefix", "", WARNING))
        interchanges = _interchanges(text, header, issues)
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
    """A text that starts with GS or ST: read with guessed separators."""
    delimiters = guess_delimiters(text)
    if delimiters is None:
        raise DecodeError("x12.not_x12", "", "The payload is not an X12 interchange.")
    interchange = Interchange(text, None, delimiters, 1)
    interchange.issues.append(fault("x12.isa.missing", ""))
    for mark in scan(text, 0, delimiters, inclusive=True):
        if mark.tag == "IEA":
            interchange.stop = mark.end
            break
        if mark.tag != "ISA":  # one that is too broken to be a header
            interchange.take(mark)
    interchange.finish()
    return interchange


def _interchanges(text, header, issues):
    """Every interchange of the file; each may have its own separators."""
    found, numbers = [], set()
    while header is not None:
        interchange = Interchange(text, header, header.delimiters, len(found) + 1)
        following = _walk(text, interchange)
        found.append(interchange)
        key = tuple(item.strip() for item in header.elements[5:9])
        if (*key, header.element(13)) in numbers:
            issues.append(fault("x12.isa.duplicate", interchange.where, WARNING))
        numbers.add((*key, header.element(13)))
        header = find_header(text, following)
        if text[following : header.start if header else None].strip(
            interchange.delimiters.terminator + " \t\r\n\x00\x1a"
        ):
            issues.append(fault("x12.trailing", interchange.where, WARNING))
    return found


def _walk(text, interchange):
    """Fill one interchange; the place where the next one may start."""
    delimiters = interchange.delimiters
    for mark in scan(text, interchange.header.end, delimiters):
        if mark.tag == "ISA":
            return _close(text, interchange, mark.start)
        interchange.take(mark)
        if mark.tag == "IEA":
            return _close(text, interchange, mark.end)
    return _close(text, interchange, len(text))


def _close(text, interchange, stop):
    interchange.stop = stop
    interchange.finish()
    terminator = interchange.delimiters.terminator
    start = interchange.header.end
    if broken_inside(text, start, stop, terminator) and not interchange.binary:
        interchange.issues.append(
            fault("x12.segment.newline", interchange.where, WARNING)
        )
    return stop
