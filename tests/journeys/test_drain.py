"""Kills and poison: done once, in order, and nobody suffers for somebody else."""

from hospital import DEADLINE, document
from poison import check_alone, fill, poison, settled


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


def test_collision_without_end(hospital):
    """One that violates a unique index of ours for ever ends as a dead letter."""
    bad = poison(hospital, "unique", "unique")
    ring(hospital)
    hospital.wait("all settled", lambda: settled(hospital, "unique"), 120)
    check_alone(hospital, "unique", bad, "dead", "DEAD_LETTER")


def test_message_that_kills_its_worker(hospital):
    """One that kills every worker that takes it ends dead, alone."""
    bad = poison(hospital, "killer", "kill")
    ring(hospital)
    others = hospital.wait(
        "199 done", lambda: hospital.states("killer").get("done") == 199, DEADLINE
    )
    rest = hospital.wait("dead", lambda: settled(hospital, "killer"), 240)
    print(f"199 done after {others:.1f} s, the killer dead {rest:.1f} s later")
    check_alone(hospital, "killer", bad, "dead", "DEAD_LETTER")
