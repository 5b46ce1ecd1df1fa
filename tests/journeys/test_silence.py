"""After everything else: no payload value is anywhere but in its message."""

from hospital import MARKER

ALLOWED = {"healthcare_message", "journey_probe"}


def tables(hospital):
    """Every table that holds something."""
    hospital.rows("ANALYZE")
    rows = hospital.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 0 "
        "AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return [name for (name,) in rows]


def check(hospital):
    """Search every table of the database and the server's log."""
    assert MARKER not in hospital.live.log_text(), "in the log of Odoo"
    names = tables(hospital)
    watched = {"queue_job", "healthcare_message_attempt", "healthcare_exception"}
    assert watched <= set(names)
    found = [
        name
        for name in names
        if name not in ALLOWED
        and hospital.value(
            f'SELECT count(*) FROM "{name}" t WHERE t::text LIKE %s', [f"%{MARKER}%"]
        )
    ]
    assert found == []
    outside = hospital.value(
        "SELECT count(*) FROM healthcare_message m "
        "WHERE (to_jsonb(m) - 'payload' - 'canonical')::text LIKE %s",
        [f"%{MARKER}%"],
    )
    assert outside == 0


def test_day(hospital):
    """The server with the runner: kills, poison, collisions, sending."""
    assert hospital.value(
        "SELECT count(*) FROM journey_probe WHERE payload LIKE %s", [f"%{MARKER}%"]
    )
    check(hospital)


def test_night(night):
    """The server without it: bugs and broken transactions."""
    check(night)


def test_log_of_postgresql(hospital):
    """Errors of the statements that failed on purpose did not quote them."""
    log = hospital.layout.log / "postgresql-test.log"
    if not log.exists():
        return
    assert MARKER not in log.read_text(errors="replace")
