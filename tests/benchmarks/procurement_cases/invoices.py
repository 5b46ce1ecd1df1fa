"""Invoices matched three ways: facts taken for the whole batch, and one by one."""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parents[1] / "scripts" / "invoices_in_odoo.py"
CASES = {
    "batch": "invoices matched and posted, one batch",
    "single": "the same, a batch per invoice",
    "plain": "bills created and posted one by one, unmatched",
}


def run(workshop, report):
    """The same received orders billed in three ways; every round is rolled back."""
    database = workshop.database("procurement_invoices")
    answer = run_script(
        workshop.program("procurement-invoices", database),
        database,
        SCRIPT.read_text(),
        {"runs": report.runs, "count": 15 if workshop.quick else 60},
    )
    for key, name in CASES.items():
        report.add(name, answer["samples"][key], "invoices/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    report.ratio(CASES["batch"], CASES["single"], 1.5)
    report.ratio(CASES["batch"], CASES["plain"], 0.9)
