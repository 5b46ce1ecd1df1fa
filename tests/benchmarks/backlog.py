"""Old rows: does a table full of finished messages slow the drain down?"""

from drain import SCRIPT
from lib.shell import run_script


def run(workshop, report):
    """The same work beside nothing and beside many finished messages."""
    done = 20_000 if workshop.quick else 200_000
    empty, full = workshop.database("empty"), workshop.database("full")
    answer = run_script(
        workshop.program("backlog", empty),
        empty,
        SCRIPT.read_text(),
        {
            "mode": "backlog",
            "runs": report.runs,
            "count": 1000 if workshop.quick else 3000,
            "done": done,
            "full": full,
        },
    )
    names = {"empty": "empty table", "full": f"{done:,} finished messages"}
    for key, name in names.items():
        report.add(name, answer["samples"][key], "messages/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    report.ratio(names["full"], names["empty"], 0.9)
