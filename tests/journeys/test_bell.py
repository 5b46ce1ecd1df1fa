"""A listener answers doorbells at once; without it, or when it is lost, others do.

The job runner of these servers is off: what is done at once was heard by the listener,
what is done late by the cron.
"""

import copy
import os
import signal
import time

import pytest
from hospital import Hospital, document
from lib import server
from lib.live import LiveServer

LISTENING = {"options": {"healthcare_listeners": "1"}, "channels": "root:0"}
AT_ONCE = 15
"""Seconds. The cron takes what has been due for thirty."""
LISTENERS = """
SELECT DISTINCT split_part(a.application_name, '-', 2)::int
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND l.classid = 1751478116 AND a.datname = %s
"""


def listeners(hospital):
    """Pids of the listeners of all servers on the database of ``hospital``."""
    return [pid for (pid,) in hospital.rows(LISTENERS, [hospital.live.database])]


def listening(hospital):
    """Wait for a listener; its pid."""
    hospital.wait("a listener", lambda: listeners(hospital), 30)
    return listeners(hospital)[0]


def groups(name, subjects, each, action="ok"):
    """Documents of several subjects, in their order."""
    return [
        [
            document(f"{name}-{subject}-{number}", action, f"{name}{subject}", number)
            for number in range(1, each + 1)
        ]
        for subject in range(subjects)
    ]


def check_once_in_order(hospital, name, count):
    """Each was applied once, and none before its forerunner."""
    probes = hospital.probes(name)
    assert len({number for number, *_rest in probes}) == len(probes) == count
    assert [row for row in probes if row[3] != row[2] - 1] == []


@pytest.fixture(scope="module")
def heard(partner):
    """A server with a listener and no job runner."""
    with Hospital("heard", partner.url, workers=3, **LISTENING) as live:
        listening(live)
        yield live


@pytest.fixture
def second(heard):
    """Another server on the same database, with a listener of its own."""
    live = LiveServer(heard.live.templates, heard.live.database, workers=3, **LISTENING)
    live.program.name += "-second"
    live.log = live.log.with_name(f"{live.log.stem}-second.log")
    live.log.unlink(missing_ok=True)
    other = copy.copy(heard)
    other.live = live
    try:
        live.start()
        yield other
    finally:
        live.stop()


def test_in_at_once(heard):
    """What a door accepts is done at once, with no job."""
    heard.post_all(groups("quick", 10, 5))
    wanted = {"done": 50}
    seconds = heard.wait("done", lambda: heard.states("quick") == wanted, AT_ONCE)
    print(f"50 documents in {seconds:.1f} s without the job runner")
    check_once_in_order(heard, "quick", 50)


def test_out_at_once(heard):
    """What a business transaction writes into the outbox leaves after its commit."""
    rows = [document(f"leave-{number}") for number in range(5)]
    uuids = heard.outbox("partner", rows)
    heard.wait("sent", lambda: set(heard.sent(uuids)) == {"sent"}, AT_ONCE)


def test_killed_and_born_again(heard):
    """200 documents; their listener is killed in the middle. Its successor looks by
    itself for what was rung meanwhile, and again when the lost lease has ended."""
    rows = groups("reborn", 20, 10, "slow")
    heard.post_all(rows[:10])
    pid = listening(heard)
    heard.wait("at work", lambda: heard.states("reborn").get("done"), AT_ONCE)
    heard.live.kill_worker(pid)
    heard.post_all(rows[10:])
    heard.wait("another", lambda: set(listeners(heard)) - {pid}, 30)
    wanted = {"done": 200}
    seconds = heard.wait("done", lambda: heard.states("reborn") == wanted, 28)
    print(f"200 documents done {seconds:.1f} s after the listener's successor came")
    check_once_in_order(heard, "reborn", 200)


def test_deaf(heard):
    """A listener that stands still hears nothing and says nothing: the cron comes."""
    pid = listening(heard)
    os.kill(pid, signal.SIGSTOP)
    try:
        heard.post_all(groups("deaf", 2, 5))
        wanted = {"done": 10}
        seconds = heard.wait("done", lambda: heard.states("deaf") == wanted, 120)
    finally:
        os.kill(pid, signal.SIGCONT)
    print(f"the cron came after {seconds:.1f} s")
    time.sleep(1)
    check_once_in_order(heard, "deaf", 10)


def test_database_restarted(heard):
    """A line that is cut is opened again, and what was rung meanwhile is looked for."""
    pid = listening(heard)
    heard.rows(
        "SELECT pg_terminate_backend(l.pid) FROM pg_locks l "
        "WHERE l.locktype = 'advisory' AND l.classid = 1751478116"
    )
    heard.post_all(groups("cut", 2, 5))
    wanted = {"done": 10}
    heard.wait("done", lambda: heard.states("cut") == wanted, AT_ONCE)
    assert listening(heard) == pid, "the same process listens"


def test_two_listeners(heard, second):
    """Both nodes hear every doorbell; each document is done once, in its order."""
    heard.wait("two listeners", lambda: len(listeners(heard)) == 2, 30)
    rows = groups("both", 20, 10)
    heard.post_all(rows[::2], threads=3)
    second.post_all(rows[1::2], threads=3)
    wanted = {"done": 200}
    heard.wait("done", lambda: heard.states("both") == wanted, 60)
    check_once_in_order(heard, "both", 200)


def workers(live):
    """Pids of what a server has started, but for its channel to the browsers."""
    return [pid for pid in live.worker_pids() if not server._is_evented(pid)]


def test_clean_stop(heard):
    """A server with a listener ends when asked, and leaves nobody behind."""
    live = heard.live
    began = time.monotonic()
    os.kill(server.processes(live.configuration)[0], signal.SIGTERM)
    # On a busy machine the parent takes its time to pass the word on.
    heard.wait("ended", lambda: not workers(live), 60)
    print(f"stopped in {time.monotonic() - began:.1f} s")
    live.stop()
    assert not listeners(heard)
    assert "Exception occurred" not in live.log_text()
    live.start()
    listening(heard)


def test_without_workers():
    """A server of one process listens in a thread; the addon may be server-wide."""
    options = {
        "healthcare_listeners": "1",
        "server_wide_modules": "base,rpc,web,queue_job,healthcare_integration_base",
    }
    with Hospital("thread", workers=0, options=options, channels="root:0") as live:
        listening(live)
        live.post_all(groups("thread", 2, 5), threads=2)
        wanted = {"done": 10}
        live.wait("done", lambda: live.states("thread") == wanted, AT_ONCE)
        check_once_in_order(live, "thread", 10)
        live.live.stop()
        assert " ERROR " not in live.live.log_text()
