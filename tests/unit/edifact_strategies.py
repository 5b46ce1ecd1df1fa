"""Invented canonical documents as EDIFACT can carry them, for hypothesis."""

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
    positive,
    rows,
    whole,
)

units = st.sampled_from(["EA", "BX", "CA", "KG", "DR"])
bases = st.sampled_from(["", "HP", "TP", "PD"])
currencies = st.sampled_from(["", "USD", "EUR"])
wordings = names.map(lambda text: text[:30].strip())
instants = st.one_of(
    st.none(),
    st.datetimes(datetime(2000, 1, 1), datetime(2049, 1, 1)).map(
        lambda at: at.replace(microsecond=0, tzinfo=timezone.utc)
    ),
)
parties = st.one_of(
    st.just(canonical.Party()),
    st.builds(
        canonical.Party,
        identifier=codes,
        scheme=st.sampled_from(
            ["gln", "duns", "assigned_by_buyer", "assigned_by_seller", "edifact:5"]
        ),
        name=wordings,
    ),
)
orders = st.builds(
    canonical.PurchaseOrder,
    order_number=codes,
    order_date=dates,
    lines=rows(
        canonical.OrderLine,
        number=codes.map(lambda code: code[:6]),
        item=items,
        quantity=positive,
        uom=units,
        price=maybe_amount,
        description=wordings,
        needed_by=maybe_date,
        pack_factor=whole,
        contract=maybe_code,
    ),
    currency=currencies,
    purpose=st.sampled_from(["original", "replace", "cancel", "duplicate"]),
    order_type=st.sampled_from(["NE", "SA", "BK", "CN"]),
    buyer=parties,
    supplier=parties,
    ship_to=parties,
    bill_to=parties,
    needed_by=maybe_date,
    contract=maybe_code,
    cost_centre=maybe_code,
    confirmed_at=instants,
    total=maybe_amount,
)


@st.composite
def answers(draw):
    """Statuses of one line: one of any code, or several accepted and back-ordered."""

    def status(code, day):
        return canonical.LineStatus(
            code=code,
            quantity=draw(positive),
            uom=draw(units),
            date_kind="067" if day else "",
            scheduled_date=day,
            substitute=canonical.ItemIds(supplier="SUB-1") if code == "IS" else None,
        )

    first = status(
        draw(st.sampled_from(["IA", "IC", "IR", "ID", "R2", "AC", "IS", "IB"])),
        draw(maybe_date),
    )
    if first.code in ("IA", "IC") and draw(st.booleans()):
        return (first, status(first.code, draw(dates)), status("IB", draw(maybe_date)))
    return (first,)


acknowledgments = st.builds(
    canonical.OrderAcknowledgment,
    order_number=codes,
    status=st.sampled_from(["AC", "AD", "RD", "AH"]),
    lines=st.lists(
        st.builds(
            canonical.AcknowledgedLine,
            number=codes.map(lambda code: code[:6]),
            item=items,
            quantity=st.one_of(st.none(), positive),
            uom=st.just(""),
            price=maybe_amount,
            statuses=answers(),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    purpose=st.just("00"),
    acknowledged_date=dates,
    order_date=maybe_date,
    supplier_order_number=maybe_code,
    supplier=parties,
    currency=currencies,
)
changes = st.builds(
    canonical.OrderChange,
    order_number=codes,
    lines=rows(
        canonical.OrderChangeLine,
        number=codes.map(lambda code: code[:6]),
        action=st.sampled_from(["AI", "DI", "CA", "NC", "RC"]),
        item=items,
        quantity=positive,
        quantity_left=st.one_of(st.none(), positive),
        uom=units,
        price=maybe_amount,
        description=wordings,
        needed_by=maybe_date,
        pack_factor=whole,
        contract=maybe_code,
    ),
    purpose=st.sampled_from(["change", "cancel", "replace"]),
    change_number=codes,
    change_date=dates,
    order_date=maybe_date,
    currency=currencies,
    needed_by=maybe_date,
    contract=maybe_code,
    supplier_order_number=maybe_code,
    reason=wordings,
    total=maybe_amount,
    buyer=parties,
    supplier=parties,
    ship_to=parties,
    bill_to=parties,
)
lots = rows(
    canonical.Lot, 3, lot=codes, serial=maybe_code, expiry=maybe_date, quantity=positive
)
notices = st.builds(
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
                    uom=units,
                    line_number=codes.map(lambda code: code[:6]),
                    lots=lots,
                    sscc=st.sampled_from(["", "354000000000000015", "1", "2"]),
                ),
                min_size=1,
                max_size=3,
            ).map(tuple),
        ),
        max_size=3,
        unique_by=lambda order: order.order_number,
    ).map(tuple),
    purpose=st.sampled_from(["00", "01", "04", "05"]),
    shipped_date=maybe_date,
    expected_date=maybe_date,
    created_at=instants.filter(bool),
    carrier=wordings,
    tracking=maybe_code,
    bill_of_lading=maybe_code,
    ship_from=parties,
    ship_to=parties,
)


