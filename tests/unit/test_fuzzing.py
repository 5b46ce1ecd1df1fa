"""A bounded number of the mutants that ``setup/fuzz`` makes, of every codec."""

import itertools

import pytest

from odoo.addons.healthcare_integration_base.codec.base import Decoded, Part
from odoo.addons.healthcare_integration_base.issue import Issue

from .formats import CODECS, DOCUMENTS
from .samples import sample_files

from lib.fuzzing import MARK, Leak, Reader, cases, mutate  # noqa: E402, I001 isort: skip
from lib.fuzz import LIMIT, WORTH_TIMING  # noqa: E402, I001 isort: skip
from lib.fuzzing import timed  # noqa: E402, I001 isort: skip

CASES = 60
SAMPLED = sorted(name for name in CODECS if sample_files(name))


@pytest.mark.parametrize("name", SAMPLED)
def test_mutants_crash_no_reader_and_take_no_time(name):
    reader = Reader(CODECS[name], tuple(DOCUMENTS.values()))
    samples = [path.read_bytes() for path in sample_files(name)]
    samples = [payload for payload in samples if payload]
    for number, payload in itertools.islice(cases(samples, "unit"), CASES):
        most = LIMIT / 1e6 * max(len(payload), WORTH_TIMING)
        if timed(reader, payload) > most:
            # Once more: the first of a kind may have had tables to load.
            assert timed(reader, payload) < most, f"mutant {number}"


def test_a_seed_makes_the_same_mutants():
    samples = [b"ISA*00*ABC~", b"ST*850*0001~"]
    first, again = (list(itertools.islice(cases(samples, "s"), 30)) for _ in range(2))
    assert first == again
    assert first != list(itertools.islice(cases(samples, "t"), 30))


class _Chatty:
    """A reader that repeats what it reads: the machine must notice."""

    name = "chatty"

    def decode(self, payload):
        issue = Issue("chatty.said", "$", text=payload.decode("latin-1"))
        return Decoded((Part("x", ()),), (issue,))


def test_a_value_in_an_issue_is_noticed():
    with pytest.raises(Leak):
        Reader(_Chatty(), ()).survive(b"a " + MARK)
    Reader(_Chatty(), ()).survive(b"nothing private")


class _Broken(_Chatty):
    def decode(self, payload):
        raise KeyError("x")


def test_a_crash_is_noticed():
    with pytest.raises(KeyError):
        Reader(_Broken(), ()).survive(b"")


def test_mutants_are_bounded_and_differ():
    import random

    samples = [b"ISA*" * 2000]
    found = {mutate(samples[0], samples, random.Random(n)) for n in range(50)}
    assert len(found) > 40
    assert max(map(len, found)) <= 200_000
