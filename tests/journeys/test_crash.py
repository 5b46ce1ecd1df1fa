"""PostgreSQL is killed while doors accept, drains work and messages leave.

At the end every message that was promised is there, everything is done once and in
order, and what left without an answer is a question with an owner.
"""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from balance import assert_balanced
from durable import DurableHospital
from hospital import document
from partner import Partner

SUBJECTS, EACH = 24, 10
LEAVING = 40


class SlowPartner(Partner):
    """Takes half a second for each answer, so that a crash meets a call."""

    def _answer(self, key, body):
        answer = super()._answer(key, body)
        time.sleep(0.5)
        return answer


@pytest.fixture(scope="module")
def storm():
    """A hospital on a PostgreSQL that may be killed, with a slow partner."""
    with (
        SlowPartner() as partner,
        DurableHospital("storm", partner.url, workers=5) as live,
    ):
        live.live.wait_for_runner()
        live.partner = partner
        yield live


class Client:
    """A partner's sender: repeats each document until it is taken, as partners do.

    ``taken`` maps the number of each document to the uuid of its 202.
    """

    def __init__(self, hospital):
        self.hospital = hospital
        self.taken = {}
        self.refused = 0
        self.end = time.monotonic() + 300

    def send(self, documents):
        """Send in order; the next only after the one before was taken."""
        for data in documents:
            while data["number"] not in self.taken:
                assert time.monotonic() < self.end, "the door stayed closed"
                self._try(data)

    def _try(self, data):
        try:
            status, body = self.hospital.post(data)
        except (OSError, http.client.HTTPException, ValueError):
            # Closed in mid-sentence, or an error page of the server itself.
            status, body = 0, {}
        if status == 202:
            self.taken[data["number"]] = body["id"]
        else:
            self.refused += 1
            time.sleep(0.2)


def crash_when(hospital, condition):
    """Kill PostgreSQL in the moment in which ``condition()`` holds."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "the moment to crash did not come"
        time.sleep(0.05)
    hospital.crash()


def test_postgresql_dies_twice(storm):
    """While 240 documents are accepted and applied, and 40 are sent."""
    leaving = storm.outbox(
        "partner", [document(f"leave-{n}", "ok", f"leave-{n}") for n in range(LEAVING)]
    )
    client = Client(storm)
    groups = [
        [
            document(f"storm-{subject}-{number}", "slow", f"storm{subject}", number)
            for number in range(1, EACH + 1)
        ]
        for subject in range(SUBJECTS)
    ]
    with ThreadPoolExecutor(6) as pool:
        clients = [pool.submit(client.send, group) for group in groups]
        crash_when(storm, lambda: len(client.taken) >= 60 and storm.partner.received)
        crash_when(storm, lambda: len(client.taken) >= 150)
        for sender in clients:
            sender.result()
    assert len(client.taken) == SUBJECTS * EACH
    assert_promises_are_rows(storm, client)
    wanted = {"done": SUBJECTS * EACH}
    seconds = storm.wait("done", lambda: storm.states("storm") == wanted, 200)
    print(f"{client.refused} requests refused; all done {seconds:.0f} s after the last")
    probes = storm.probes("storm")
    assert len({number for number, *_rest in probes}) == len(probes) == SUBJECTS * EACH
    assert [row for row in probes if row[3] != row[2] - 1] == []
    assert_sent_once(storm, leaving)
    assert_balanced(storm)


def assert_promises_are_rows(hospital, client):
    """Every uuid that stood in a 202 is a message with the bytes of its document."""
    rows = dict(
        hospital.rows(
            "SELECT uuid, idempotency_key FROM healthcare_message WHERE uuid = ANY(%s)",
            [list(client.taken.values())],
        )
    )
    for number, uuid in client.taken.items():
        assert rows.get(uuid) == f"key:{number}"


def assert_sent_once(hospital, uuids):
    """Nothing was sent twice; what nobody knows about has an owner."""
    ended = {"sent", "acknowledged", "uncertain"}
    hospital.wait("sent", lambda: set(hospital.sent(uuids)) <= ended, 300)
    with hospital.partner.lock:
        keys = [key for _when, key, body in hospital.partner.received]
    states = dict(zip(uuids, hospital.sent(uuids), strict=True))
    lost = [uuid for uuid, state in states.items() if state == "uncertain"]
    print(f"{len(lost)} of {len(uuids)} uncertain")
    for uuid, state in states.items():
        calls = keys.count(uuid)
        assert calls == 1 if state != "uncertain" else calls <= 1, (state, calls)
    asked = hospital.rows(
        "SELECT m.uuid FROM healthcare_exception e JOIN healthcare_message m "
        "ON m.id = e.message_id WHERE e.code = 'UNCERTAIN_DELIVERY' "
        "AND e.user_id IS NOT NULL AND e.state = 'open'"
    )
    assert sorted(uuid for (uuid,) in asked) == sorted(lost)


def test_the_runner_is_killed(storm):
    """The process that hands out jobs dies; it comes back, nothing is done twice."""
    rows = [document(f"runner-{n}", "slow", f"runner{n % 5}", n) for n in range(40)]
    pid = runner(storm)
    killer = threading.Timer(0.3, lambda: storm.live.kill_worker(pid))
    killer.start()
    for row in rows:
        assert storm.post(row)[0] == 202
    killer.join()
    storm.wait("done", lambda: storm.states("runner") == {"done": len(rows)}, 120)
    numbers = [number for number, *_rest in storm.probes("runner")]
    assert len(set(numbers)) == len(numbers) == len(rows)
    storm.wait("a new runner", lambda: runner(storm) not in (None, pid), 90)
    assert_balanced(storm)


def runner(hospital):
    """The process that holds the job runner's advisory lock, or None."""
    rows = hospital.rows(
        "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a "
        "ON a.pid = l.pid WHERE l.locktype = 'advisory' "
        "AND ((l.classid::bigint << 32) | l.objid::bigint) = 2293787760715711918"
    )
    words = [name.rpartition("-")[2] for (name,) in rows]
    pids = [int(word) for word in words if word.isdigit()]
    return next((pid for pid in pids if pid in hospital.live.worker_pids()), None)