@st.composite
def invoices(draw):
    """An invoice with its charges in the order of INVOIC: header first, then lines."""
    lines = draw(
        st.lists(
            st.builds(
                canonical.InvoiceLine,
                number=codes.map(lambda code: code[:6]),
                item=items,
                quantity=positive,
                uom=units,
                price=amounts,
                price_basis=bases,
                order_line=codes.map(lambda code: code[:6]),
                description=wordings,
                pack_factor=whole,
            ),
            max_size=3,
            unique_by=lambda line: line.number,
        )
    )
    numbers = [""] + [line.number for line in lines]
    found = []
    for number in numbers:
        found += draw(
            st.lists(
                st.builds(
                    canonical.InvoiceCharge,
                    indicator=st.sampled_from(["A", "C"]),
                    code=st.sampled_from(["D240", "C310", "F910", "ZZZ", ""]),
                    amount=positive,
                    text=wordings,
                    line_number=st.just(number),
                ),
                max_size=2,
            )
        )
    return canonical.SupplierInvoice(
        invoice_number=draw(codes),
        invoice_date=draw(dates),
        lines=tuple(lines),
        order_number=draw(maybe_code),
        document_type=draw(st.sampled_from(["invoice", "credit"])),
        currency=draw(currencies),
        total=draw(maybe_amount),
        tax=draw(maybe_amount),
        charges=tuple(found),
        due_date=draw(maybe_date),
        discount_date=draw(maybe_date),
        discount_percent=draw(st.one_of(st.none(), st.integers(1, 9).map(Decimal))),
        supplier=draw(parties),
        remit_to=draw(parties),
        original_invoice=draw(maybe_code),
        contract=draw(maybe_code),
    )


prices = rows(
    canonical.CatalogPrice,
    price=positive,
    code=st.sampled_from(["", "CON", "CAT", "NET", "RES", "LPR"]),
    price_basis=bases,
    quantity_from=whole,
    quantity_to=whole,
    currency=currencies,
    trade_class=st.sampled_from(["", "HS", "DI"]),
    valid_from=maybe_date,
    valid_to=maybe_date,
)


def _item(values):
    """A deleted item is a discontinued one, and only that."""
    action = "002" if values["discontinued"] else values["action"]
    return canonical.CatalogItem(**values | {"action": action})


catalogs = st.builds(
    canonical.Catalog,
    catalog_number=codes,
    items=st.lists(
        st.fixed_dictionaries(
            {
                "item": items.filter(lambda item: item != canonical.ItemIds()),
                "number": codes.map(lambda code: code[:6]),
                "action": st.sampled_from(["", "001", "021"]),
                "description": wordings,
                "uom": units,
                "prices": prices.filter(len),
                "pack_factor": whole,
                "order_minimum": whole,
                "lead_time_days": whole,
                "category": maybe_code,
                "manufacturer": parties,
                "country": st.sampled_from(["", "BE", "MY"]),
                "valid_from": maybe_date,
                "valid_to": maybe_date,
                "discontinued": st.booleans(),
                "replacement": st.one_of(
                    st.none(), codes.map(lambda c: canonical.ItemIds(supplier=c))
                ),
            }
        ).map(_item),
        max_size=3,
    ).map(tuple),
    purpose=st.sampled_from(["00", "04", "05"]),
    catalog_date=dates,
    currency=currencies,
    description=wordings,
    contract=maybe_code,
    valid_from=maybe_date,
    valid_to=maybe_date,
    supplier=parties,
    buyer=parties,
)


@st.composite
def paid(draw):
    """A document that balances, so that its adjustments keep their sign."""
    adjustments = draw(
        rows(
            canonical.SupplierAdjustment,
            2,
            amount=amounts,
            reason=st.sampled_from(["01", "04", "59", "edifact:35", ""]),
            reference=maybe_code,
            text=wordings,
        )
    )
    credit = draw(st.booleans())
    gross = draw(positive)
    total = sum((row.amount for row in adjustments), Decimal(0))
    values = {"gross": -gross if credit else gross, "discount": None}
    if credit:
        adjustments, total = (), Decimal(0)
    return canonical.PaidInvoice(
        invoice_number=draw(codes),
        paid=values["gross"] + total,
        document_type="credit" if credit else "invoice",
        invoice_date=draw(maybe_date),
        order_number=draw(maybe_code),
        adjustments=adjustments,
        **values,
    )


@st.composite
def remittances(draw):
    """A payment of documents that adds up."""
    found = tuple(draw(st.lists(paid(), max_size=3)))
    return canonical.SupplierRemittance(
        trace_number=draw(codes),
        total=sum((row.paid for row in found), Decimal(0)),
        invoices=found,
        remittance_number=draw(codes),
        remittance_date=draw(dates),
        payment_date=draw(maybe_date),
        method=draw(st.sampled_from(["", "ACH", "CHK", "FWT"])),
        currency=draw(currencies),
        payer=draw(parties),
        payee=draw(parties),
    )


documents = st.one_of(
    orders,
    acknowledgments,
    changes,
    notices,
    invoices(),
    catalogs,
    remittances(),
)
