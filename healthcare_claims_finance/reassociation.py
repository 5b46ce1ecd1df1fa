"""What in the free text of a payment can be matched: the TRN segment, and numbers."""

import re

from odoo.addons.healthcare_integration_base.canonical import PaymentTrace

#: Free text of one payment that is looked at; addenda are 80 characters each.
TEXT_MAX = 10_000
WORDS_MAX = 50

_TRN = re.compile(r"TRN([^\w\s])")
_END = re.compile(r"[~\\'\r\n]|$")
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./+-]{0,49}")
_PAYER = re.compile(r"[A-Za-z0-9]{1,10}")
# A word that stands for something, not for somebody: it holds digits.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,49}")
_DIGITS = re.compile(r"(?:[A-Za-z-]*[0-9]){3}")


def understood(text):
    """``(PaymentTrace or None, words)`` of the free text of one payment.

    The trace is the first ``TRN*1*...``; its separator may be any sign, and banks end
    the segment with ``~`` or a backslash. The words have at least three digits, each
    stands once: free text names payers, patients and their relatives, and what cannot
    be a reference is not kept.
    """
    text = text[:TEXT_MAX]
    trace = None
    for found in _TRN.finditer(text):
        end = _END.search(text, found.end()).start()
        trace = _trace(text[found.end() : end].split(found[1]))
        if trace:
            text = f"{text[: found.start()]} {text[end:]}"
            break
    words = dict.fromkeys(_WORD.findall(text))
    return trace, tuple(word for word in words if _DIGITS.match(word))[:WORDS_MAX]


def understood_lines(lines):
    """As :func:`understood`, of a text that was cut into lines anywhere.

    A line may end in the middle of the trace or at its end: the way of joining counts
    that leaves the payer's number whole.
    """
    found = understood(" ".join(lines))
    if len(lines) > 1:
        other = understood("".join(lines))
        if _whole(other[0]) and not _whole(found[0]):
            return other
    return found


def _whole(trace):
    return trace is not None and len(trace.payer_trace_id) == 10


def _trace(values):
    """A segment's elements; a blank ends it, the payer's number has ten characters."""
    values = [value.strip() for value in (*values[:4], "", "", "")]
    number, *beyond = values[1].split() or [""]
    if values[0] != "1" or not _VALUE.fullmatch(number):
        return None
    payer = _PAYER.match(values[2])
    if beyond or not payer:
        return PaymentTrace(number)
    supplement = values[3].split()[:1] if payer.end() == len(values[2]) else []
    more = supplement[0] if supplement and _VALUE.fullmatch(supplement[0]) else ""
    return PaymentTrace(number, payer[0], more)


def trace_text(trace):
    """The segment of a trace as an addenda carries it."""
    values = ["TRN", "1", trace.trace_number, trace.payer_trace_id, trace.supplement]
    while not values[-1]:
        values.pop()
    return "*".join(values) + "\\"


def tail(account):
    """The last four characters of an account number, as on a receipt."""
    account = "".join(account.split())
    return account[-4:] if len(account) > 6 else ""
