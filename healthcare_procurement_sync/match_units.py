"""Exact arithmetic of packs and prices: fractions inside, cents at the end."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .match_types import BASIS

CENT = Decimal("0.01")
EPSILON = Fraction(1, 1_000_000)
"""Relative difference below which two quantities are the same (fractions of a pack)."""


def money(value):
    """A fraction as an amount in cents, half up."""
    amount = Decimal(value.numerator) / Decimal(value.denominator)
    return amount.quantize(CENT, ROUND_HALF_UP)


def basis(code):
    """How many stated units a price is for; an unknown code counts as one."""
    return BASIS.get(code or "", 1)


def base_quantity(quantity, factor):
    """Base units in ``quantity`` packs of ``factor`` base units, exact."""
    return Fraction(quantity) * Fraction(factor)


def extension(line):
    """What a billed line amounts to in cents: quantity times price per its basis."""
    return money(Fraction(line.quantity) * Fraction(line.price) / basis(line.basis))


def base_price(line, ratio=1):
    """Price of one base unit as a fraction."""
    return Fraction(line.price) / basis(line.basis) / Fraction(line.factor) / ratio


def as_fraction(value):
    """The exact value of what the database holds in a float column.

    The shortest text that reads back as the float is the number a person typed.
    """
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value or 0)


def as_decimal(value):
    """A float, fraction or decimal as a decimal."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
