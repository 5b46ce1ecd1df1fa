"""The one border between exact amounts and Odoo's monetary floats."""

from decimal import Decimal

CENT = Decimal("0.01")


def exact(value):
    """A monetary value read from Odoo as Decimal with two places."""
    return Decimal(f"{value or 0.0:.2f}")


def ledger(amount):
    """An exact amount for a monetary field; two places, refused when it has more."""
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise ValueError("an amount of money has two decimals")
    return float(rounded)
