"""Receipts of a warehouse booked in one batch, and one by one."""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parents[1] / "scripts" / "receipts_in_odoo.py"
CASES = {
    "batch": "receipts of a site, one batch",
    "single": "the same receipts, one by one",
    "plain": "receipts validated one by one by hand, unchecked",
}
AIM = 1.3


def run(workshop, report):
    """The same open orders received in three ways; every round is rolled back."""
    database = workshop.database("procurement_receipts")
    answer = run_script(
        workshop.program("procurement-receipts", database),
        database,
        SCRIPT.read_text(),
        {"runs": report.runs, "count": 50 if workshop.quick else 500},
    )
    for key, name in CASES.items():
        report.add(name, answer["samples"][key], "receipts/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    report.ratio(CASES["batch"], CASES["single"], AIM)
    report.ratio(CASES["batch"], CASES["plain"], 1.0)
