"""Words for the members of payables and of what the finance system says of them."""

FIELD_TEXTS = {
    "accounting_date": "Day of the entry in the books.",
    "PayableLine.account": "Code of the ledger account.",
    "bill_number": "Our number of the bill.",
    "document_number": "The finance system's number of the document.",
    "Payable.facility": "Code of the facility that the goods are for.",
    "PayableLine.kind": "goods, charge, tax, rounding or price_adjustment.",
    "Payable.match": "How the match let it through.",
    "order_numbers": "The orders that it answers.",
    "PayableStatus.paid": "Sum paid so far in the currency of the bill.",
    "payable_id": "Our identity of the bill, never used twice.",
    "payables": "The bills, one entry each.",
    "payment_date": "Day of the payment.",
    "payment_reference": "What the payment has to name.",
    "PayableStatus.reason": "Why it was refused or is held, in words of the sender.",
    "source_message": "Message by which the supplier's document came.",
    "PayableStatus.state": "accepted, rejected, scheduled, on_hold, partially_paid, "
    "paid, voided, stopped or cleared.",
    "status_number": "The sender's number of the report.",
    "supplier_invoice": "The supplier's number of the invoice.",
    "PayableStatus.trace": "Trace number of the payment.",
    "vendor_number": "The supplier's number in the finance system.",
}
