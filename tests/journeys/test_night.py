"""The job runner is off: the cron alone does the work, poison and all."""

from balance import assert_balanced
from hospital import DEADLINE, document
from poison import check_alone, drained_once, fill, poison

COUNT = 200
CRON = 30 + 60
"""Seconds: the cron takes what is older than 30, once a minute."""


def test_cron_alone(night):
    """Doorbells that nobody answers, and a crash between the commit and the ring."""
    night.wait("by cron", lambda: night.states("night") == {"done": COUNT}, CRON + 20)
    night.wait("unrung", lambda: night.states("unrung") == {"done": 5}, CRON)
    assert night.value("SELECT count(*) FROM queue_job WHERE state = 'pending'")
    assert not night.value("SELECT count(*) FROM queue_job WHERE state = 'done'")
    seconds = night.value(
        "SELECT extract(epoch FROM max(done_at - accepted_at)) FROM healthcare_message "
        "WHERE idempotency_key ~ '^key:(night|unrung)-'"
    )
    print(f"by the cron within {seconds:.0f} s")
    assert seconds < CRON + 20


def test_defect_in_a_handler(night):
    """One bug among 500: 499 done, one exception, in one drain."""
    bad = drained_once(night, "bug", "bug")
    check_alone(night, "bug", bad, "failed", "BUG")


def test_broken_transaction(night):
    """One that breaks the SQL transaction among 500, in one drain."""
    bad = drained_once(night, "sql", "sql")
    check_alone(night, "sql", bad, "failed", "BUG")


def test_broken_transaction_that_is_hidden(night):
    """The handler swallows the error and says done: it is not done."""
    bad = drained_once(night, "swallowed", "swallowed")
    check_alone(night, "swallowed", bad, "failed", "BUG")


def test_somebody_holds_the_first_of_a_subject(night):
    """A row lock that passes does not let its successors overtake."""
    rows = [document(f"held-{number}", "ok", "held", number) for number in (1, 2, 3)]
    fill(night, [rows])
    night.shell(HELD)
    assert night.states("held") == {"done": 3}
    assert [number for number, *_rest in night.probes("held")] == [
        row["number"] for row in rows
    ]


HELD = """
import threading, time
drain = env["healthcare.drain"]
while batch := drain._claim("normal", 100):
    held, locked = threading.Event(), threading.Event()

    def hold():
        with env.registry.cursor() as cr:
            cr.execute("SELECT 1 FROM healthcare_message WHERE id = %s "
                       "FOR NO KEY UPDATE", [min(batch.ids)])
            locked.set()
            held.wait(1)

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(10)
    drain._work(batch)
    held.set()
    holder.join()
"""


def test_hooks_and_caches_of_a_failed_one(night):
    """What it left in its process is gone with its effect."""
    bad = poison(night, "hooked", "hooked")
    hooks, cached = night.shell(HOOKED)
    assert (hooks, cached) == ([], False)
    check_alone(night, "hooked", bad, "failed", "BUG")


HOOKED = """
from odoo.addons.test_healthcare_journeys.handlers.journey_probe import HOOKS
env["healthcare.drain"]._drain("normal")
env.cr.rollback()
result = [HOOKS, env["ir.config_parameter"].sudo().get_param("journey.cached")]
"""


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
    assert_balanced(night)
