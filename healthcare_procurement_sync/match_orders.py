"""Several orders on one bill: looked at as one order, booked back one by one. Pure."""

from dataclasses import replace

from .match_types import Order

OPEN = "purchase"


def line_key(order, number, several):
    """How a line is named among the lines of one or of several orders."""
    return f"{order}/{number}" if several else number


def combine(orders):
    """One :class:`Order` of all lines; open only when all are, and in one currency.

    :return: None without orders; the order itself when it is alone.
    """
    if len(orders) < 2:
        return orders[0] if orders else None
    closed = [order.state for order in orders if order.state != OPEN]
    currencies = {order.currency for order in orders}
    return Order(
        ", ".join(order.name for order in orders),
        closed[0] if closed else OPEN,
        currencies.pop() if len(currencies) == 1 else "",
        tuple(
            replace(line, number=line_key(order.name, line.number, True))
            for order in orders
            for line in order.lines
        ),
    )


def part_of(result, order, several):
    """The lines of a result that concern one order, under the order's own numbers."""
    if not several:
        return result
    prefix = line_key(order.name, "", True)
    return replace(
        result,
        lines=tuple(
            replace(line, order_line=line.order_line.removeprefix(prefix))
            for line in result.lines
            if line.order_line.startswith(prefix)
        ),
    )
