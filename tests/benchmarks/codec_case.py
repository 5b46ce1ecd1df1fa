"""One measured thing of a format, as ``codec_cases/<name>.py`` hands it over.

::

    def cases(quick):
        payload = invented(2_000_000 if quick else 20_000_000)
        return [Case("edifact orders read", lambda: count(payload), len(payload), 300)]
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Library:
    """The same work done by a public library, measured in the same run.

    Left out where ``module`` is not installed. ``size`` bytes may be far fewer than our
    own: a slow library is not given 20 MB. ``aim``: how many times as fast we must be.
    """

    name: str
    module: str
    work: Callable[[], Any]
    size: int
    aim: float = 1

    @property
    def installed(self):
        """Whether it can be measured here."""
        return importlib.util.find_spec(self.module) is not None


@dataclass(frozen=True)
class Case:
    """``work`` is called without arguments and handles ``size`` bytes.

    It returns a small figure, and ``expected`` is what that figure must be: the speed
    of a wrong result is worth nothing. ``aim`` in MB (1e6 bytes) per second of
    processor time.

    For the memory: ``large(handle, size)`` writes about ``size`` bytes to a binary file
    and returns the figure that ``stream(handle)`` must find in them, reading the file
    from its start. ``memory_aim`` in MB above the interpreter with all imports.
    """

    name: str
    work: Callable[[], Any]
    size: int
    expected: Any
    aim: float | None = None
    library: Library | None = None
    large: Callable[[Any, int], Any] | None = None
    stream: Callable[[Any], Any] | None = None
    memory_aim: float = 40
