"""One bad probe among many: post them, drain once, see who suffered."""

import random

from hospital import document

COUNT = 500


def fill(hospital, groups):
    """Accept everything before anything of it is applied."""
    state = "UPDATE healthcare_connection SET state = %s WHERE code = 'door'"
    hospital.rows(state, ["suspended"])
    hospital.post_all(groups)
    hospital.rows(state, ["live"])


def poison(hospital, name, action):
    """Accept probes of which one is bad; returns the bad one's number."""
    bad = f"{name}-{COUNT // 2}"
    numbers = [f"{name}-{index}" for index in range(COUNT)]
    rows = [
        document(number, action if number == bad else "ok", number, 1)
        for number in numbers
    ]
    random.Random(7).shuffle(rows)
    fill(hospital, [rows[index::6] for index in range(6)])
    return bad


def drained_once(hospital, name, action):
    """Poison among many and exactly one drain; returns the bad one's number."""
    bad = poison(hospital, name, action)
    hospital.shell("result = env['healthcare.drain']._drain('normal')")
    return bad


def settled(hospital, name):
    """Whether none of a group is still on its way."""
    states = hospital.states(name)
    waiting = {"received", "due", "leased", "retry"} & states.keys()
    return sum(states.values()) == COUNT and not waiting


def check_alone(hospital, name, bad, state, code):
    """All but ``bad`` are done once; ``bad`` stands in ``state`` with one exception."""
    assert hospital.states(name) == {"done": COUNT - 1, state: 1}
    assert hospital.exceptions(name) == [(code, f"key:{bad}")]
    numbers = [number for number, *_rest in hospital.probes(name)]
    assert len(set(numbers)) == len(numbers) == COUNT - 1
    assert bad not in numbers
