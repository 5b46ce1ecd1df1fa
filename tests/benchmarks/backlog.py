"""Old rows: claims, screens and the drain beside a million messages.

Two databases: ten thousand messages and a million, a tenth of each due, a thousand of
each from the last 24 hours. Counts and groups by connection, flow, document, state or
direction read the rollup; lists and groups of the last day read the messages. All
messages by day are not offered there (a day depends on the reader's time zone): the
screen "Messages by day" reads the rollup.
"""

from pathlib import Path

from lib.shell import run_script

SCRIPT = Path(__file__).parent / "scripts" / "backlog_in_odoo.py"
SOON = 300
"""Milliseconds within which an unfiltered group-by answers."""


def run(workshop, report):
    """The same questions beside few and beside many messages."""
    small, large = (2000, 100_000) if workshop.quick else (10_000, 1_000_000)
    few, many = workshop.database("empty"), workshop.database("full")
    answer = run_script(
        workshop.program("backlog", few),
        few,
        SCRIPT.read_text(),
        {
            "runs": report.runs,
            "count": 1000 if workshop.quick else 5000,
            "small": small,
            "large": large,
            "full": many,
        },
    )
    for what, found, expected in answer["checks"]:
        report.check(what, found, expected)
    sizes = {"small": f"{small:,}", "large": f"{large:,}"}
    for key, samples in answer["samples"].items():
        name, _bar, size = key.rpartition(" / ")
        unit = "messages/s" if name == "drain" else "ms"
        report.add(f"{name}, {sizes[size]}", samples, unit)
    for key in answer["samples"]:
        name, _bar, size = key.rpartition(" / ")
        if size == "small":
            _judge(report, name, sizes)


def _judge(report, name, sizes):
    few, many = (f"{name}, {sizes[size]}" for size in ("small", "large"))
    if name == "drain":
        report.ratio(many, few, 0.9)
    elif name.endswith(", all"):
        report.within(many, SOON)
    else:
        report.ratio(few, many, 0.5)
