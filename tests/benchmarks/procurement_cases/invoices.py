"""Invoices of five lines: matched and posted together, and one by one."""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parents[1] / "scripts" / "invoices_in_odoo.py"
CASES = {
    "matching": "invoices of 5 lines compared, nothing written",
    "batch": "invoices of 5 lines matched and posted, one batch",
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
        {
            "runs": report.runs,
            "count": 60 if workshop.quick else 1000,
            "part": 60 if workshop.quick else 150,
        },
    )
    for key, name in CASES.items():
        report.add(name, answer["samples"][key], "invoices/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    slowest = min(row["value"] for row in answer["samples"]["matching"])
    report.check("matching itself under 2 ms an invoice", slowest > 500, True)
    report.ratio(CASES["batch"], CASES["single"], 2.5)
    report.ratio(CASES["batch"], CASES["plain"], 2.5)
