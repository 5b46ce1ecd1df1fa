"""The buyer's lists and counts with 100,000 orders in the database."""

from pathlib import Path

from lib.shell import run_script

SCRIPTS = Path(__file__).parents[1] / "scripts"
PARTS = ("lists_rows_in_odoo.py", "lists_in_odoo.py")
LIMIT_MS = 300


def run(workshop, report):
    """Every list, group and tile as the web client asks for it."""
    database = workshop.database("procurement_lists")
    answer = run_script(
        workshop.program("procurement-lists", database),
        database,
        "".join((SCRIPTS / part).read_text() for part in PARTS),
        {"runs": report.runs + 2, "orders": 20_000 if workshop.quick else 100_000},
    )
    for name, rows in answer["samples"].items():
        report.add(name, rows, "ms")
        report.within(name, LIMIT_MS)
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
