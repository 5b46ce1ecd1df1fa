"""The peak memory of one streaming reader, in a process of its own.

Called by ``codecs.py``: ``codec_memory.py SETUP CASES_FILE CASE FILE``; prints
``{"figure": ..., "peak": MB above the interpreter, "cpu_s": ...}``.
"""

import ctypes
import gc
import json
import re
import sys
import time
from pathlib import Path


def main(setup, cases, name, path):
    """Stream the file at ``path`` and print what it took."""
    sys.path[:0] = [setup, str(Path(__file__).parent)]
    from codec_loading import load_cases

    case = next(row for row in load_cases(Path(cases), quick=True) if row.name == name)
    gc.collect()
    # What building the cases left behind must not hide what reading needs.
    ctypes.CDLL(None).malloc_trim(0)
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # VmHWM starts again from here
    began = time.process_time()
    with open(path, "rb") as handle:
        figure = case.stream(handle)
    seconds = time.process_time() - began
    peak = max(_memory("VmHWM") - before, 0.1)  # a page or two is nothing
    answer = {"figure": figure, "peak": peak, "cpu_s": seconds}
    print(json.dumps(answer, default=str))


def _memory(key):
    """MB that the kernel counts for this process; not inherited, unlike ru_maxrss."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{key}:\s+(\d+) kB", status)[1]) * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
