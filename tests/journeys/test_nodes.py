"""Two Odoo servers on one database, one of which is lost with everything it does."""

import copy
import signal

import pytest
from hospital import DEADLINE, document
from lib import server
from lib.live import LiveServer

SUBJECTS, EACH, LEAVING = 20, 10, 20


@pytest.fixture
def second(hospital):
    """Another server on the database of the first; the first is started again."""
    live = LiveServer(hospital.live.templates, hospital.live.database, workers=5)
    live.program.name += "-second"
    live.log = live.log.with_name(f"{live.log.stem}-second.log")
    live.log.unlink(missing_ok=True)
    live.start()
    other = copy.copy(hospital)
    other.live = live
    try:
        yield other
    finally:
        live.stop()
        hospital.restart()


def kill(hospital):
    """Lose a whole machine: every process of a server at once."""
    server._signal(server.processes(hospital.live.configuration), signal.SIGKILL)
    hospital.live.child.wait()


def ring(hospital):
    """Ring one doorbell, as a button would."""
    hospital.shell("env['healthcare.drain']._ring('normal'); env.cr.commit()")


def test_one_of_two_nodes_is_lost(hospital, second, partner):
    """200 documents at two doors and 20 on their way out; one node dies in the middle.

    The other takes over the job runner and finishes: each once, in order.
    """
    groups = [
        [
            document(f"node-{subject}-{number}", "slow", f"node{subject}", number)
            for number in range(1, EACH + 1)
        ]
        for subject in range(SUBJECTS)
    ]
    door = "UPDATE healthcare_connection SET state = %s WHERE code = 'door'"
    hospital.rows(door, ["suspended"])
    hospital.post_all(groups[::2], threads=3)
    second.post_all(groups[1::2], threads=3)
    leaving = hospital.outbox(
        "partner", [document(f"gone-{n}", "ok", f"gone-{n}") for n in range(LEAVING)]
    )
    hospital.rows(door, ["live"])
    ring(hospital)
    hospital.wait("a drain at work", hospital.drainers, 60)
    kill(hospital)
    done = second.states("node").get("done", 0)
    assert done < SUBJECTS * EACH
    print(f"a node died with {done} of {SUBJECTS * EACH} done")
    total = {"done": SUBJECTS * EACH}
    seconds = second.wait("done", lambda: second.states("node") == total, DEADLINE)
    print(f"the other finished after {seconds:.1f} s")
    probes = second.probes("node")
    assert len({number for number, *_rest in probes}) == len(probes) == SUBJECTS * EACH
    assert [row for row in probes if row[3] != row[2] - 1] == []
    ended = {"sent", "uncertain"}
    second.wait("sent", lambda: set(second.sent(leaving)) <= ended, 200)
    keys = [key for _when, key, body in partner.received if "gone-" in body]
    assert len(keys) == len(set(keys)), "nothing was sent twice"
    states = dict(zip(leaving, second.sent(leaving), strict=True))
    assert {key for key, state in states.items() if state == "sent"} <= set(keys)
