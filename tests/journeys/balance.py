"""Accepted = done + excepted + parked: every message is in a state somebody owns."""

DONE = ("done", "partly", "duplicate", "skipped", "sent", "acknowledged")

STATEMENT = """
SELECT count(*) AS accepted,
       count(*) FILTER (WHERE m.state = ANY(%(done)s)) AS done,
       count(*) FILTER (WHERE m.state = ANY(%(stuck)s) AND asked.found) AS excepted,
       count(*) FILTER (WHERE m.state = 'parked'
                           OR m.state = 'waiting' AND m.dependency IS NOT NULL
                           OR m.state = 'due' AND held.found) AS parked
  FROM healthcare_message m
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT 1 FROM healthcare_exception e
                       WHERE e.message_id = m.id OR e.problem_id = m.problem_id
                   ) AS found) AS asked
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT 1 FROM healthcare_message e
                       WHERE e.subject_key = m.subject_key
                         AND e.direction = m.direction AND e.sequence < m.sequence
                         AND e.state = ANY(%(stuck)s)) AS found) AS held
 WHERE m.idempotency_key LIKE %(key)s OR m.direction = 'out'
"""
STUCK = ("failed", "dead", "rejected", "refused", "conflict", "uncertain", "to_approve")
"""States that need a person: each of these must have its exception."""


def assert_balanced(hospital, prefix=""):
    """Hold all messages of a hospital against the sum; one that nobody owns fails.

    :param prefix: only inbound messages whose key starts so, and all outbound ones
    """
    values = {"done": list(DONE), "stuck": list(STUCK), "key": f"key:{prefix}%"}

    def settled():
        accepted, *parts = hospital.rows(STATEMENT, values)[0]
        return accepted == sum(parts)

    hospital.wait("accepted = done + excepted + parked", settled, 60)
    accepted, done, excepted, parked = hospital.rows(STATEMENT, values)[0]
    print(f"{accepted} accepted = {done} done + {excepted} excepted + {parked} parked")
    assert accepted == done + excepted + parked and done
