"""Every sample file says what its golden file says. A new case is two files."""

import inspect
import json
import sys

import pytest

from .formats import CODECS, DOCUMENTS
from .golden import outcome
from .samples import golden_file, sample_files


@pytest.mark.parametrize(
    "path", sample_files(), ids=lambda path: path.parent.name + "/" + path.stem
)
def test_sample(path):
    expected = json.loads(golden_file(path).read_text("utf-8"))
    assert outcome(path.read_bytes(), path.parent.name) == expected


def test_there_are_samples_of_every_document():
    # Layouts, CloudEvents and canonical JSON have no guide of their own to sample.
    codecs = set(CODECS) - {"json", "cloudevents", "csv", "fixed_width", "xml"}
    codes = {row.code for row in DOCUMENTS.values() if row.codec in codecs}
    folders = {path.parent.name for path in sample_files()}
    assert codes <= folders
    assert folders - codes <= {f"{codec}_envelope" for codec in codecs}
    for code in codes:
        cases = {path.stem for path in sample_files() if path.parent.name == code}
        cases = {case.split(".")[0] for case in cases}
        assert {"typical", "minimal"} <= cases, code
        # A fresh skeleton of setup/scaffold.py uses all it knows in `typical`.
        assert "everything" in cases or is_skeleton(code), code


def is_skeleton(code):
    """Whether the segments of a document are still those of its template."""
    module = sys.modules[type(DOCUMENTS[code]).__module__]
    return "until its\n# elements are written down here" in inspect.getsource(module)
