"""SupplierInvoice to UBL Invoice or CreditNote."""

from decimal import Decimal

from .ubl_reading import BASES, Tree

CUSTOMIZATION = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
)
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#: X12 element 1300 -> AllowanceChargeReasonCode.
REASONS = {"C310": "95", "D240": "FC", "D500": "HD"}
_DIVISORS = {basis: quantity for quantity, basis in BASES.items()}
_CENT = Decimal("0.01")


def write_invoice(invoice):
    """An invoice as ``Invoice``, a credit as ``CreditNote``."""
    credit = invoice.document_type == "credit"
    name = "CreditNote" if credit else "Invoice"
    tree = Tree(name, CUSTOMIZATION, PROFILE, invoice.currency)
    root = tree.root
    tree.basic(root, "ID", invoice.invoice_number)
    tree.basic(root, "IssueDate", invoice.invoice_date)
    if not credit:
        tree.basic(root, "DueDate", invoice.due_date)
    tree.basic(root, f"{name}TypeCode", "381" if credit else "380")
    tree.basic(root, "DocumentCurrencyCode", invoice.currency)
    _write_references(tree, invoice)
    tree.party(root, invoice.supplier, "AccountingSupplierParty", "Party")
    tree.party(root, invoice.remit_to, "PayeeParty")
    _write_terms(tree, invoice, credit)
    for charge in invoice.charges:
        if not charge.line_number:
            _write_charge(tree, root, charge)
    if invoice.tax is not None:
        tree.money(tree.group(root, "TaxTotal"), "TaxAmount", invoice.tax)
    if invoice.total is not None:
        totals = tree.group(root, "LegalMonetaryTotal")
        tree.money(totals, "TaxInclusiveAmount", invoice.total)
        tree.money(totals, "PayableAmount", invoice.total)
    for line in invoice.lines:
        _write_line(tree, invoice, line, credit)
    return tree.part()


def _write_references(tree, invoice):
    root = tree.root
    if invoice.order_number:
        tree.basic(tree.group(root, "OrderReference"), "ID", invoice.order_number)
    if invoice.original_invoice:
        reference = tree.group(root, "BillingReference", "InvoiceDocumentReference")
        tree.basic(reference, "ID", invoice.original_invoice)
    if invoice.contract:
        reference = tree.group(root, "ContractDocumentReference")
        tree.basic(reference, "ID", invoice.contract)


def _write_terms(tree, invoice, credit):
    if credit and invoice.due_date:
        means = tree.group(tree.root, "PaymentMeans")
        tree.basic(means, "PaymentMeansCode", "1")
        tree.basic(means, "PaymentDueDate", invoice.due_date)
    if invoice.discount_percent is not None:
        terms = tree.group(tree.root, "PaymentTerms")
        percent = invoice.discount_percent
        tree.basic(terms, "SettlementDiscountPercent", percent)
        if invoice.discount_date:
            period = tree.group(terms, "SettlementPeriod")
            tree.basic(period, "EndDate", invoice.discount_date)


def _write_charge(tree, parent, charge):
    element = tree.group(parent, "AllowanceCharge")
    tree.basic(
        element, "ChargeIndicator", "true" if charge.indicator == "C" else "false"
    )
    code = REASONS.get(charge.code, charge.code)
    tree.basic(element, "AllowanceChargeReasonCode", code)
    tree.basic(element, "AllowanceChargeReason", charge.text)
    tree.money(element, "Amount", charge.amount)


def _write_line(tree, invoice, line, credit):
    name = "CreditNoteLine" if credit else "InvoiceLine"
    element = tree.group(tree.root, name)
    tree.basic(element, "ID", line.number)
    tag = "CreditedQuantity" if credit else "InvoicedQuantity"
    tree.quantity(element, tag, line.quantity, line.uom)
    divisor = _DIVISORS.get(line.price_basis, Decimal(1))
    amount = (line.quantity * line.price / divisor).quantize(_CENT)
    tree.money(element, "LineExtensionAmount", amount)
    if line.order_line:
        reference = tree.group(element, "OrderLineReference")
        tree.basic(reference, "LineID", line.order_line)
    for charge in invoice.charges:
        if charge.line_number == line.number:
            _write_charge(tree, element, charge)
    tree.item(element, line.item, line.description)
    tree.price(element, line.price, line.price_basis, line.uom)
