"""5,000 documents within a minute: users go on working, the queue rises and falls."""

import http.client
import json
import threading
import time
import xmlrpc.client

from hospital import SECRET, document

from odoo.addons.healthcare_integration_base.signature import sign

BATCHES, EACH = 5, 1000
UNSETTLED = (
    "SELECT count(*) FROM healthcare_message WHERE idempotency_key LIKE 'key:spike-%' "
    "AND state IN ('received', 'due', 'leased', 'retry')"
)


class User(threading.Thread):
    """Writes down a contact now and then; ``seconds`` says how long each time took."""

    def __init__(self, hospital):
        super().__init__(daemon=True)
        self.url, self.database = hospital.live.url, hospital.live.database
        self.seconds, self.ending = [], threading.Event()

    def run(self):
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        uid = common.authenticate(self.database, "admin", "admin", {})
        models = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object")
        while not self.ending.wait(0.2):
            began = time.monotonic()
            row = [{"name": f"spike {len(self.seconds)}"}]
            models.execute_kw(
                self.database, uid, "admin", "res.partner", "create", [row]
            )
            self.seconds.append(time.monotonic() - began)


def post_batch(hospital, number):
    """One signed batch of a thousand documents, each under its own key."""
    lines = [
        {
            "key": f"spike-{number}-{line}",
            "document": document(f"spike-{number}-{line}"),
        }
        for line in range(EACH)
    ]
    body = "\n".join(map(json.dumps, lines)).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-ndjson",
        "webhook-id": f"spike-{number}",
        "webhook-timestamp": stamp,
        "webhook-signature": sign(SECRET, f"spike-{number}", stamp, body),
    }
    wire = http.client.HTTPConnection("127.0.0.1", hospital.live.port, timeout=60)
    wire.request("POST", "/healthcare/v1/door/probe/batch", body, headers)
    answer = wire.getresponse()
    text = answer.read().decode()
    wire.close()
    assert answer.status == 202, text[:500]
    assert len(text.splitlines()) == EACH


def test_a_spike_is_buffered(hospital):
    """Nobody waits for the queue, and nothing of it is lost."""
    user = User(hospital)
    user.start()
    began = time.monotonic()
    for number in range(BATCHES):
        post_batch(hospital, number)
    taken = time.monotonic() - began
    depth = [hospital.value(UNSETTLED)]

    def drained():
        depth.append(hospital.value(UNSETTLED))
        return not depth[-1]

    seconds = hospital.wait("drained", drained, 120)
    user.ending.set()
    user.join(30)
    print(
        f"taken in {taken:.1f} s, at most {max(depth)} deep, empty {seconds:.1f} s "
        f"later; {len(user.seconds)} acts of a user, at most {max(user.seconds):.1f} s"
    )
    assert taken < 60 and max(depth) > 500
    assert hospital.states("spike") == {"done": BATCHES * EACH}
    numbers = "SELECT count(DISTINCT number) FROM journey_probe WHERE number LIKE %s"
    assert hospital.value(numbers, ["spike-%"]) == BATCHES * EACH
    # A spike that is over in two seconds leaves time for one act.
    assert user.seconds and max(user.seconds) < 10
