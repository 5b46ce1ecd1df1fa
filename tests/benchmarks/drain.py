"""The drain: messages a second through one process, and how soon the first is handled.

Each case of ours takes messages from *received* to *done*, with attempts, lineage and
fsync. The opponents do the same work: a job of queue_job per message with the same
handler on a live server with five workers, and a bare loop of SKIP LOCKED on the same
table, which does nothing but one UPDATE per hundred rows. The server has a listener
for the first message after a quiet time. Acknowledgments and receipts of confirmed
orders are measured the same way.
"""

from pathlib import Path

from lib.live import LiveServer
from lib.shell import run_script

SCRIPT = Path(__file__).parent / "scripts" / "drain_in_odoo.py"
HANDLERS = Path(__file__).parent / "scripts" / "handlers_in_odoo.py"
NAMES = {
    "noop": "drain, trivial handler",
    "rows": "drain, handler creates a record",
    "poison": "drain, trivial handler, 1 % poison",
    "job_noop": "job per message, trivial handler",
    "job_rows": "job per message, handler creates a record",
    "bare": "bare loop",
}
WAITS = {
    "pickup": "message: commit to handler, idle",
    "job_pickup": "job: commit to handler, idle",
}
REAL = {
    "drain order_acknowledgment": "drain, 855 on confirmed orders",
    "job order_acknowledgment": "job per message, 855 on confirmed orders",
    "drain goods_receipt": "drain, stock receipt from JSON",
    "job goods_receipt": "job per message, stock receipt from JSON",
}


def run(workshop, report):
    """The product, a job per message on a live server, and a bare loop of SQL."""
    count, jobs = (2000, 100) if workshop.quick else (10_000, 400)
    database, jobs_database = workshop.database("drain"), workshop.database("jobs")
    program = workshop.program("drain", database)
    listening = {"healthcare_listeners": "1"}
    with LiveServer(
        workshop.templates, jobs_database, workers=5, options=listening
    ) as live:
        live.wait_for_runner()
        answer = run_script(
            program,
            database,
            SCRIPT.read_text(),
            {
                "runs": report.runs,
                "count": count,
                "jobs": jobs,
                "jobs_database": jobs_database,
                "server": str(live.configuration),
            },
        )
    for key, name in NAMES.items():
        report.add(name, answer["samples"][key], "messages/s")
    for key, name in WAITS.items():
        report.add(name, answer["samples"][key], "ms")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    _real_handlers(workshop, report)
    report.ratio(NAMES["noop"], NAMES["job_noop"], 60)
    report.ratio(NAMES["rows"], NAMES["job_rows"], 40)
    report.ratio(NAMES["noop"], NAMES["bare"], 0.3)
    report.ratio(NAMES["poison"], NAMES["noop"], 0.4)
    report.ratio(WAITS["job_pickup"], WAITS["pickup"], 1)
    for kind in ("order_acknowledgment", "goods_receipt"):
        report.ratio(REAL[f"drain {kind}"], REAL[f"job {kind}"], 1)


def _real_handlers(workshop, report):
    """What Odoo's own posting leaves of the gain: the two handlers of procurement."""
    database = workshop.database("handlers")
    with LiveServer(workshop.templates, database, workers=5) as live:
        live.wait_for_runner()
        answer = run_script(
            workshop.program("handlers", database),
            database,
            HANDLERS.read_text(),
            {"runs": report.runs, "count": 20 if workshop.quick else 40},
        )
    for key, name in REAL.items():
        report.add(name, answer["samples"][key], "messages/s")
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
