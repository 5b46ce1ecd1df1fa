"""SupplierInvoice to EDIFACT INVOIC."""

from .edifact_trade import (
    unit,
    write_description,
    write_item,
    write_parties,
    write_price,
)
from .edifact_vocabulary import CHARGES
from .edifact_writing import Writing, cut


def write_invoice(invoice):
    """An invoice (380) or credit (381)."""
    writing = Writing("INVOIC")
    kind = "381" if invoice.document_type == "credit" else "380"
    writing.add("BGM", kind, invoice.invoice_number, "9")
    writing.date("137", invoice.invoice_date)
    writing.reference("ON", invoice.order_number)
    writing.reference("CT", invoice.contract)
    writing.reference("OI", invoice.original_invoice)
    write_parties(writing, SU=invoice.supplier, PE=invoice.remit_to)
    writing.add("CUX", ("2", invoice.currency, "4"), needs=(1, 2))
    _write_terms(writing, invoice)
    for charge in invoice.charges:
        if not charge.line_number:
            _write_charge(writing, charge)
    for line in invoice.lines:
        _write_line(writing, invoice, line)
    writing.add("UNS", "S")
    writing.add("CNT", ("2", len(invoice.lines)))
    writing.money("77", invoice.total)
    if invoice.tax is not None:
        writing.add("TAX", "7", "VAT")
        writing.money("124", invoice.tax)
    return writing.part()


def _write_terms(writing, invoice):
    if invoice.due_date:
        writing.add("PAT", "1")
        writing.date("13", invoice.due_date)
    if invoice.discount_percent is not None or invoice.discount_date:
        writing.add("PAT", "22")
        writing.date("12", invoice.discount_date)
        writing.add("PCD", ("12", invoice.discount_percent), needs=(1, 2))


def _write_line(writing, invoice, line):
    write_item(writing, line.number, "", line.item)
    write_description(writing, line.description)
    writing.add("QTY", ("47", line.quantity, unit(line.uom)))
    writing.add("QTY", ("59", line.pack_factor), needs=(1, 2))
    write_price(writing, line.price, line.price_basis, line.uom)
    writing.reference("LI", line.order_line)
    for charge in invoice.charges:
        if charge.line_number and charge.line_number == line.number:
            _write_charge(writing, charge)


def _write_charge(writing, charge):
    code = CHARGES.write(charge.code) if charge.code else ""
    words = cut(charge.text, 2, 35)
    writing.add("ALC", charge.indicator, "", "", "", (code, "", "", *words))
    writing.money("8", charge.amount)
