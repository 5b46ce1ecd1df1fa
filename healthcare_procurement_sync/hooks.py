"""What an installation has to change once."""

PRICE_DIGITS = 6


def post_init_hook(env):
    """Prices of single swabs need more than cents, and existing orders need numbers.

    With two digits Odoo values 350 pieces at 11.50 the hundred at 42.00 instead of
    40.25. A database that already keeps more digits is left alone.
    """
    precision = env["decimal.precision"].search([("name", "=", "Product Price")])
    if precision.digits < PRICE_DIGITS:
        precision.digits = PRICE_DIGITS
    orders = env["purchase.order"].search([])
    orders._healthcare_number_lines()
