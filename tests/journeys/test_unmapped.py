"""Three thousand messages with an unknown code: one question, one row, all in order."""

import pytest
from balance import assert_balanced
from hospital import DEADLINE, Hospital, document
from poison import fill

SUBJECTS = 600
EACH = 5
COUNT = SUBJECTS * EACH

PEOPLE = """
group = "healthcare_integration_base.group_"
def person(login, role):
    return env["res.users"].create({"name": login, "login": login, "group_ids": [
        (4, env.ref("base.group_user").id), (4, env.ref(group + role).id)]}).id
result = [person("code_steward", "steward"), person("code_approver", "approver")]
env.cr.commit()
"""
LOOK = """
question = env["healthcare.exception"].search([("code", "=", "UNMAPPED_CODE")])
env["healthcare.exception"]._cron_refresh_unmapped()
env.cr.commit()
result = [question.ids, question.waiting_count, question.name, question.state]
"""
MAP = """
question = env["healthcare.exception"].search([("code", "=", "UNMAPPED_CODE")])
steward = env["res.users"].browse(values["steward"])
action = question.with_user(steward).action_map_now()
partner = env["res.partner"].create({"name": "What ZX means"})
wizard = env["healthcare.map.now"].with_user(steward).with_context(
    **action["context"]).create({"target": "res.partner,%s" % partner.id})
version = wizard.action_add()["res_id"]
env.cr.commit()
result = version
"""
APPROVE = """
version = env["healthcare.mapping.version"].browse(values["version"])
version.with_user(values["approver"]).action_approve()
env.cr.commit()
result = version.state
"""
QUESTIONS = "SELECT count(*) FROM healthcare_exception WHERE code = 'UNMAPPED_CODE'"


@pytest.fixture(scope="module")
def hospital():
    """A server of its own: it counts questions, and kills whatever worker it finds."""
    with Hospital("unmapped", workers=4) as live:
        live.live.wait_for_runner()
        yield live


def test_one_row_releases_thousands(hospital):
    """One question with the number beside it; the approved row releases all of them,
    none twice and each in its subject's order, although workers are killed."""
    steward, approver = hospital.shell(PEOPLE)
    fill(
        hospital,
        [
            [
                document(f"code-{subject}-{number}", "coded", f"code{subject}", number)
                for number in range(1, EACH + 1)
            ]
            for subject in range(SUBJECTS)
        ],
    )
    hospital.shell("env['healthcare.drain']._ring('normal'); env.cr.commit()")
    stuck = {"waiting": SUBJECTS, "parked": COUNT - SUBJECTS}
    hospital.wait("all stuck", lambda: hospital.states("code") == stuck, 2 * DEADLINE)
    assert hospital.value(QUESTIONS) == 1
    [_question], waiting, name, state = hospital.shell(LOOK)
    assert (waiting, state) == (COUNT, "open")
    assert str(COUNT) in name
    version = hospital.shell(MAP, steward=steward)
    assert hospital.probes("code") == []
    assert hospital.shell(APPROVE, version=version, approver=approver) == "active"
    hospital.wait("a third", lambda: done(hospital) > COUNT / 3, DEADLINE)
    for pid in sorted(hospital.live.worker_pids())[:2]:
        hospital.live.kill_worker(pid)
    seconds = hospital.wait(
        "all done", lambda: hospital.states("code") == {"done": COUNT}, DEADLINE
    )
    print(f"all {COUNT} done {seconds:.1f} s after the workers were killed")
    probes = hospital.probes("code")
    assert len({number for number, *_rest in probes}) == len(probes) == COUNT
    assert [row for row in probes if row[3] != row[2] - 1] == []
    assert hospital.value(QUESTIONS) == 1
    assert hospital.shell(LOOK)[3] == "resolved"
    assert_balanced(hospital)


def done(hospital):
    """How many took effect so far."""
    return hospital.states("code").get("done", 0)
