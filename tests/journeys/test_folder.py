"""A watched folder: stored, committed, archived, in this order."""

import json
import os

import pytest
from hospital import document
from lib.failure import SetupError

PULL = """
connection = env["healthcare.connection"].search([("code", "=", "files")])
result = env["healthcare.drain"]._pull(connection)
"""
CRASH = (
    """
import os, signal
Connector = type(env["healthcare.connector.folder"])
Connector._settle = lambda *words: os.kill(os.getpid(), signal.SIGKILL)
"""
    + PULL
)


def put(hospital, name, data):
    """Put a file into the pick-up folder the way partners do."""
    path = hospital.folders / "in" / name
    path.write_text(json.dumps(data))
    hospital.layout.identity.own(path)
    return path


def names(hospital, *parts):
    """Names of the files in a folder."""
    folder = hospital.folders.joinpath(*parts)
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_file())


def done(hospital, prefix, count):
    """Whether so many probes of a group took effect."""
    return len(hospital.probes(prefix)) == count


def test_picked_up_and_archived(hospital):
    """Complete files are taken in, partial and hidden names are left alone."""
    put(hospital, "a.json", document("file-1"))
    put(hospital, "b.json", [document("file-2"), document("file-3")])
    left = ["c.json.part", ".d.json", "e.json.tmp", "f.filepart"]
    for number, name in enumerate(left):
        put(hospital, name, document(f"file-9{number}"))
    assert hospital.shell(PULL) == 2
    assert names(hospital, "in") == sorted(left)
    assert names(hospital, "in", "archive") == ["a.json", "b.json"]
    hospital.wait("done", lambda: done(hospital, "file", 3), 30)
    # A file that is complete now gets in, and a name may come again.
    (hospital.folders / "in" / "c.json.part").rename(hospital.folders / "in" / "a.json")
    assert hospital.shell(PULL) == 1
    assert names(hospital, "in", "archive") == ["a.json", "a.json.1", "b.json"]
    hospital.wait("done", lambda: done(hospital, "file", 4), 30)


def test_killed_before_archiving(hospital):
    """The file is fetched again, known again, and applied once."""
    put(hospital, "killed.json", document("fetch-1"))
    with pytest.raises(SetupError):
        hospital.shell(CRASH)
    assert "killed.json" in names(hospital, "in")
    # Nobody rang, so the cron or a later doorbell takes it; here a file comes after.
    assert hospital.shell(PULL) == 1
    assert "killed.json" not in names(hospital, "in")
    assert "killed.json" in names(hospital, "in", "archive")
    hospital.wait("done", lambda: done(hospital, "fetch", 1), 30)
    states = hospital.rows(
        "SELECT state, count(*) FROM healthcare_message WHERE name = 'killed.json' "
        "GROUP BY state ORDER BY state"
    )
    assert states == [("done", 1), ("duplicate", 1)]


def test_put_down_whole(hospital):
    """Outbound files appear under their final name only, with the whole content."""
    uuids = hospital.outbox("files", [document(f"drop-{n}") for n in range(5)])
    hospital.wait("sent", lambda: hospital.sent(uuids) == ["sent"] * 5, 30)
    files = names(hospital, "out")
    assert len(files) == 5 and not [name for name in files if name.startswith(".")]
    numbers = {
        json.loads((hospital.folders / "out" / name).read_text())["number"]
        for name in files
    }
    assert numbers == {f"drop-{n}" for n in range(5)}
