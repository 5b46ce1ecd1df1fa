"""The table of pitfalls names no test and no sample that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "PITFALLS.md"
ROW = re.compile(r"^\| ([A-Z0-9]+-\d{2}) \| (.+?) \| (.+?) \| (.+?) \|$")
LINE = re.compile(r"^\| (?!#|-)")
TEST = re.compile(r"`([\w./-]+\.py)::(\w+)`")
SAMPLE = re.compile(r"`(tests/samples/[\w./-]+)`")


def _lines():
    text = TABLE.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if LINE.match(line)]


ROWS = [match.groups() for match in map(ROW.match, _lines()) if match]


def test_every_line_is_a_row_and_numbered_once():
    numbers = [row[0] for row in ROWS]
    assert len(numbers) == len(_lines()), "a line that is not a row of the table"
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_pitfall_is_shown(row):
    tests, samples = TEST.findall(row[3]), SAMPLE.findall(row[3])
    assert tests or samples, "a pitfall without its test"
    for file, name in tests:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"\b(def|class) {name}\b", source), f"{file}::{name}"
    for sample in samples:
        assert (ROOT / sample).exists(), sample
        assert (ROOT / sample).with_suffix(".json").exists(), sample
