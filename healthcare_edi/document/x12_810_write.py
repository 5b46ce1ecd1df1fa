"""SupplierInvoice to X12 810."""

from .trade import VERSION, write_parties
from .vocabulary import write_item
from .writing import Writing, cents, words


def write_invoice(invoice):
    """An invoice or credit.

    :raises RejectedError: ``x12.write.cents`` for a total or charge with fractions of
        a cent, which TDS01 and SAC05 cannot carry.
    """
    writing = Writing("810", VERSION)
    writing.add(
        "BIG",
        invoice.invoice_date,
        invoice.invoice_number,
        "",
        invoice.order_number,
        "",
        "",
        "CR" if invoice.document_type == "credit" else "DI",
    )
    writing.add("CUR", "SE", invoice.currency, needs=2)
    writing.add("REF", "CT", invoice.contract, needs=2)
    writing.add("REF", "OI", invoice.original_invoice, needs=2)
    write_parties(writing, SU=invoice.supplier, RE=invoice.remit_to)
    _write_terms(writing, invoice)
    for line in invoice.lines:
        _write_line(writing, invoice, line)
    writing.add("TDS", cents(invoice.total, "total"), needs=1)
    writing.add("TXI", "TX", invoice.tax, needs=2)
    for charge in invoice.charges:
        if not charge.line_number:
            _write_charge(writing, charge)
    writing.add("CTT", str(len(invoice.lines)))
    return writing.part()


def _write_terms(writing, invoice):
    if not (invoice.due_date or invoice.discount_percent):
        return
    discount = invoice.discount_percent
    writing.add(
        "ITD",
        "08" if discount else "05",
        "3",
        discount,
        invoice.discount_date if discount else None,
        "",
        invoice.due_date,
    )


def _write_line(writing, invoice, line):
    own = line.order_line and line.order_line != line.number
    writing.add(
        "IT1",
        line.number,
        line.quantity,
        line.uom,
        line.price,
        line.price_basis,
        *write_item(line.item),
        *(("PL", line.order_line) if own else ()),
    )
    writing.add("PID", "F", "", "", "", words(line.description), needs=5)
    factor = line.pack_factor
    if factor is not None and factor == factor.to_integral_value():
        writing.add("PO4", factor)
    writing.add("REF", "PO", line.order_number, needs=2)
    for charge in invoice.charges:
        if charge.line_number == line.number:
            _write_charge(writing, charge)


def _write_charge(writing, charge):
    writing.add(
        "SAC",
        charge.indicator,
        charge.code,
        "",
        "",
        cents(charge.amount, charge.where or "charges"),
        *[""] * 9,
        words(charge.text),
    )
