"""Values of many rows come back from the server as they were."""

import json

from odoo.tests import TransactionCase, tagged

from ..models.healthcare_drain_values import values_of

TYPES = ("int4", "float8", "varchar", "jsonb", "text")


@tagged("post_install", "-at_install")
class TestDrainValues(TransactionCase):
    """Whatever stands in a column: nothing, the same everywhere, something nasty."""

    def _there_and_back(self, rows, types=TYPES):
        query, parameters = values_of(rows, types)
        self.env.cr.execute(query, parameters)
        return self.env.cr.fetchall()

    def test_whatever_stands_in_a_value(self):
        nasty = {"a": "line\nline \\ ' \" {,} \\n NULL \u20ac"}
        rows = [
            (1, 0.5, "it's \\ a \"{}, NULL\n", nasty, "NULL"),
            (-2, None, "", None, None),
            (None, 3.0, None, [1, None, {}], "\n"),
        ]
        sent = [(*row[:3], row[3] and json.dumps(row[3]), row[4]) for row in rows]
        self.assertEqual(self._there_and_back(sent), rows)

    def test_one_row_of_nothing_stays_a_row_beside_another_column(self):
        rows = [(7, None, None, None, None)]
        self.assertEqual(self._there_and_back(rows), rows)

    def test_what_is_the_same_is_repeated(self):
        rows = [(number, 0.0, "done", None, "") for number in range(500)]
        self.assertEqual(self._there_and_back(rows), rows)
        same = [(1, 0.0, "done", {"x": 1}, "")] * 3
        sent = [(*row[:3], json.dumps(row[3]), row[4]) for row in same]
        self.assertEqual(self._there_and_back(sent), same)
