"""A cell never runs as a formula, and comes back as it was."""

import pytest

from odoo.addons.healthcare_integration_base.spreadsheet import (
    neutralise,
    read_csv,
    restore,
    write_csv,
)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_shown_not_run(cell):
    assert neutralise(cell) == f"'{cell}"
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["BX", "", "'quoted", "a=b", "*"])
def test_other_cells_stay(cell):
    assert neutralise(cell) == cell
    assert restore(cell) == cell


def test_what_is_written_is_read_again():
    rows = [["=cmd", "Käse", "a,b"], ["2", "", 'say "x"']]
    read = read_csv(write_csv(["code", "name", "note"], rows))
    assert read == [["code", "name", "note"], *rows]
    assert b"'=cmd" in write_csv(["code"], [["=cmd"]])


def test_semicolons_are_a_separator():
    assert read_csv(b"code;record\nBX;Box") == [["code", "record"], ["BX", "Box"]]


def test_no_text_is_refused():
    with pytest.raises(ValueError):
        read_csv(b"\xff\xfe\x00")
