"""A supplier's price list, received by the product and by Odoo's own import."""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parents[1] / "scripts" / "catalogue_in_odoo.py"
CASES = {
    "list first": "price list: first time",
    "load first": "load(): first time",
    "list 1%": "price list: 1 % changed",
    "load 1%": "load(): 1 % changed",
    "list unchanged": "price list: nothing changed",
    "load unchanged": "load(): nothing changed",
}
AIMS = {"first": 2.5, "1%": 50, "unchanged": 150}


def run(workshop, report):
    """100,000 rows; ``load()`` is measured once each, it takes minutes."""
    database = workshop.database("catalogue")
    answer = run_script(
        workshop.program("catalogue", database),
        database,
        SCRIPT.read_text(),
        {"runs": report.runs, "count": 10_000 if workshop.quick else 100_000},
    )
    for key, name in CASES.items():
        report.add(name, answer["samples"][key], "rows/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    for key, aim in AIMS.items():
        report.ratio(CASES[f"list {key}"], CASES[f"load {key}"], aim)
