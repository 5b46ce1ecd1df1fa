"""What a finding says to the person who has to act. English, no jargon."""

LABELS = {
    "DUPLICATE": "the same invoice was booked before",
    "POSSIBLE_DUPLICATE": "may be a copy of an earlier invoice",
    "TOTAL_MISMATCH": "the lines do not add up to the stated total",
    "SUPPLIER_BLOCKED": "the supplier is blocked",
    "BANK_CHANGE": "the invoice names a new bank account",
    "PO_NOT_FOUND": "no order with the stated number",
    "PO_CLOSED": "the order is not open",
    "CURRENCY_MISMATCH": "other currency than the order",
    "ITEM_NOT_ON_PO": "item is not on the order",
    "SUBSTITUTE_UNAPPROVED": "substitute was not accepted",
    "UOM_UNMAPPED": "unit of measure is unknown for the item",
    "UOM_MISMATCH": "price fits another pack size",
    "RECEIPT_MISSING": "nothing was received yet",
    "RECEIPT_SHORT": "less was received than billed",
    "OVER_SHIPMENT": "more was delivered and billed than ordered",
    "QTY_OVER_ORDER": "more is billed than ordered",
    "PRICE_HIGH": "price above the order",
    "CONTRACT_VARIANCE": "price above the contract",
    "NO_CONTRACT_PRICE": "no contract price is in force",
    "PRICE_LOW": "price suspiciously low",
    "FREIGHT_UNAUTHORISED": "freight although the price includes it",
    "FREIGHT_OVER": "freight above the agreed limit",
    "CHARGE_UNAUTHORISED": "charge that was not agreed",
    "TAX_UNEXPECTED": "tax although we are exempt",
    "TAX_VARIANCE": "tax differs from the rate",
    "HEADER_TOLERANCE": "small variances add up to too much",
    "CREDIT_NO_RETURN": "credit without a recorded return",
    "CREDIT_EXCEEDS_BILLED": "credit for more than was billed",
    "CREDIT_NO_CLAIM": "price credit without an open claim",
    "POSTING_FAILED": "the entry could not be posted",
}

BUYER_CODES = frozenset(
    {
        *("PRICE_HIGH", "CONTRACT_VARIANCE", "NO_CONTRACT_PRICE", "UOM_MISMATCH"),
        *("OVER_SHIPMENT", "PO_NOT_FOUND", "PO_CLOSED", "ITEM_NOT_ON_PO"),
        "SUBSTITUTE_UNAPPROVED",
    }
)
"""What the buyer of the order decides."""

PRICE = ("PRICE_HIGH", "PRICE_LOW", "UOM_MISMATCH")
QUANTITY = ("RECEIPT_MISSING", "RECEIPT_SHORT", "OVER_SHIPMENT", "QTY_OVER_ORDER")


def phrase(code, result):
    """One category with the lines and the figures it concerns."""
    lines = [line for line in result.lines if code in line.categories]
    text = LABELS.get(code, code)
    if not lines:
        return f"{text[:1].upper()}{text[1:]}"
    numbers = ", ".join(line.number for line in lines)
    word = "Line" if len(lines) == 1 else "Lines"
    return f"{word} {numbers}: {text}{_figures(code, lines)}"


def reason(result):
    """Everything that differs, in one line for the banner."""
    return "; ".join(phrase(code, result) for code in result.categories)


def at_stake(code, result, total):
    """The money a category is about, in the document's currency; never negative."""
    lines = [line for line in result.lines if code in line.categories]
    if code in PRICE:
        amounts = [line.price_var_po for line in lines]
    elif code == "CONTRACT_VARIANCE":
        amounts = [line.price_var_contract for line in lines]
    elif code in QUANTITY:
        amounts = [line.over_amount for line in lines]
    elif code == "TOTAL_MISMATCH":
        amounts = [total - result.computed_total]
    elif lines:
        amounts = [line.extension for line in lines]
    else:
        amounts = [total]
    return sum(abs(amount) for amount in amounts if amount is not None)


def _figures(code, lines):
    if code in PRICE and lines[0].price_var_po_pct is not None:
        shares = ", ".join(f"{line.price_var_po_pct:+.2f} %" for line in lines)
        return f" ({shares})"
    amount = at_stake(code, _Only(lines), 0) if code != "TOTAL_MISMATCH" else 0
    return f" ({amount:.2f})" if amount else ""


class _Only:
    """The lines of a result, for :func:`at_stake`."""

    def __init__(self, lines):
        self.lines = lines
        self.computed_total = 0
