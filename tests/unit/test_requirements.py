"""The tables of requirements and promises name no test that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "REQUIREMENTS.md"
ROW = re.compile(r"^\| (R\d{3}|F\d{3}|N\d{1,2}) \| (.+?) \| (.+?) \|$")
PROMISES = ROOT / "tests" / "PROMISES.md"
PROMISE = re.compile(r"^\| (\d{1,2}) \| (.+?) \| .+? \| (.+?) \|$")
TEST = re.compile(r"`([\w./-]+\.py)::(\w+)`")


def _rows(table=TABLE, pattern=ROW):
    lines = table.read_text(encoding="utf-8").splitlines()
    return [match.groups() for match in map(pattern.match, lines) if match]


def test_the_table_has_rows_in_order_without_repeats():
    numbers = [number for number, _line, _tests in _rows()]
    assert numbers
    assert len(numbers) == len(set(numbers))


def test_there_are_twelve_promises():
    numbers = [int(number) for number, _line, _tests in _rows(PROMISES, PROMISE)]
    assert numbers == list(range(1, 13))


@pytest.mark.parametrize(
    "row", [*_rows(), *_rows(PROMISES, PROMISE)], ids=lambda row: row[0]
)
def test_each_line_has_a_test_that_exists(row):
    tests = TEST.findall(row[2])
    assert tests, "a line without its test"
    for file, name in tests:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"\b(def|class) {name}\b", source), f"{file}::{name}"
