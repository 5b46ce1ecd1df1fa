"""ShipNotice and GoodsReceipt to FHIR R4 SupplyDelivery."""

from .fhir_writing import (
    extension,
    full,
    identifiers,
    item_concept,
    part,
    party,
    period,
    quantity,
)


def write_ship_notice(notice):
    """The only line of a ship notice."""
    (order,) = notice.orders
    (line,) = order.lines
    created = None
    if notice.created_at:
        url = extension("created", "x")["url"]
        created = {"url": url, "valueDateTime": notice.created_at}
    return _part(
        {
            "resourceType": "SupplyDelivery",
            "extension": [
                extension("purpose", notice.purpose),
                extension("sscc", line.sscc),
                extension("carrier", notice.carrier),
                extension("tracking", notice.tracking),
                extension("bill-of-lading", notice.bill_of_lading),
                created,
            ],
            "identifier": identifiers(notice.shipment_id),
            "basedOn": [{"identifier": {"value": order.order_number}}],
            "status": "in-progress",
            "occurrencePeriod": period(notice.shipped_date, notice.expected_date),
            "supplier": party(notice.ship_from),
            "destination": party(notice.ship_to, "Location"),
        },
        line,
    )


def write_receipt(receipt):
    """The only line of a goods receipt."""
    (line,) = receipt.lines
    site = {"identifier": {"value": receipt.site}} if receipt.site else None
    return _part(
        {
            "resourceType": "SupplyDelivery",
            "extension": [extension("final", "true" if receipt.final else "")],
            "identifier": identifiers(receipt.receipt_number),
            "basedOn": [{"identifier": {"value": receipt.order_number}}],
            "status": "completed",
            "occurrenceDateTime": receipt.received_at,
            "destination": site,
        },
        line,
    )


def _part(data, line):
    """The resource with its item; one with a lot is a contained device."""
    supplied = {
        "extension": [extension("line-number", line.line_number)],
        "quantity": quantity(line.quantity, line.uom),
    }
    concept = item_concept(line.item)
    if line.lots:
        lot = line.lots[0]
        device = {
            "resourceType": "Device",
            "id": "item",
            "expirationDate": lot.expiry,
            "lotNumber": lot.lot,
            "serialNumber": lot.serial,
            "type": concept,
        }
        data["contained"] = [full(device)]
        supplied["itemReference"] = {"reference": "#item"}
    else:
        supplied["itemCodeableConcept"] = concept
    return part(data | {"suppliedItem": supplied})
