"""Sending: in order per subject, never blindly twice, by what the partner says."""

from hospital import document


def test_order_and_answers(hospital, partner):
    """429, 500 and 400 each have their consequence, for their own subject only."""
    partner.answers["turn-a1"] = [(429, {"Retry-After": "4"}), (500, {})]
    partner.answers["turn-c1"] = [(400, {})]
    rows = [
        document(f"turn-{subject}{number}", "ok", f"turn-{subject}", number)
        for number in (1, 2, 3)
        for subject in "abc"
    ]
    uuids = hospital.outbox("partner", rows)
    finished = {"sent", "refused"}
    hospital.wait("answered", lambda: set(hospital.sent(uuids)) <= finished, 90)
    assert hospital.sent(uuids).count("refused") == 1
    sent = [
        next(row["number"] for row in rows if row["number"] in body)
        for _when, _key, body in partner.received
        if "turn-" in body
    ]
    for subject in "abc":
        own = [number for number in sent if number.startswith(f"turn-{subject}")]
        assert own == sorted(own), own
    assert sent.count("turn-a1") == 3 and sent.count("turn-c1") == 1
    first, second, third = partner.times("turn-a1")
    assert second - first >= 4 and third - second >= 0.8
    # Nobody called while the partner wanted to be left alone, but for a call that was
    # under way; then the others did not wait for the one that failed again.
    early = [when for when in partner.times("turn-") if first < when < first + 4]
    assert len(early) <= 1
    assert max(partner.times("turn-b3")) < third
    keys = {key for _when, key, body in partner.received if "turn-a1" in body}
    assert keys == {uuids[0]}
    codes = hospital.rows(
        "SELECT e.code FROM healthcare_exception e JOIN healthcare_message m "
        "ON m.id = e.message_id WHERE m.uuid = ANY(%s)",
        [uuids],
    )
    assert codes == [("DELIVERY_REFUSED",)]


def test_written_during_a_drain(hospital, partner):
    """A message younger than the transaction of the job that sends it."""
    uuids = hospital.shell(YOUNG)
    hospital.wait("sent", lambda: hospital.sent(uuids) == ["sent"], 30)
    assert len(partner.times("young-1")) == 1


YOUNG = """
from odoo.addons.healthcare_integration_base.canonical import from_json
env.cr.execute("SELECT 1")  # the snapshot of a job is taken before it drains
flow = env["healthcare.flow"].search(
    [("connection_id.code", "=", "partner"), ("direction", "=", "out")])
with env.registry.cursor() as cr:
    other = flow.with_env(env(cr=cr))
    document = from_json({"kind": "journey_probe", "number": "young-1"})
    message = other.env["healthcare.message"]._outbox(other, document)
    result = [message.uuid]
    cr.postcommit.clear()
env["healthcare.drain"]._drain("normal")
"""


def test_killed_while_sending(hospital, silent):
    """Nobody knows whether it arrived: a person is asked, nothing is sent again."""
    uuids = hospital.lost
    seconds = hospital.wait(
        "uncertain", lambda: hospital.sent(uuids)[0] == "uncertain", 200
    )
    print(f"uncertain after another {seconds:.1f} s")
    assert hospital.sent(uuids)[1] in ("due", "parked")
    assert silent.calls == 1
    rows = hospital.rows(
        "SELECT m.uuid, e.code, e.user_id IS NOT NULL FROM healthcare_exception e "
        "JOIN healthcare_message m ON m.id = e.message_id WHERE m.uuid = ANY(%s)",
        [uuids],
    )
    assert rows == [(uuids[0], "UNCERTAIN_DELIVERY", True)]
    attempts = hospital.rows(
        "SELECT a.stage, a.state FROM healthcare_message_attempt a "
        "JOIN healthcare_message m ON m.id = a.message_id WHERE m.uuid = %s "
        "ORDER BY a.id",
        [uuids[0]],
    )
    assert attempts[0] == ("send", "sending") and attempts[-1][1] == "uncertain"
