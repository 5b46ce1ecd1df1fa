"""How long to wait before the next try. The random part is an argument."""

import re
from dataclasses import dataclass

RETRY_AFTER_MAX = 86400.0
"""Seconds that a partner can ask us to wait; who says more has mistyped it."""

TIMEOUT = "timeout"
REFUSED = "refused"
THROTTLED = "throttled"
SERVER = "server"
BUSY = "busy"
LOCK = "lock"
OTHER = "other"
CLASSES = (TIMEOUT, REFUSED, THROTTLED, SERVER, BUSY, LOCK, OTHER)
"""Classes of failures that pass. What the document itself is refused for is final."""
PARTNER_FAILURES = frozenset({TIMEOUT, REFUSED, SERVER})
"""Those that say something about the partner and not about one document."""

WORDS = {
    TIMEOUT: {"408", "504", "timeout", "connect_timeout", "no_answer"},
    REFUSED: {
        *("unreachable", "connection_lost", "tls", "name_unknown"),
        *("unreadable", "unwritable"),
    },
    THROTTLED: {"429"},
    BUSY: {"425", "busy"},
    LOCK: {"lock", "locked", "collided"},
}


def class_of(code):
    """The class of a reason, by what stands behind its dot: ``http.429``."""
    word = code.rpartition(".")[2]
    for name, words in WORDS.items():
        if word in words:
            return name
    return SERVER if re.fullmatch("5[0-9][0-9]", word) else OTHER


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off with full jitter, capped; seconds everywhere.

    ``attempts`` is the number of tries in all, the first included.
    """

    attempts: int = 6
    base: float = 30.0
    factor: float = 4.0
    cap: float = 3600.0
    jitter: float = 0.2

    def exhausted(self, attempt):
        """Whether try number ``attempt`` (from 1) was the last one allowed."""
        return attempt >= self.attempts

    def delay(self, attempt, random=0.5, retry_after=None):
        """Seconds after try number ``attempt``; ``random`` lies in [0, 1).

        A partner's Retry-After (RFC 9110 section 10.2.3) is a lower bound, up to a
        day.
        """
        exponent = min(max(attempt, 1) - 1, 32)
        wait = min(self.cap, self.base * self.factor**exponent)
        wait *= 1 + self.jitter * (2 * random - 1)
        return max(wait, min(retry_after or 0, RETRY_AFTER_MAX))
