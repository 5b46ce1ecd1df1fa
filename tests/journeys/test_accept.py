"""The signed door: one message per key, however often and at once it is posted."""

from concurrent.futures import ThreadPoolExecutor

from hospital import document

AT_ONCE = 100


def test_same_key_at_once(hospital):
    """One message; everybody else hears that he repeats it."""
    data = document("once-1")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _n: hospital.post(data), range(AT_ONCE)))
    assert {status for status, _body in answers} == {202}
    assert len({body["id"] for _status, body in answers}) == 1
    repeats = [body for _status, body in answers if body.get("duplicate")]
    assert len(repeats) == AT_ONCE - 1
    hospital.wait("done", lambda: hospital.states("once") == {"done": 1}, 30)
    assert len(hospital.probes("once")) == 1
    duplicates = hospital.value(
        "SELECT count(*) FROM healthcare_message d JOIN healthcare_message m "
        "ON m.id = d.duplicate_of_id WHERE m.idempotency_key = 'key:once-1' "
        "AND d.state = 'duplicate'"
    )
    assert duplicates == AT_ONCE - 1


def test_same_key_other_content(hospital):
    """Refused, kept for a person to compare, and without effect."""
    first = document("key-1")
    assert hospital.post(first)[0] == 202
    hospital.wait("done", lambda: hospital.states("key") == {"done": 1}, 30)
    status, problem = hospital.post(document("key-2"), key="key-1")
    assert (status, problem["code"]) == (409, "key.conflict")
    rows = hospital.rows(
        "SELECT m.state, e.code, e.user_id IS NOT NULL FROM healthcare_message m "
        "JOIN healthcare_exception e ON e.message_id = m.id WHERE m.uuid = %s",
        [problem["id"]],
    )
    assert rows == [("conflict", "KEY_CONFLICT", True)]
    assert [number for number, *_rest in hospital.probes("key")] == ["key-1"]
    # The first content under its key is still only a repeat.
    assert hospital.post(first)[1]["duplicate"] is True


def test_forged_and_late_requests(hospital):
    """Nothing is stored for a request that does not prove where it comes from."""
    before = hospital.value("SELECT count(*) FROM healthcare_message")
    assert hospital.post(document("forged-1"), secret="whsec_" + "A" * 32)[0] == 401
    assert hospital.post(document("forged-2"), age=600)[0] == 401
    assert hospital.post(document("forged-3"), flow="files/probe")[0] == 403
    assert hospital.post(document("forged-4"), flow="door/nothing")[0] == 404
    assert hospital.value("SELECT count(*) FROM healthcare_message") == before


def test_waiting_and_retry(hospital):
    """What waits goes on when its dependency arrives; a busy moment passes."""
    hospital.post(document("late-1", "waiting"))
    hospital.post(document("late-2", "retry"))
    hospital.post(document("late-3", "rejected"))
    expected = {"waiting": 1, "done": 1, "rejected": 1}
    hospital.wait("retried", lambda: hospital.states("late") == expected, 60)
    hospital.post(document("late-1-go"))
    expected = {"done": 3, "rejected": 1}
    seconds = hospital.wait("released", lambda: hospital.states("late") == expected, 30)
    print(f"released {seconds:.1f} s after the arrival")
    assert hospital.exceptions("late") == [("REJECTED_DOCUMENT", "key:late-3")]
