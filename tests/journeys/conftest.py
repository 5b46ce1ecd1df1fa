"""The servers of the journeys: started once, stopped at the end by their own pids."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hospital import Hospital, document  # noqa: E402
from partner import Partner, SilentPartner  # noqa: E402


@pytest.fixture(scope="session")
def partner():
    """A partner whose answers the test decides."""
    with Partner() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def silent():
    """A partner that takes the request and never answers."""
    with SilentPartner() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def hospital(partner, silent, night):
    """A server with workers, the job runner and the cron.

    The server by night starts before it, because its cron takes its time. The first
    act here takes longest as well: a message to the silent partner, whose sender is
    killed; when its lease has ended, ``lost`` (the uuids of that message and its
    successor) must be uncertain.
    """
    with Hospital("day", partner.url, silent.url, workers=6) as live:
        live.live.wait_for_runner()
        rows = [document(f"lost-{number}", "ok", "lost", number) for number in (1, 2)]
        live.lost = live.outbox("silent", rows)
        live.wait("a call", lambda: silent.caller(live.live.worker_pids()), 20)
        live.live.kill_worker(silent.caller(live.live.worker_pids()))
        yield live


@pytest.fixture(scope="session")
def night():
    """A server whose job runner is off: only the cron works.

    Its first messages are posted at once, and some are stored by a door that is lost
    between its commit and the doorbell.
    """
    with Hospital("night", workers=2, channels="root:0") as live:
        subjects = range(20)
        live.post_all(
            [
                [
                    document(
                        f"night-{subject}-{number}", "ok", f"night{subject}", number
                    )
                    for number in range(1, 11)
                ]
                for subject in subjects
            ]
        )
        for number in range(5):
            live.store(document(f"unrung-{number}"))
        yield live
