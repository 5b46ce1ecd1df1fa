"""Invented catalogues, remittances, stock reports and order changes, for hypothesis."""

from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import canonical

from .x12_fields import (
    amounts,
    codes,
    dates,
    items,
    maybe_amount,
    maybe_code,
    maybe_date,
    names,
    parties,
    positive,
    rows,
    whole,
)

units = st.sampled_from(["EA", "BX", "CA"])
currencies = st.sampled_from(["", "USD", "EUR"])
NOWHERE = canonical.Party()
#: A party without name and number is not written, so it has no scheme either.
placed = parties.filter(
    lambda party: party.identifier or party.name or party == NOWHERE
)
days = st.one_of(st.none(), st.integers(0, 400).map(Decimal))

prices = rows(
    canonical.CatalogPrice,
    price=positive,
    code=st.sampled_from(["CON", "CAT", "LPR", "C01"]),
    uom=units,
    price_basis=st.sampled_from(["", "HP", "PE"]),
    quantity_from=whole,
    quantity_to=whole,
    currency=currencies,
    trade_class=st.sampled_from(["", "HS", "DI"]),
    valid_from=maybe_date,
    valid_to=maybe_date,
)
packs = rows(
    canonical.CatalogPack,
    uom=units,
    gtin=maybe_code,
    per_outer=whole,
    orderable=st.booleans(),
)
catalogs = st.builds(
    canonical.Catalog,
    catalog_number=codes,
    items=rows(
        canonical.CatalogItem,
        item=items,
        number=codes,
        action=st.sampled_from(["", "001", "021", "030"]),
        description=names,
        uom=units,
        prices=prices,
        packs=packs,
        pack_factor=whole,
        order_minimum=whole,
        order_multiple=whole,
        lead_time_days=days,
        category=maybe_code,
        manufacturer=placed,
        country=st.sampled_from(["", "DE", "US"]),
        valid_from=maybe_date,
        valid_to=maybe_date,
    ),
    purpose=st.sampled_from(["00", "04", "05"]),
    catalog_type=st.sampled_from(["PC", "PS", "CP"]),
    catalog_date=maybe_date,
    currency=currencies,
    description=names,
    contract=maybe_code,
    valid_from=maybe_date,
    valid_to=maybe_date,
    supplier=parties,
    buyer=parties,
)

adjustments = rows(
    canonical.SupplierAdjustment,
    limit=2,
    amount=amounts,
    reason=st.sampled_from(["", "01", "59"]),
    reference=maybe_code,
    text=names,
)
supplier_remittances = st.builds(
    canonical.SupplierRemittance,
    trace_number=codes,
    total=amounts,
    invoices=rows(
        canonical.PaidInvoice,
        invoice_number=codes,
        paid=maybe_amount,
        document_type=st.sampled_from(["invoice", "credit"]),
        gross=maybe_amount,
        discount=maybe_amount,
        invoice_date=maybe_date,
        order_number=maybe_code,
        adjustments=adjustments,
    ),
    adjustments=adjustments,
    remittance_number=maybe_code,
    remittance_date=maybe_date,
    payment_date=maybe_date,
    handling=st.sampled_from(["C", "I", "D"]),
    method=st.sampled_from(["ACH", "CHK", ""]),
    currency=currencies,
    payer=parties,
    payee=parties,
)


def _dated(advice):
    """The day of the figures is the day of their instant, where that is known."""
    if advice.as_of is None:
        return advice
    return canonical.InventoryAdvice(
        **{name: getattr(advice, name) for name in advice.__dataclass_fields__}
        | {"as_of_date": advice.as_of.date()}
    )


inventory_advices = st.builds(
    canonical.InventoryAdvice,
    advice_number=codes,
    as_of_date=dates,
    as_of=st.one_of(
        st.none(),
        st.datetimes(datetime(2000, 1, 1), datetime(2049, 1, 1)).map(
            lambda at: at.replace(microsecond=0, tzinfo=timezone.utc)
        ),
    ),
    lines=rows(
        canonical.InventoryLine,
        item=items,
        number=codes,
        description=names,
        quantities=rows(
            canonical.InventoryQuantity,
            code=st.sampled_from(["33", "17", "63", "QH"]),
            quantity=amounts,
            uom=units,
            location=placed,
            expected_date=maybe_date,
        ),
        lead_time_days=days,
        lot=maybe_code,
        expiry=maybe_date,
    ),
    report_type=st.sampled_from(["DD", "MM"]),
    purpose=st.sampled_from(["00", "05"]),
    supplier=parties,
    buyer=parties,
    location=placed,
    currency=currencies,
).map(_dated)


def _changes(initiator, **fields):
    return st.builds(
        canonical.OrderChange,
        order_number=codes,
        initiator=st.just(initiator),
        lines=rows(
            canonical.OrderChangeLine,
            number=codes,
            action=st.sampled_from(["AI", "DI", "CA", "PC", "QI"]),
            item=items,
            quantity=maybe_amount,
            quantity_left=maybe_amount,
            uom=units,
            price=maybe_amount,
            price_basis=st.sampled_from(["", "HP"]),
            description=names,
            needed_by=maybe_date,
            pack_factor=whole,
            contract=maybe_code,
            statuses=rows(
                canonical.LineStatus,
                code=st.sampled_from(["IA", "IB"]),
                quantity=maybe_amount,
                uom=units,
                date_kind=st.just("067"),
                scheduled_date=maybe_date,
            ),
        ),
        purpose=st.sampled_from(["change", "cancel", "replace"]),
        change_number=maybe_code,
        change_date=maybe_date,
        order_date=maybe_date,
        currency=currencies,
        needed_by=maybe_date,
        contract=maybe_code,
        reason=names,
        total=maybe_amount,
        buyer=parties,
        supplier=parties,
        ship_to=parties,
        bill_to=parties,
        **fields,
    )


order_changes = st.one_of(
    _changes("buyer", order_type=st.sampled_from(["SA", "RO"])),
    _changes(
        "supplier",
        status=st.sampled_from(["AC", "RJ"]),
        supplier_order_number=maybe_code,
    ),
)
supply_documents = st.one_of(
    catalogs, supplier_remittances, inventory_advices, order_changes
)
