"""Invented values of which canonical documents are made, for hypothesis."""

from datetime import date, datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import canonical

NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)

codes = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=1, max_size=12)
maybe_code = st.one_of(st.just(""), codes)
names = st.text("ABCDEFG HIJ-.,'", max_size=30).map(lambda text: " ".join(text.split()))
amounts = st.decimals(-99999, 99999, places=2).map(Decimal.normalize)
positive = st.decimals("0.01", 99999, places=3)
dates = st.dates(date(2000, 1, 1), date(2049, 12, 31))
maybe_date = st.one_of(st.none(), dates)
maybe_amount = st.one_of(st.none(), amounts)
whole = st.one_of(st.none(), st.integers(1, 500).map(Decimal))
parties = st.one_of(
    st.just(canonical.Party()),
    st.builds(
        canonical.Party,
        identifier=codes,
        scheme=st.sampled_from(
            ["gln", "npi", "duns", "dea", "hin", "tax_id", "payer_id"]
            + ["assigned_by_buyer", "assigned_by_seller", "x12:ZZ"]
        ),
        name=names,
    ),
)
items = st.builds(
    canonical.ItemIds,
    **dict.fromkeys(
        ("buyer", "supplier", "manufacturer", "gtin", "ndc", "hibc"), maybe_code
    ),
)


def rows(cls, limit=3, **fields):
    """Up to ``limit`` of a dataclass."""
    return st.lists(st.builds(cls, **fields), max_size=limit).map(tuple)
