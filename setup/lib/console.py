"""Progress on the terminal: one line per step, with the seconds it took."""

import contextlib
import sys
import time


class Progress:
    """Prints steps as they start and end, and remembers what each of them took.

    ``steps`` is a list of ``(title, seconds)`` in the order in which they ended.
    """

    def __init__(self, stream=None):
        self.stream = stream or sys.stdout
        self.started = time.monotonic()
        self.current = ""
        self.steps = []

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()

    @property
    def elapsed(self):
        """Seconds since the command started."""
        return time.monotonic() - self.started

    @contextlib.contextmanager
    def step(self, title):
        """Run the body as the step ``title``; yields a list for remarks."""
        began = time.monotonic()
        self.current = title
        remarks = []
        self._write(f"[{self.elapsed:6.1f} s] {title} ... ")
        try:
            yield remarks
        except BaseException as error:
            how = "FAILED" if isinstance(error, Exception) else "interrupted"
            self._write(f"{how} after {time.monotonic() - began:.1f} s\n")
            raise
        seconds = time.monotonic() - began
        remark = f" ({', '.join(remarks)})" if remarks else ""
        self._write(f"{seconds:.1f} s{remark}\n")
        self.steps.append((title, seconds))
        self.current = ""

    def say(self, text=""):
        """Print one line that is no step."""
        self._write(f"{text}\n")
