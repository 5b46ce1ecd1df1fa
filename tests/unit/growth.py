"""Time that grows with the size of what is read, and no faster.

A quadratic reader takes sixteen times as long for four times the size, a linear one
four times. Sizes are raised fourfold until the time is far above what a clock or a
neighbour can disturb: a slow machine compares smaller sizes, and none waits long.
"""

import gc
from time import process_time

#: Each size is so many times the one before; a linear reader takes that much longer.
STEP = 4
#: No reader may take so many times longer; a quadratic one takes ``STEP**2`` times.
MOST = 9
#: Seconds of processor time from which on a ratio says something.
ENOUGH = 0.06
#: Times that both sizes are measured again before a reader is called too slow.
AGAIN = 3


def assert_grows_no_faster(work, make, largest, *, enough=ENOUGH):
    """Fail if four times the size takes far more than four times as long.

    :param work: called with what ``make`` made; its processor time is measured
    :param make: called with a size; not measured
    :param largest: the largest size; reached only by what is read in less than
        ``enough`` seconds, and then nothing is left to compare
    """
    size = max(largest // STEP**4, 1)
    small = min(_seconds(work, make(size)) for _ in range(2))
    while True:
        large = _seconds(work, make(size * STEP))
        if large >= enough:
            break
        if size * STEP * STEP > largest:
            return
        size, small = size * STEP, large
    small = min(small, _seconds(work, make(size)))
    if large > MOST * small:
        small, large = _again(work, make, size)
    if large > MOST * small and not _settles(work, make, size * STEP, large):
        raise AssertionError(
            f"{STEP} times the size {size} took {large / small:.1f} times as long "
            f"({small:.3f} s, then {large:.3f} s)"
        )


def _again(work, make, size):
    """Best of several of both sizes, in turns: a busy moment hits both."""
    given = make(size), make(size * STEP)
    turns = [[_seconds(work, one) for one in given] for _ in range(AGAIN)]
    return [min(column) for column in zip(*turns, strict=True)]


def _settles(work, make, size, small):
    """Whether the next step is linear again.

    What outgrows the processor's caches becomes slower once; a quadratic reader becomes
    slower with every step. A larger size that is refused at once says nothing.
    """
    large = _seconds(work, make(size * STEP))
    return small < large <= MOST * small


def _seconds(work, given):
    """Processor time of one call; the collector's own turns are no reader's fault."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        began = process_time()
        work(given)
        return process_time() - began
    finally:
        if was_enabled:
            gc.enable()
