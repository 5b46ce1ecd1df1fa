"""Formats: MB per second of processor time, and the memory of a file of 100 MB.

The cases are in ``codec_cases/*.py``, one file per format. Each is held against its
aim, and against a public library on the same kind of file where one is installed.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from codec_loading import case_files, load_cases

MEMORY = Path(__file__).parent / "codec_memory.py"
LARGE = 100_000_000
LARGE_QUICK = 10_000_000


def run(workshop, report):
    """Every case of every format; one format after the other, its cases interleaved."""
    for path in case_files():
        found = load_cases(path, workshop.quick)
        _speed(found, report)
        with tempfile.TemporaryDirectory() as folder:
            for case in found:
                if case.stream is not None:
                    _memory(workshop, report, path, case, Path(folder) / "large")


def _speed(found, report):
    work, done = {}, set()
    for case in found:
        report.check(case.name, case.work(), case.expected)
        work[case.name] = _measured(case)
        library = case.library
        if library is not None and library.installed:
            work[library.name] = _measured(library)
            done.add(case.name)
    report.interleave(work, "MB/s")
    for case in found:
        if case.aim:
            report.reach(case.name, case.aim)
        if case.name in done:
            report.ratio(case.name, case.library.name, case.library.aim)


def _measured(case):
    def once():
        began = time.process_time()
        case.work()
        seconds = time.process_time() - began
        return {"value": case.size / 1e6 / seconds, "cpu_s": seconds}

    return once


def _memory(workshop, report, path, case, file):
    """Stream a large file in a process of its own and note its peak."""
    size = LARGE_QUICK if workshop.quick else LARGE
    with file.open("wb") as handle:
        # As it comes back from the other process: lists, and decimals as texts.
        expected = json.loads(json.dumps(case.large(handle, size), default=str))
    setup = str(workshop.layout.clone / "setup")
    command = [sys.executable, str(MEMORY), setup, str(path), case.name, str(file)]
    rows = []
    for _ in range(2):
        answer = json.loads(subprocess.check_output(command, text=True))
        report.check(f"{case.name}, streamed", answer["figure"], expected)
        rows.append({"value": answer["peak"], "cpu_s": answer["cpu_s"]})
    name = f"{case.name}: peak for {size // 1_000_000} MB"
    report.add(name, rows, "MB")
    report.within(name, case.memory_aim)
