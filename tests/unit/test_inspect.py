"""``setup/inspect`` against figures that somebody else computed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .formats import codec_name, codec_of
from .samples import sample_files

CLONE = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HEALTHCARE_SHARED", CLONE.parent / "shared")) / "samples"
sys.path.insert(0, str(CLONE / "setup"))

from lib import inspection  # noqa: E402

OTHER_FORMATS = {"BAI2", "CAMT", "EDIFACT", "FHIR", "HL7"}

needs_shared = pytest.mark.skipif(
    not (SHARED / "truth_835.json").exists(),
    reason="the shared sample files are not beside the clone (HEALTHCARE_SHARED)",
)


def inspect(*arguments):
    """Exit code, parsed lines, standard error."""
    done = subprocess.run(
        [sys.executable, str(CLONE / "setup" / "inspect"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, rows, done.stderr


def x12_samples():
    """Every shared X12 file."""
    return sorted(
        path
        for path in SHARED.glob("*/*")
        if path.parent.name not in OTHER_FORMATS and path.is_file()
    )


@needs_shared
def test_every_envelope_is_counted_like_the_truth():
    truth = json.loads((SHARED / "truth_x12_envelopes.json").read_text("utf-8"))
    code, rows, _ = inspect("--summary", *(SHARED / name for name in truth))
    assert code == 0
    assert len(rows) == len(truth) >= 100
    for (name, expected), row in zip(truth.items(), rows, strict=True):
        assert {key: row[key] for key in expected} == expected, name


@needs_shared
def test_every_835_has_the_figures_of_the_truth():
    truth = json.loads((SHARED / "truth_835.json").read_text("utf-8"))
    _, summaries, _ = inspect("--summary", *(SHARED / name for name in truth))
    for (name, expected), row in zip(truth.items(), summaries, strict=True):
        part = expected["file"]
        assert {key: row[key] for key in part} == part, name
    _, rows, _ = inspect(*(SHARED / name for name in truth))
    expected = [row for item in truth.values() for row in item["transactions"]]
    assert len(rows) == len(expected)
    for wanted, row in zip(expected, rows, strict=True):
        assert {key: row[key] for key in wanted} == wanted, row["file"]


@needs_shared
def test_no_sample_crashes():
    files = x12_samples()
    code, rows, errors = inspect(*files)
    assert code == 0
    assert "Traceback" not in errors
    assert len(rows) >= len(files) - 10  # TA1 files hold no transaction set


@needs_shared
def test_every_other_format_is_read_or_refused_with_a_reason():
    files = sorted(path for name in OTHER_FORMATS for path in SHARED.glob(f"{name}/*"))
    for arguments in ([], ["--summary"]):
        _, rows, errors = inspect(*arguments, *files)
        assert "Traceback" not in errors
        named = {row["file"] for row in rows}
        for path in files:
            assert str(path) in named or f"{path}: " in errors, path


def test_what_is_no_format_is_refused(tmp_path):
    file = tmp_path / "prose"
    file.write_text("Dear supplier, please find attached")
    code, rows, errors = inspect(file)
    assert (code, rows) == (1, [])
    assert "x12.not_x12" in errors


@pytest.mark.parametrize(
    "path", sample_files(), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_the_format_is_known_by_its_first_bytes(path):
    assert codec_name(path.read_bytes()) == codec_of(path.parent.name).name


def test_x12_is_read_without_any_library():
    """``-S``: no site-packages, so neither lxml nor biip."""
    file = next(p for p in sample_files("x12") if p.parent.name == "x12_850")
    done = subprocess.run(
        [sys.executable, "-S", str(CLONE / "setup" / "inspect"), str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, json.loads(done.stdout)["kind"]) == (0, "850"), done.stderr


def test_missing_file_and_wrong_usage(tmp_path):
    assert inspect(tmp_path / "nothing")[0] == 1
    for arguments in ([], ["--nonsense", str(tmp_path)]):
        with pytest.raises(SystemExit) as ended:
            inspection.main(arguments)
        assert ended.value.code == 2
