"""When two remittances are the same payment, and when they say the same. Pure."""

import hashlib
import json

from odoo.addons.healthcare_integration_base.canonical import to_json


def content_of(document):
    """SHA-256 of what a remittance says about claims and provider adjustments.

    Places in the file are left out: a resend in a new envelope says the same.
    """
    plain = to_json(document)
    said = [_without_place(plain[name]) for name in ("claims", "provider_adjustments")]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _without_place(value):
    if isinstance(value, dict):
        return {k: _without_place(v) for k, v in value.items() if k != "where"}
    if isinstance(value, list):
        return [_without_place(item) for item in value]
    return value


def identity_of(document):
    """Payer's trace id, trace number, date, amount and payee.

    For a payment of zero the content joins in: some payers use one trace number for all
    of them.
    """
    parts = [
        document.payer_trace_id,
        document.trace_number,
        document.payment_date.isoformat() if document.payment_date else "",
        f"{document.payment:.2f}",
        document.payee.identifier,
    ]
    if not document.payment:
        parts.append(content_of(document))
    return "|".join(parts)
