"""Values of many rows in one statement.

A column goes as one array: the server reads thousands of parameters of a VALUES list
one by one, which costs more than what is done with them.
"""

import json

NEWLINE = "\n"


def values_of(rows, types):
    """``(query, parameters)`` of a sub-select with these rows, for a FROM clause.

    :param rows: tuples, one at least.
    :param types: of each column: ``int4``, ``float8``, ``varchar``, ``text``, or
        ``jsonb``, whose values are lists, dictionaries, or texts of them on one line,
        as ``json`` writes them.
    """
    arrays, picks, parameters = [], [], []
    columns = zip(*rows, strict=True)
    for number, (column, kind) in enumerate(zip(columns, types, strict=True)):
        array, value = _column(column, kind)
        arrays.append(array)
        parameters.append(value)
        picks.append(f"c{number}::jsonb" if kind == "jsonb" else f"c{number}")
    names = ", ".join(f"c{number}" for number in range(len(arrays)))
    query = f"SELECT {', '.join(picks)} FROM unnest({', '.join(arrays)}) AS c({names})"
    return query, parameters


def _column(values, kind):
    """``(SQL of an array, its parameter)``. What is the same in all rows is said once;
    a shorter array is filled up with NULL, so one without values is empty."""
    if kind == "jsonb":
        return _documents(values)
    distinct = set(values)
    if distinct == {None}:
        return f"%s::{kind}[]", None
    if len(distinct) == 1:
        return f"array_fill(%s::{kind}, '{{{len(values)}}}')", values[0]
    if kind == "int4":
        # One literal; a list would be as many.
        return "%s::int4[]", as_array(values)
    return f"%s::{kind}[]", list(values)


def _documents(values):
    if not any(value is not None for value in values):
        return "%s::text[]", None
    # No JSON text is empty, and a line break in one is written "\n".
    lines = NEWLINE.join(as_sql(value) or "" for value in values)
    return "string_to_array(%s, E'\\n', '')", lines


def as_array(numbers):
    """Whole numbers as an array's literal; None of none."""
    words = ["NULL" if number is None else str(number) for number in numbers]
    return f"{{{','.join(words)}}}" if words else None


def as_sql(value):
    """JSON columns take text."""
    if value is None or type(value) is str:
        return value
    return json.dumps(value) if isinstance(value, dict | list) else value
