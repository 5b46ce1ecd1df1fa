"""A finance system: takes the bills that were matched and says what became of them."""

import json
from datetime import datetime, time, timedelta, timezone

from .formats import canonical

#: Days until a bill that was paid at once is paid.
PAID_AFTER = 1


def payables(payload):
    """The canonical payable in a JSON file."""
    return canonical.from_json(json.loads(payload))


def report(bills, paid=()):
    """``{file name: bytes}``: all bills are booked, those named in ``paid`` are paid.

    :param bills: canonical payables
    :param paid: ``payable_id`` of bills that are paid already
    """
    files = {}
    for bill in bills:
        status = _status(bill, bill.payable_id in paid)
        text = json.dumps(canonical.to_json(status), ensure_ascii=False)
        files[f"status-{bill.payable_id}.json"] = text.encode()
    return files


def _status(bill, is_paid):
    day = bill.accounting_date or bill.invoice_date
    return canonical.PaymentStatus(
        status_number=f"FS-{bill.payable_id}",
        as_of=datetime.combine(day, time(1), timezone.utc),
        payables=(
            canonical.PayableStatus(
                state="paid" if is_paid else "accepted",
                payable_id=bill.payable_id,
                document_number=f"FI-{bill.payable_id.rpartition('-')[2]}",
                paid=bill.total if is_paid else None,
                payment_date=day + timedelta(days=PAID_AFTER) if is_paid else None,
                method="ACH" if is_paid else "",
                trace=f"ACH-{bill.payable_id}" if is_paid else "",
            ),
        ),
    )
