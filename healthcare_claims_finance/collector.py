"""The cyclic garbage collector and long documents."""

import gc
from contextlib import contextmanager


@contextmanager
def paused():
    """Keep the collector away while many objects are built that hold no cycles.

    It would walk the growing document again and again and find nothing.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
