"""The cases of the codec benchmark are right, whatever their speed: small and once."""

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS.parents[1] / "setup"))
sys.path.insert(1, str(BENCHMARKS))

from codec_loading import case_files, load_cases  # noqa: E402


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_each_case_finds_what_it_must(path, tmp_path):
    found = load_cases(path, quick=True)
    assert found
    names = [case.name for case in found]
    assert len(names) == len(set(names))
    for case in found:
        assert case.work() == case.expected, case.name
        if case.stream is None:
            continue
        file = tmp_path / "large"
        with file.open("wb") as handle:
            expected = case.large(handle, 300_000)
        with file.open("rb") as handle:
            figure = case.stream(handle)
        assert json.dumps(figure, default=str) == json.dumps(expected, default=str)
