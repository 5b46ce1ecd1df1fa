"""How many messages a drain takes at a time: as many as fit into a moment."""

import time

MOMENT = 0.2
"""Seconds that one batch should take: long enough that its fixed costs vanish among the
messages, short enough that a kill costs little and another lane is soon served."""
FIRST = 100
"""Messages of the first batch, when nobody knows yet how long one takes."""
MOST = 2000
GROWTH = 20
"""A batch is at most so many times as large as what was measured."""


class Pace:
    """What one run of a drain has learned; lives as long as the run.

    ``opening`` and ``applying`` are messages that fit into a moment. A collision cuts
    both down to half of what collided; they grow again with what succeeds.
    """

    def __init__(self, budget=20.0, clock=time.monotonic):
        self.clock = clock
        self.end = clock() + budget
        self._size = {"open": FIRST, "apply": FIRST}
        self._cap = MOST
        self._last = {}

    @property
    def opening(self):
        """Messages to take from what is only stored: no more than can be applied as
        well, or the rest would be written twice."""
        return min(self._size["open"], self.applying)

    @property
    def applying(self):
        """Messages to apply at once."""
        return min(self._size["apply"], self._cap)

    def is_over(self):
        """Whether the time of the run is used up."""
        return self.clock() >= self.end

    def is_time_for(self, what, seconds):
        """Whether ``what`` was last done more than ``seconds`` ago; counts as done."""
        now = self.clock()
        if what in self._last and now - self._last[what] < seconds:
            return False
        self._last[what] = now
        return True

    def note(self, step, count, seconds):
        """``count`` messages went through ``step`` (open, apply) in ``seconds``."""
        if count:
            fitting = int(MOMENT * count / max(seconds, 1e-6))
            self._size[step] = max(1, min(MOST, fitting, count * GROWTH))

    def collided(self, count):
        """A batch of ``count`` met somebody else: take half as many."""
        self._cap = max(1, count // 2)

    def went_well(self):
        """A batch went through: dare more after a collision."""
        self._cap = min(MOST, self._cap * 2)
