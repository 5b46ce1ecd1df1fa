"""What in the free text of a payment can be matched: the TRN segment, and numbers."""

import re

from odoo.addons.healthcare_integration_base.canonical import PaymentTrace

#: Free text of one payment that is looked at; addenda are 80 characters each.
TEXT_MAX = 10_000
WORDS_MAX = 50

# TRN, any separator, trace type 1, then TRN02, TRN03 of ten characters, TRN04. A blank
# or one of the signs with which banks end a segment ends it.
_VALUE = r"([A-Za-z0-9](?:(?!\1)[A-Za-z0-9./+-]){0,49})"
_TRN = re.compile(
    rf"TRN([^\w\s]) *1 *\1 *{_VALUE}(?=[ ~\\'\r\n]|\1|$)"
    rf"(?: *\1 *([A-Za-z0-9]{{1,10}})(?: *\1 *{_VALUE})?)?"
)
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
    if "TRN" in text and (found := _TRN.search(text)):
        trace = PaymentTrace(*(value or "" for value in found.groups()[1:]))
        text = f"{text[: found.start()]} {text[found.end() :]}".strip(" ~\\")
        if not text:
            return trace, ()
    words = _WORD.findall(text)
    if not words:
        return trace, ()
    digits = [word for word in dict.fromkeys(words) if _DIGITS.match(word)]
    return trace, tuple(digits[:WORDS_MAX])


def understood_lines(lines):
    """As :func:`understood`, of a text that was cut into lines anywhere.

    A line may end in the middle of the trace or at its end: the way of joining counts
    that leaves the payer's number whole.
    """
    text = " ".join(lines)
    found = understood(text)
    if len(lines) > 1 and "TRN" in text and not _whole(found[0]):
        other = understood("".join(lines))
        if _whole(other[0]):
            return other
    return found


def _whole(trace):
    return trace is not None and len(trace.payer_trace_id) == 10


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
