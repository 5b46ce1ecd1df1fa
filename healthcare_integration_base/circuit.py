"""When to stop calling a partner, and how fast to call him. Pure rules, no clock.

Instants are seconds (epoch), passed in. A *failure* is the partner's: no connection, no
answer, a 5xx. A document that he refuses is an answer.
"""

from dataclasses import dataclass

CLOSED = "closed"
OPEN = "open"
HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Limits:
    """``failures`` within ``window`` seconds open the circuit; the first probe comes
    after ``probe`` seconds, each failed one doubles the wait up to ``cap``."""

    failures: int = 5
    window: float = 300.0
    probe: float = 60.0
    cap: float = 3600.0


def remember(recent, now, failed, limits):
    """The calls that still count, the new one last: ``[[second, failed], ...]``.

    Twice the limit less one is enough: among so many calls the failures that open the
    circuit are the majority.
    """
    kept = [row for row in recent if row[0] > now - limits.window]
    return [*kept, [now, bool(failed)]][-(2 * limits.failures - 1) :]


def trips(recent, limits):
    """Whether these calls open the circuit.

    A busy partner who fails now and then is left alone: failures count when at least
    half of the last calls failed.
    """
    return sum(failed for _second, failed in recent) >= limits.failures


def next_wait(wait, limits):
    """Seconds until the probe after one that failed; ``wait`` is 0 at the opening."""
    return min(limits.cap, 2 * wait) if wait else limits.probe


def refill(tokens, seconds, calls, interval, burst):
    """Tokens in the bucket ``seconds`` after ``tokens`` were in it.

    ``calls`` per ``interval`` seconds come in, never more than ``burst`` are kept.
    """
    return min(burst, tokens + max(0.0, seconds) * calls / interval)


def wait_for_token(tokens, calls, interval):
    """Seconds until the bucket holds a whole token."""
    return max(0.0, (1.0 - tokens) * interval / calls)
