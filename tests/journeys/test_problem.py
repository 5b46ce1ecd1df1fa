"""Three thousand failures of one cause: one question, one fix, one release."""

import pytest
from balance import assert_balanced
from hospital import DEADLINE, Hospital, document
from poison import fill

SUBJECTS = 60
EACH = 50
COUNT = SUBJECTS * EACH

FIX = """
env["ir.config_parameter"].set_param("healthcare.journey_probe_fixed", "yes")
env.cr.commit()
problem = env["healthcare.problem"].search([("code", "=", "probe.unit")])
label = problem.fix_label
run = problem._release("The unit was added to the table.")
env.cr.commit()
result = [run.id, run.total, label]
"""
OPEN = """
SELECT count(*) FROM healthcare_exception e JOIN healthcare_problem p
    ON p.id = e.problem_id WHERE p.code = 'probe.unit' AND e.state = 'open'
"""
TO_DO = """
SELECT count(*) FROM mail_activity a JOIN healthcare_exception e ON e.id = a.res_id
  JOIN healthcare_problem p ON p.id = e.problem_id
 WHERE a.res_model = 'healthcare.exception' AND p.code = 'probe.unit' AND a.active
"""
PROBLEM = "SELECT state FROM healthcare_problem WHERE code = 'probe.unit'"


@pytest.fixture(scope="module")
def hospital():
    """A server of its own: it counts questions, and kills whatever worker it finds."""
    with Hospital("problem", workers=5) as live:
        live.live.wait_for_runner()
        yield live


def test_one_fix_releases_thousands(hospital):
    """All of them done in the order of their subjects and none twice, although the
    workers of the release are killed in the middle."""
    fill(
        hospital,
        [
            [
                document(
                    f"unit-{subject}-{number}", "unfixed", f"unit{subject}", number
                )
                for number in range(1, EACH + 1)
            ]
            for subject in range(SUBJECTS)
        ],
    )
    hospital.shell("env['healthcare.drain']._ring('normal'); env.cr.commit()")
    hospital.wait(
        "all refused", lambda: hospital.states("unit") == {"rejected": COUNT}, DEADLINE
    )
    assert hospital.value(OPEN) == 1
    assert hospital.value(TO_DO) == 1
    assert hospital.rows(PROBLEM) == [("open",)]
    run, total, _label = hospital.shell(FIX)
    assert total == COUNT
    hospital.wait("a third", lambda: done(hospital) > COUNT / 3, DEADLINE)
    at_kill = done(hospital)
    for pid in sorted(hospital.live.worker_pids())[:3]:
        hospital.live.kill_worker(pid)
    seconds = hospital.wait(
        "all done", lambda: hospital.states("unit") == {"done": COUNT}, DEADLINE
    )
    print(f"killed at {at_kill} done; the rest done {seconds:.1f} s later")
    probes = hospital.probes("unit")
    assert len({number for number, *_rest in probes}) == len(probes) == COUNT
    assert [row for row in probes if row[3] != row[2] - 1] == []
    check_closed(hospital, run)
    assert_balanced(hospital)


def done(hospital):
    """How many took effect so far."""
    return hospital.states("unit").get("done", 0)


def check_closed(hospital, run):
    """Run, problem, question and activity ended with the last message."""
    state = "SELECT state FROM healthcare_replay WHERE id = %s"
    hospital.wait("run", lambda: hospital.value(state, [run]) == "done", DEADLINE)
    rows = dict(
        hospital.rows(
            "SELECT COALESCE(result, state), count(*) FROM healthcare_replay_line "
            "WHERE replay_id = %s GROUP BY 1",
            [run],
        )
    )
    assert rows == {"done": COUNT}
    hospital.wait("problem", lambda: hospital.value(PROBLEM) == "solved", 400)
    assert hospital.value(OPEN) == 0
    assert hospital.value(TO_DO) == 0
