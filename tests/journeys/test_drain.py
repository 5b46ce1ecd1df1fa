"""Kills and poison: done once, in order, and nobody suffers for somebody else."""

from hospital import DEADLINE, document
from poison import COUNT, check_alone, fill, poison, settled


def test_killed_worker(hospital):
    """500 messages through the signed door, their drain killed in the middle."""
    groups = [
        [
            document(f"kill-{subject}-{number}", "slow", f"kill{subject}", number)
            for number in range(1, 11)
        ]
        for subject in range(50)
    ]
    fill(hospital, groups)
    ring(hospital)

    def half_done():
        return 60 < hospital.states("kill").get("done", 0) and hospital.drainers()

    hospital.wait("a drain at work", half_done, 60)
    killed = hospital.drainers()
    for pid in killed:
        hospital.live.kill_worker(pid)
    done_at_kill = hospital.states("kill").get("done", 0)
    assert killed and done_at_kill < 500
    seconds = hospital.wait(
        "all done", lambda: hospital.states("kill") == {"done": 500}, DEADLINE
    )
    print(f"killed {len(killed)} at {done_at_kill} done; rest done in {seconds:.1f} s")
    probes = hospital.probes("kill")
    assert len({number for number, *_rest in probes}) == len(probes) == 500
    assert [row for row in probes if row[3] != row[2] - 1] == []
    assert hospital.exceptions("kill") == []


def ring(hospital):
    """Ring one doorbell, as a button would."""
    hospital.shell("env['healthcare.drain']._ring('normal'); env.cr.commit()")


def test_collision_and_killer(hospital):
    """One that violates a unique index of ours for ever, one that kills its worker.

    Both end as dead letters, and nobody else does.
    """
    collider = poison(hospital, "unique", "unique")
    killer = poison(hospital, "killer", "kill")
    ring(hospital)
    others = hospital.wait("others done", lambda: others_done(hospital), DEADLINE)
    rest = hospital.wait("dead", lambda: settled(hospital, "killer"), 240)
    print(f"the others done after {others:.1f} s, the killer dead {rest:.1f} s later")
    check_alone(hospital, "killer", killer, "dead", "DEAD_LETTER")
    hospital.wait("collided", lambda: settled(hospital, "unique"), 120)
    check_alone(hospital, "unique", collider, "dead", "DEAD_LETTER")


def others_done(hospital):
    """Whether all but the two bad ones are done."""
    return all(
        hospital.states(name).get("done") == COUNT - 1 for name in ("unique", "killer")
    )
