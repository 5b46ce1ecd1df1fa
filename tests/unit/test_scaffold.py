"""The recipe of a new document: what it touches, and that the result passes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CLONE / "tests" / "architecture"))

import floors  # noqa: E402

PARTS = ("setup", "tests/unit", "tests/samples", "tests/architecture")
ADDONS = [path.parent.name for path in CLONE.glob("healthcare_*/__manifest__.py")]
#: The number that is tried: one that this clone has not taken already.
NAME = next(
    name
    for name in ("x12_852", "x12_867")
    if not (CLONE / "healthcare_edi" / "document" / f"{name}.py").exists()
)
KINDS = ("purchase_order", "order_acknowledgment", "supplier_remittance")
IGNORED = shutil.ignore_patterns("__pycache__", ".hypothesis")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of everything that is tested without Odoo; every test leaves it whole."""
    folder = tmp_path_factory.mktemp("clone")
    for part in (*PARTS, *ADDONS):
        shutil.copytree(CLONE / part, folder / part, ignore=IGNORED)
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(CLONE / "tests" / name, folder / "tests" / name)
    return folder


@pytest.fixture(scope="module")
def made(copy):
    """``(files before, answer of the recipe, files after)`` of the new document."""
    before = contents(copy)
    answer = scaffold(copy, "document", NAME)
    return before, answer, contents(copy)


@pytest.fixture(scope="module")
def judged(copy, made):
    """pytest over the new document and one skeleton of each of some other kinds."""
    for number, kind in enumerate(KINDS, 901):
        code, _, errors = scaffold(copy, "document", f"x12_{number}", "--kind", kind)
        assert code == 0, errors
    files = ("test_golden.py", "test_x12_roundtrip.py", "test_inspect.py")
    wish = " or ".join((NAME, *(f"x12_{901 + n}" for n in range(len(KINDS)))))
    return run_tests(copy, "-v", *(f"tests/unit/{name}" for name in files), "-k", wish)


def contents(folder):
    """Every file with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def scaffold(folder, *arguments):
    """Exit code, lines, complaints of setup/scaffold.py in that folder."""
    done = subprocess.run(
        [sys.executable, "setup/scaffold.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def run_tests(folder, *arguments):
    """pytest in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_new_document_touches_what_the_recipe_names(copy, made):
    before, (code, lines, errors), after = made
    assert code == 0, errors
    touched = {name for name in after if after[name] != before.get(name)}
    assert touched == set(lines)
    assert touched == {
        "healthcare_edi/document/__init__.py",
        f"healthcare_edi/document/{NAME}.py",
        f"tests/samples/{NAME}/minimal.edi",
        f"tests/samples/{NAME}/minimal.json",
        f"tests/samples/{NAME}/typical.edi",
        f"tests/samples/{NAME}/typical.json",
    }
    assert not set(before) - set(after)
    golden = json.loads(after[f"tests/samples/{NAME}/typical.json"])
    assert [part["issues"] for part in golden["parts"]] == [[]]
    assert len(golden["parts"][0]["documents"]) == 1
    assert not [row for row in floors.check(copy) if NAME in row.where]


def test_a_new_document_passes_what_every_document_meets(judged):
    assert judged.returncode == 0, judged.stdout[-3000:]
    assert passed(judged, NAME) == 6, judged.stdout[-500:]


def test_a_skeleton_can_be_made_of_other_kinds(judged):
    for number in range(901, 901 + len(KINDS)):
        assert passed(judged, f"x12_{number}") == 6, judged.stdout[-3000:]


def passed(done, name):
    """How many tests of that document passed."""
    rows = [row for row in done.stdout.splitlines() if name in row]
    return sum("PASSED" in row for row in rows)


def test_a_changed_meaning_of_the_new_document_is_noticed(copy, made):
    """The generated golden files hold the new reader to what it read."""
    source = copy / f"healthcare_edi/document/{NAME}.py"
    text = source.read_text("utf-8")
    changed = text.replace("read_item(segment, 2)", "read_item(segment, 3)")
    assert changed != text
    source.write_text(changed, "utf-8")
    try:
        done = run_tests(copy, "tests/unit/test_golden.py", "-k", NAME)
    finally:
        source.write_text(text, "utf-8")
    assert done.returncode == 1
    assert "failed" in done.stdout


def test_what_is_there_is_never_overwritten(copy):
    before = contents(copy)
    code, lines, errors = scaffold(copy, "document", "x12_850")
    assert (code, lines) == (1, [])
    assert "purchase_order" in errors or "there already" in errors
    code, lines, errors = scaffold(
        copy, "document", "x12_850", "--kind", "purchase_order"
    )
    assert (code, lines) == (1, [])
    assert "there already" in errors
    assert contents(copy) == before


def test_what_cannot_be_written_is_said(copy):
    before = contents(copy)
    for arguments, code in (
        (["document", "852"], 1),
        (["document", f"../{NAME}"], 1),
        (["document", "x12_901", "--kind", "nonsense"], 1),
        (["document", "x12_902", "--kind", "claim"], 1),  # has a payer: by hand
        (["document"], 2),
        ([], 2),
    ):
        found, lines, errors = scaffold(copy, *arguments)
        assert (found, lines) == (code, []), arguments
        assert errors and "Traceback" not in errors, arguments
    assert contents(copy) == before
