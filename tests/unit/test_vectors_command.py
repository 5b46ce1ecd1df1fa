"""setup/vectors: which vectors are chosen, what is printed, how it ends."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from lib import vectors  # noqa: E402

FILE = {
    "schema_version": 1,
    "defaults": {"price_low_pct": "25.0"},
    "match": [{"id": "M01", "recipe": "exact"}, {"id": "M02"}],
    "invented": [{"what": "nobody knows"}],
}


@pytest.fixture
def path(tmp_path):
    """A file with three vectors."""
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(FILE), encoding="utf-8")
    return str(file)


def _options(**chosen):
    return SimpleNamespace(**({"group": None, "recipe": None, "id": None} | chosen))


def test_vectors_without_id_are_counted_in_their_group(path):
    loaded = vectors.load(path)
    assert [row.label for row in loaded] == ["M01", "M02", "invented#1"]
    assert loaded[0].content["defaults"] == FILE["defaults"]
    assert loaded[2].content["group"] == "invented"


@pytest.mark.parametrize(
    ("chosen", "labels"),
    [
        ({"group": ["invented"]}, ["invented#1"]),
        ({"recipe": ["exact"]}, ["M01"]),
        ({"id": ["M02", "invented#1"]}, ["M02", "invented#1"]),
        ({"id": ["M99"]}, []),
    ],
)
def test_options_choose(path, chosen, labels):
    found = vectors.select(vectors.load(path), _options(**chosen))
    assert [row.label for row in found] == labels


@pytest.mark.parametrize("text", ["", "[]", '{"match": ["M01"]}'])
def test_an_unusable_file_is_wrong_usage(tmp_path, capsys, text):
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    assert vectors.main(["procurement", str(file)], None) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_nothing_selected_is_wrong_usage(path, capsys):
    assert vectors.main(["procurement", path, "--id", "M99"], None) == 2


def test_results_are_printed_in_the_order_of_the_file(path, capsys):
    rows = vectors.load(path)
    report = vectors.Report(rows)
    rows[1].errors = []
    report.flush()
    assert capsys.readouterr().out == ""
    rows[0].errors = ["one\nreason", "another"]
    rows[2].errors = []
    report.flush()
    assert report.close() == 1
    assert capsys.readouterr().out.splitlines() == [
        "M01 fail one reason; another",
        "M02 pass",
        "invented#1 pass",
        "2 passed, 1 failed",
    ]


def test_what_the_product_cannot_do_fails_and_says_so(path, capsys):
    assert vectors.main(["procurement", path, "--group", "invented"], None) == 1
    assert capsys.readouterr().out.splitlines() == [
        "invented#1 fail not supported yet",
        "0 passed, 1 failed",
    ]
