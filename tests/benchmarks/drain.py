"""The drain: messages opened and applied per second in one process."""

from pathlib import Path

from lib.live import LiveServer
from lib.shell import run_script

SCRIPT = Path(__file__).parent / "scripts" / "drain_in_odoo.py"


def run(workshop, report):
    """The product, a job per message on a live server, and a bare loop of SQL."""
    count, jobs = (1000, 100) if workshop.quick else (5000, 400)
    database, jobs_database = workshop.database("drain"), workshop.database("jobs")
    program = workshop.program("drain", database)
    with LiveServer(workshop.templates, jobs_database, workers=5) as live:
        live.wait_for_runner()
        answer = run_script(
            program,
            database,
            SCRIPT.read_text(),
            {
                "mode": "drain",
                "runs": report.runs,
                "count": count,
                "jobs": jobs,
                "jobs_database": jobs_database,
                "server": str(live.configuration),
            },
        )
    names = {
        "noop": "drain, no-op handler",
        "rows": "drain, handler creates a record",
        "job": "job per message, handler creates a record",
        "bare": "bare loop",
    }
    for key, name in names.items():
        report.add(name, answer["samples"][key], "messages/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    report.ratio(names["noop"], names["bare"], 0.6)
    report.ratio(names["rows"], names["job"], 40)
