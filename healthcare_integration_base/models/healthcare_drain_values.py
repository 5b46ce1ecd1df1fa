"""Values of many rows in one statement."""

import json


def values_of(rows, types):
    """``(places, parameters)`` of a VALUES list; the first row says the types."""
    first = f"({', '.join(f'%s::{kind}' for kind in types)})"
    other = f", ({', '.join(['%s'] * len(types))})"
    places = first + other * (len(rows) - 1)
    return places, [value for row in rows for value in row]


def as_sql(value):
    """JSON columns take text."""
    return json.dumps(value) if isinstance(value, dict | list) else value
