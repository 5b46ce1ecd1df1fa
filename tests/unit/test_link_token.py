"""Signed links: what was not made by us opens nothing."""

import string

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.healthcare_procurement_sync import link_token

KEY = b"k" * 32
NAME = link_token.new_name()
TOKEN = link_token.token_of(KEY, NAME, 1_800_000_000, "order:purchase.order:7:3")


def _genuine(token, content="order:purchase.order:7:3", key=KEY):
    parts = link_token.parse(token)
    return bool(parts) and link_token.is_genuine(key, *parts, content)


def test_ours():
    assert _genuine(TOKEN)
    assert len(TOKEN) == link_token.LENGTH


def test_another_record_key_or_end():
    assert not _genuine(TOKEN, "order:purchase.order:8:3")
    assert not _genuine(TOKEN, key=b"x" * 32)
    name, stamp, sign = TOKEN.split(".")
    assert not _genuine(f"{name}.{int(stamp, 16) + 1:08x}.{sign}")


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(string.printable))
def test_one_sign_changed(position, sign):
    changed = TOKEN[:position] + sign + TOKEN[position + 1 :]
    # The last sign of a base64 digest carries two bits of nothing; they count as well.
    assert _genuine(changed) == (changed == TOKEN)


@given(st.text(max_size=200))
def test_noise(text):
    assert not _genuine(text)


def test_names_do_not_repeat():
    assert len({link_token.new_name() for _number in range(1000)}) == 1000
