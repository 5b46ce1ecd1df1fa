"""How long to wait before the next try. The random part is an argument."""

from dataclasses import dataclass

RETRY_AFTER_MAX = 86400.0
"""Seconds that a partner can ask us to wait; who says more has mistyped it."""


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
