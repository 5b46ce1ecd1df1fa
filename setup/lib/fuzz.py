"""``setup/fuzz [CODEC...] [--minutes N] [--seed S]``: break every reader on purpose.

Mutants of the samples (tests/samples, and the public ones where they are) go through
each codec, its documents and its acknowledgments. Printed per codec: cases, crashes
(each file is kept under .run/fuzz), and the slowest time per byte. Exit code 1 if there
was a crash; the same seed makes the same mutants.
"""

import argparse
import time
from pathlib import Path

from .bench import become_venv
from .bringup import prepare_python
from .command import guarded, parser
from .layout import find_layout

#: Mutants smaller than this say nothing about time per byte.
WORTH_TIMING = 2_000
#: Microseconds of processor time per byte that no file may take.
LIMIT = 200


def main(arguments, progress):
    """Entry point of ``setup/fuzz``."""
    options_parser = parser("fuzz", __doc__)
    options_parser.formatter_class = argparse.RawDescriptionHelpFormatter
    options_parser.add_argument("codecs", nargs="*", metavar="CODEC")
    options_parser.add_argument("--minutes", type=float, default=1, metavar="N")
    options_parser.add_argument("--seed", default="1", metavar="S")
    options = options_parser.parse_args(arguments)
    layout = find_layout(options.home)
    prepare_python(layout, progress)
    become_venv(layout, "fuzz")
    from .formats import CODECS, DOCUMENTS
    from .fuzzing import Reader

    unknown = set(options.codecs) - set(CODECS)
    if unknown:
        options_parser.error(f"no such codec: {', '.join(sorted(unknown))}")
    names = options.codecs or sorted(CODECS)
    kept = layout.folder("fuzz")
    failed = 0
    for name in names:
        samples = _samples(layout.clone, name, CODECS)
        if not samples:
            print(f"{name:<12} no samples")
            continue
        reader = Reader(CODECS[name], tuple(DOCUMENTS.values()))
        row = _Row(name, kept)
        row.run(reader, samples, options.seed, options.minutes * 60 / len(names))
        print(row.text(), flush=True)
        failed += row.crashes + row.slow
    return 1 if failed else 0


def _samples(clone, name, codecs):
    """Files of a codec: ours by the name of their folder, public ones by their look."""
    from .formats import codec_name

    found = []
    for path in sorted((clone / "tests" / "samples").glob("*/*")):
        owner = max(
            (n for n in codecs if path.parent.name.startswith(f"{n}_")),
            key=len,
            default="",
        )
        if owner == name and path.suffix != ".json":
            found.append(path.read_bytes())
    for path in sorted((clone.parent / "shared" / "samples").glob("*/*")):
        payload = path.read_bytes()
        if len(payload) < 100_000 and codec_name(payload) == name:
            found.append(payload)
    return [payload for payload in found if payload]


class _Row:
    """What came of one codec."""

    def __init__(self, name, kept):
        self.name, self.kept = name, Path(kept)
        self.cases = self.crashes = self.slow = 0
        self.slowest = (0.0, 0)
        self.files = []

    def run(self, reader, samples, seed, seconds):
        """Mutants for so long."""
        from .fuzzing import cases

        ends = time.monotonic() + seconds
        for number, payload in cases(samples, seed):
            if time.monotonic() > ends:
                break
            self._one(reader, payload, f"{self.name}-{seed}-{number}")

    def _one(self, reader, payload, label):
        from .fuzzing import timed

        self.cases += 1
        try:
            seconds = timed(reader, payload)
        except Exception as error:  # whatever it is: that is what we are here for
            self.crashes += 1
            self._keep(label, payload, type(error).__name__)
            return
        if len(payload) < WORTH_TIMING:
            return
        per_byte = seconds * 1e6 / len(payload)
        if per_byte > self.slowest[0]:
            self.slowest = (per_byte, len(payload))
        if per_byte > LIMIT:
            self.slow += 1
            self._keep(label, payload, "slow")

    def _keep(self, label, payload, what):
        if len(self.files) < 20:
            path = self.kept / f"{label}-{what}"
            path.write_bytes(payload)
            self.files.append(path)

    def text(self):
        """One line, and one more per file that was kept."""
        per_byte, size = self.slowest
        line = (
            f"{self.name:<12} {self.cases:>8} cases {self.crashes:>4} crashes "
            f"{self.slow:>4} slow  slowest {per_byte:.2f} us/byte ({size} bytes)"
        )
        return "\n".join([line, *(f"    {path}" for path in self.files)])


if __name__ == "__main__":
    guarded(main)
