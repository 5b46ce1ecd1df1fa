"""The job runner is off: the cron alone does the work, poison and all."""

import time

from hospital import DEADLINE, document
from poison import check_alone, drained_once

COUNT = 200
CRON = 30 + 60
"""Seconds: the cron takes what is older than 30, once a minute."""


def test_defect_in_a_handler(night):
    """One bug among 200: 199 done, one exception, in one drain."""
    bad = drained_once(night, "bug", "bug")
    check_alone(night, "bug", bad, "failed", "BUG")


def test_broken_transaction(night):
    """One that breaks the SQL transaction among 200, in one drain."""
    bad = drained_once(night, "sql", "sql")
    check_alone(night, "sql", bad, "failed", "BUG")


def test_broken_transaction_that_is_hidden(night):
    """The handler swallows the error and says done: it is not done."""
    bad = drained_once(night, "swallowed", "swallowed")
    check_alone(night, "swallowed", bad, "failed", "BUG")


def test_cron_alone(night):
    """Doorbells that nobody answers, and a crash between the commit and the ring."""
    began = time.monotonic()
    groups = [
        [document(f"night-{s}-{n}", "ok", f"night{s}", n) for n in range(1, 11)]
        for s in range(COUNT // 10)
    ]
    night.post_all(groups)
    for number in range(5):
        night.store(document(f"unrung-{number}"))
    rang = night.value("SELECT count(*) FROM queue_job WHERE state = 'pending'")
    assert rang >= 1, "the doorbell was rung, and nobody is there"
    night.wait("by cron", lambda: night.states("night") == {"done": COUNT}, CRON + 20)
    night.wait("unrung", lambda: night.states("unrung") == {"done": 5}, CRON)
    print(f"by the cron within {time.monotonic() - began:.0f} s")
    assert not night.value("SELECT count(*) FROM queue_job WHERE state = 'done'")


def test_runner_is_back(night):
    """All the old doorbells ring at once: nothing is done twice."""
    before = night.value("SELECT count(*) FROM journey_probe")
    night.restart(channels="root:4,root.healthcare:3")
    night.live.wait_for_runner()

    def answered():
        return not night.value(
            "SELECT count(*) FROM queue_job WHERE state <> 'done' "
            "AND (eta IS NULL OR eta < timezone('UTC', now()))"
        )

    night.wait("old doorbells answered", answered, DEADLINE)
    assert night.value("SELECT count(*) FROM journey_probe") == before
    numbers = "SELECT count(DISTINCT number) FROM journey_probe"
    assert night.value(numbers) == before
    rows = night.probes("night")
    assert [row for row in rows if row[3] != row[2] - 1] == []
