"""The business keys of a document: every number under which it may be looked for."""

NAMES = (
    "order_number",
    "supplier_order_number",
    "invoice_number",
    "receipt_number",
    "shipment_id",
    "trace_number",
    "claim_number",
    "payer_claim_number",
    "original_claim_number",
)
"""Members of canonical documents, and of the rows in them, that are keys."""
ROWS = ("claims", "orders")
"""Members of documents whose rows have keys of their own."""
LENGTH = 255
"""Characters of a key; a longer one is none."""


def keys_of(document):
    """``{name: (value, ...)}`` of a canonical document, each value once, in order."""
    found = {}
    for part in (document, *(row for name in ROWS for row in _rows(document, name))):
        for name in NAMES:
            value = getattr(part, name, "") or ""
            if value and len(value) <= LENGTH:
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def _rows(document, name):
    return getattr(document, name, None) or ()
