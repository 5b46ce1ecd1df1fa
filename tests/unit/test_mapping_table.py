"""Translations are found most specific first, and two versions are told apart."""

from itertools import count

import pytest

from odoo.addons.healthcare_integration_base.mapping_table import (
    ANY,
    Row,
    compare,
    compile_rows,
    pick,
)

_ids = count(1)


def row(code, target, partner=0, item=""):
    number = next(_ids)
    return Row(number, number, code, partner, item, "uom.uom", target)


TABLE = compile_rows(
    [
        row("CS", 1),
        row("CS", 2, partner=7),
        row("CS", 3, item="GLOVE"),
        row("CS", 4, partner=7, item="GLOVE"),
    ]
)


@pytest.mark.parametrize(
    ("partner", "items", "target"),
    [
        (0, (), 1),
        (7, (), 2),
        (0, ("GLOVE",), 3),
        (7, ("MASK",), 2),
        (8, ("GLOVE", "0490"), 3),
        (7, ("GLOVE",), 4),
    ],
)
def test_most_specific_first(partner, items, target):
    assert pick([TABLE], "CS", partner, items).res_id == target


def test_the_connection_s_own_table_goes_before_the_general_one():
    own, general = compile_rows([row("BX", 5)]), compile_rows([row("BX", 6)])
    assert pick([own, general], "BX").res_id == 5
    assert pick([{}, general], "BX").res_id == 6


def test_a_special_row_of_the_general_table_goes_before_a_plain_one_of_the_own():
    own = compile_rows([row("BX", 5)])
    general = compile_rows([row("BX", 6, item="GLOVE")])
    assert pick([own, general], "BX", 0, ("GLOVE",)).res_id == 6
    assert pick([own, general], "BX", 0, ("MASK",)).res_id == 5


def test_any_code_answers_only_for_codes_without_a_row():
    own = compile_rows([row(ANY, 9)])
    general = compile_rows([row("BX", 6)])
    assert pick([own, general], "BX").res_id == 6
    assert pick([own, general], "ZZ").res_id == 9


def test_unknown_is_none():
    assert pick([TABLE], "ZZ") is None
    assert pick([], "CS") is None
    assert pick([compile_rows([row("CS", 1, partner=7)])], "CS", 8) is None


def test_compare():
    before = [row("A", 1), row("B", 2), row("C", 3), row("C", 4, item="X")]
    after = [row("A", 1), row("C", 9), row("C", 4, item="X"), row("D", 5)]
    added, removed, changed = compare(before, after)
    assert [found.code for found in added] == ["D"]
    assert [found.code for found in removed] == ["B"]
    assert [(old.res_id, new.res_id) for old, new in changed] == [(3, 9)]
