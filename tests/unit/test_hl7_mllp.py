"""MLLP: whole messages out of reads of any size, and nothing that grows for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.hl7 import Framer, frame
from odoo.addons.healthcare_integration_base.errors import DecodeError

messages = st.lists(
    st.binary(max_size=60).map(lambda b: b.replace(b"\x0b", b"").replace(b"\x1c", b"")),
    max_size=6,
)


@given(messages, st.integers(1, 40))
def test_reads_of_any_size(sent, size):
    stream = b"".join(map(frame, sent))
    framer, got = Framer(), []
    for start in range(0, len(stream), size):
        got += framer.feed(stream[start : start + size])
    assert got == sent
    assert framer.finish()
    assert not framer.faults


@given(st.binary(max_size=200), st.integers(1, 30))
def test_any_bytes(stream, size):
    framer = Framer(limit=1000)
    for start in range(0, len(stream), size):
        for message in framer.feed(stream[start : start + size]):
            assert b"\x0b" not in message and b"\x1c" not in message
    framer.finish()


def test_several_messages_in_one_read():
    assert Framer().feed(frame(b"one") + frame(b"two") + b"\x0bth") == [b"one", b"two"]


def test_a_block_without_carriage_return():
    framer = Framer()
    assert framer.feed(b"\x0bone\x1c\x0btwo\x1c") == [b"one", b"two"]
    assert not framer.faults


def test_noise_between_frames_is_counted_and_left_out():
    framer = Framer()
    assert framer.feed(b"GET / HTTP/1.1\r\n" + frame(b"one")) == [b"one"]
    assert framer.faults == {"mllp.noise": 1}


def test_a_frame_inside_a_frame_begins_anew():
    framer = Framer()
    assert framer.feed(b"\x0bcut off\x0bwhole\x1c\r") == [b"whole"]
    assert framer.faults == {"mllp.nested": 1}


def test_the_end_inside_a_frame():
    framer = Framer()
    framer.feed(b"\x0bhalf")
    assert framer.waiting == 4
    assert not framer.finish()
    assert framer.faults == {"mllp.cut": 1}


def test_a_message_without_end_is_cut_at_the_limit():
    framer = Framer(limit=1000)
    framer.feed(b"\x0b")
    with pytest.raises(DecodeError) as caught:
        for _ in range(20):
            framer.feed(b"x" * 100)
    assert caught.value.code == "mllp.too_long"


def test_a_message_with_a_block_character_is_not_framed():
    for message in (b"a\x1cb", b"\x0b"):
        with pytest.raises(ValueError, match="block character"):
            frame(message)
