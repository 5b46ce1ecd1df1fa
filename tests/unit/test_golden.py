"""Every sample file says what its golden file says. A new case is two files."""

import json

import pytest

from .golden import outcome
from .samples import sample_files


@pytest.mark.parametrize(
    "path", sample_files(), ids=lambda path: path.parent.name + "/" + path.stem
)
def test_sample(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert outcome(path.read_bytes()) == expected


def test_there_are_samples_of_every_document():
    from odoo.addons.healthcare_edi.document import DOCUMENTS

    folders = {path.parent.name for path in sample_files()}
    assert folders == {*DOCUMENTS, "x12_envelope"}
    for code in DOCUMENTS:
        cases = {path.stem for path in sample_files() if path.parent.name == code}
        assert {"typical", "minimal"} <= cases, code
