"""A preview on a real database: nothing of it remains, and what was shown happens."""

import pytest
from hospital import Hospital, document

COUNT = 50
TABLES = """
SELECT string_agg(format('SELECT %L, count(*)::text, md5(string_agg(t::text, '','' '
       'ORDER BY t::text)) FROM %I t', relname, relname), ' UNION ALL ')
  FROM pg_stat_user_tables WHERE schemaname = 'public'
"""
SEQUENCES = "SELECT sequencename, last_value::text, '' FROM pg_sequences"
OBSERVE = """
flow = env["healthcare.flow"].search([("connection_id.code", "=", "door")])
flow.mode = "shadow"
env.cr.commit()
env["healthcare.drain"]._drain("normal")
env.cr.commit()
messages = env["healthcare.message"].search([("flow_id", "=", flow.id)])
result = [sorted(set(messages.mapped("state"))), len(messages)]
"""
LOOK = """
messages = env["healthcare.message"].search([("flow_id.code", "=", "probe")])
found = env["healthcare.preview"]._dry_run(messages)
result = [[row["outcome"] for row in found], sum(bool(row["changes"]) for row in found)]
env.cr.rollback()
"""
APPLY = """
messages = env["healthcare.message"].search([("flow_id.code", "=", "probe")])
user = env.ref("base.user_admin")
reports = env["healthcare.preview.report"].with_user(user)
report = reports._preview_replay(messages.with_user(user), "they were only observed")
env.cr.commit()
report.action_apply()
env.cr.commit()
env["healthcare.drain"]._drain("normal")
env.invalidate_all()
result = [
    report.state,
    sorted(set(messages.mapped("state"))),
    sorted(report.line_ids.filtered(lambda row: row.field == "number").mapped("after")),
]
env.cr.commit()
"""


@pytest.fixture(scope="module")
def hospital():
    """A database without a server: nobody else changes it."""
    return Hospital("preview")


def picture(hospital):
    """Rows and checksum of every table, position of every sequence."""
    found = hospital.rows(hospital.value(TABLES)) + hospital.rows(SEQUENCES)
    return {name: rest for name, *rest in found}


def test_fifty_previewed_messages_change_no_row(hospital):
    """Not one row, not one number of a sequence; then the shown difference happens."""
    for number in range(COUNT):
        hospital.store(document(f"look-{number}", "ok", f"look{number % 5}", number))
    assert hospital.shell(OBSERVE) == [["skipped"], COUNT]
    assert hospital.probes("look") == []
    before = picture(hospital)
    outcomes, with_changes = hospital.shell(LOOK)
    assert (outcomes, with_changes) == (["done"] * COUNT, COUNT)
    after = picture(hospital)
    assert {name for name in after if after[name] != before.get(name)} == set()
    state, states, shown = hospital.shell(APPLY)
    assert (state, states) == ("approved", ["done"])
    numbers = sorted(number for number, *_rest in hospital.probes("look"))
    assert numbers == shown == sorted(f"look-{number}" for number in range(COUNT))
