"""Invented canonical documents of every kind, for hypothesis."""

from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import canonical

from .x12_fields import (
    NOON,
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
from .x12_strategies_care import care_documents
from .x12_strategies_claims import claims, remittances
from .x12_strategies_supply import supply_documents

purchase_orders = st.builds(
    canonical.PurchaseOrder,
    order_number=codes,
    order_date=dates,
    lines=rows(
        canonical.OrderLine,
        number=codes,
        item=items,
        quantity=positive,
        uom=st.sampled_from(["EA", "BX", "CA"]),
        price=maybe_amount,
        price_basis=st.sampled_from(["", "HP", "PE"]),
        description=names,
        needed_by=maybe_date,
        pack_factor=whole,
        contract=maybe_code,
    ),
    currency=st.sampled_from(["USD", "EUR"]),
    purpose=st.sampled_from(["original", "replace", "cancel", "duplicate"]),
    order_type=st.sampled_from(["NE", "SA"]),
    buyer=parties,
    supplier=parties,
    ship_to=parties,
    bill_to=parties,
    needed_by=maybe_date,
    contract=maybe_code,
    cost_centre=maybe_code,
    urgent=st.just(False),
    confirmed_at=st.one_of(
        st.none(),
        st.datetimes(datetime(2000, 1, 1), datetime(2049, 1, 1)).map(
            lambda at: at.replace(microsecond=0, tzinfo=timezone.utc)
        ),
    ),
    total=maybe_amount,
    where=st.just(""),
)
acknowledgments = st.builds(
    canonical.OrderAcknowledgment,
    order_number=codes,
    status=st.sampled_from(["AC", "AD", "AT", "RJ"]),
    lines=rows(
        canonical.AcknowledgedLine,
        number=maybe_code,
        item=items,
        quantity=maybe_amount,
        uom=st.just("BX"),
        price=maybe_amount,
        price_basis=st.just(""),
        statuses=rows(
            canonical.LineStatus,
            code=st.sampled_from(["IA", "IQ", "IB", "IS"]),
            quantity=maybe_amount,
            uom=st.just("BX"),
            date_kind=st.just("068"),
            scheduled_date=maybe_date,
            substitute=st.one_of(
                st.none(), codes.map(lambda c: canonical.ItemIds(supplier="SUB" + c))
            ),
        ),
    ),
    acknowledged_date=maybe_date,
    order_date=maybe_date,
    supplier_order_number=maybe_code,
    supplier=parties,
    currency=st.sampled_from(["", "USD"]),
)
ship_notices = st.builds(
    canonical.ShipNotice,
    shipment_id=codes,
    orders=st.lists(
        st.builds(
            canonical.ShippedOrder,
            order_number=codes,
            lines=st.lists(
                st.builds(
                    canonical.ShippedLine,
                    item=items,
                    quantity=positive,
                    uom=st.just("EA"),
                    line_number=maybe_code,
                    lots=rows(
                        canonical.Lot,
                        1,
                        lot=codes,
                        serial=maybe_code,
                        expiry=maybe_date,
                    ),
                    sscc=st.sampled_from(["", "006141410000000018", "1", "2"]),
                ),
                min_size=1,
                max_size=4,
            ).map(tuple),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda order: order.order_number,
    ).map(tuple),
    shipped_date=maybe_date,
    expected_date=maybe_date,
    created_at=st.just(NOON),
    carrier=maybe_code,
    tracking=maybe_code,
    bill_of_lading=maybe_code,
    ship_from=parties,
    ship_to=parties,
)


@st.composite
def invoices(draw):
    """Lines are numbered; charges belong to a line or to the invoice."""
    lines = draw(
        rows(
            canonical.InvoiceLine,
            item=items,
            number=st.just(""),
            quantity=positive,
            uom=st.just("BX"),
            price=amounts,
            price_basis=st.sampled_from(["", "HP"]),
            description=names,
            pack_factor=whole,
        )
    )
    numbered = tuple(_numbered(line, number) for number, line in enumerate(lines, 1))
    charges = draw(
        rows(
            canonical.InvoiceCharge,
            indicator=st.sampled_from("AC"),
            code=st.sampled_from(["D240", "C310"]),
            amount=st.decimals(0, 999, places=2),
            text=names,
            line_number=st.sampled_from(["", *(line.number for line in numbered)]),
        )
    )
    order = [*(line.number for line in numbered), ""]
    percent = draw(st.one_of(st.none(), st.just(Decimal(2))))
    return canonical.SupplierInvoice(
        invoice_number=draw(codes),
        invoice_date=draw(dates),
        lines=numbered,
        order_number=draw(maybe_code),
        document_type=draw(st.sampled_from(["invoice", "credit"])),
        currency=draw(st.sampled_from(["", "USD"])),
        total=draw(amounts),
        tax=draw(maybe_amount),
        charges=tuple(sorted(charges, key=lambda c: order.index(c.line_number))),
        due_date=draw(maybe_date),
        discount_percent=percent,
        discount_date=draw(maybe_date) if percent else None,
        supplier=draw(parties),
        remit_to=draw(parties),
        original_invoice=draw(maybe_code),
        contract=draw(maybe_code),
    )


def _numbered(line, number):
    """The line under a number, which is the number of its order line too."""
    values = {name: getattr(line, name) for name in line.__slots__}
    return canonical.InvoiceLine(
        **values | {"number": str(number), "order_line": str(number)}
    )


documents = st.one_of(
    purchase_orders,
    acknowledgments,
    ship_notices,
    invoices(),
    remittances,
    claims,
    supply_documents,
    care_documents,
)
