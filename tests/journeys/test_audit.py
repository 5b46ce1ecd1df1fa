"""The chain of the audit trail under two writers and a commit that comes late."""

import contextlib
import threading

import psycopg2

SEAL = 'result = env["healthcare.audit.seal"]._cron_seal()'
VERIFY = 'result = env["healthcare.audit.seal"]._verify()[0]'
INSERT = """
    INSERT INTO healthcare_audit_entry (event, logged_at, user_id)
    VALUES (%s, timezone('UTC', clock_timestamp()), 1) RETURNING id
"""
SEALED = """
    SELECT e.event, s.position FROM healthcare_audit_entry e
      LEFT JOIN healthcare_audit_seal s ON s.entry_id = e.id
     WHERE e.event LIKE 'journey.%%' ORDER BY s.position NULLS LAST
"""


def seal_twice(hospital):
    """Two writers at once, beside the cron of the server."""
    writers = [
        threading.Thread(target=hospital.shell, args=(SEAL,)) for _number in range(2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def test_a_late_commit_is_sealed_late_and_never_skipped(night):
    """What took its number first and committed last comes last in the chain."""
    with contextlib.closing(psycopg2.connect(**night.settings)) as late:
        with late.cursor() as cursor:
            cursor.execute(INSERT, ["journey.late"])
        for number in range(5):
            night.rows(INSERT, [f"journey.early{number}"])
        seal_twice(night)
        found = dict(night.rows(SEALED))
        assert "journey.late" not in found
        assert all(found.values())
        late.commit()
    seal_twice(night)
    found = night.rows(SEALED)
    assert found[-1][0] == "journey.late"
    assert found[-1][1] is not None
    positions = [
        row[0] for row in night.rows("SELECT position FROM healthcare_audit_seal")
    ]
    assert sorted(positions) == list(range(1, len(positions) + 1))
    assert not night.value("SELECT count(*) FROM healthcare_audit_unsealed")
    assert night.shell(VERIFY) is None
