"""Remittances: posting per claim through the product, and in a plain loop."""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parent / "scripts" / "claims_in_odoo.py"
CASES = {
    "product": "835 posted, matched, reconciled",
    "loop": "plain loop: an entry per claim, reconciled",
}


def run(workshop, report):
    """The same payment both ways; every round is rolled back."""
    database = workshop.database("claims")
    answer = run_script(
        workshop.program("claims", database),
        database,
        SCRIPT.read_text(),
        {"runs": report.runs, "count": 50 if workshop.quick else 300},
    )
    for key, name in CASES.items():
        report.add(name, answer["samples"][key], "claims/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    report.ratio(CASES["product"], CASES["loop"], 2.5)
