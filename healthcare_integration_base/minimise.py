"""Minimum necessary: what a flow does not declare is taken out of a document.

Paths are those of the schema (``supplier.name``, ``lines[].description``). What a kind
must have always stays; everything else returns to its default and is counted.
"""

import dataclasses
from collections import Counter


def tree_of(paths):
    """Paths as nested dicts, ``{"lines": {"description": None}}``; None is a leaf.

    A path above another one wins: without ``supplier`` there is no ``supplier.name``.
    """
    tree = {}
    for path in sorted(paths):
        node, names = tree, path.replace("[]", "").split(".")
        for name in names[:-1]:
            if node is None:
                break
            node = node.setdefault(name, {})
        if node is not None:
            node[names[-1]] = None
    return tree


def minimise(document, tree):
    """A document without the members of ``tree``, and how many values went by path.

    :return: ``(document, Counter)``; the same object when there was nothing to take.
    """
    dropped = Counter()
    return _without(document, tree, "", dropped), dropped


def _without(value, tree, prefix, dropped):
    changes = {}
    for name, inner in tree.items():
        held = getattr(value, name)
        path = prefix + name
        if isinstance(held, tuple):
            path += "[]"
        if inner is None:
            empty = _default(type(value), name)
            if held != empty:
                dropped[path] += 1
                changes[name] = empty
            continue
        changed = _inside(held, inner, f"{path}.", dropped)
        if changed is not held:
            changes[name] = changed
    return dataclasses.replace(value, **changes) if changes else value


def _inside(held, inner, prefix, dropped):
    if held is None:
        return None
    if not isinstance(held, tuple):
        return _without(held, inner, prefix, dropped)
    rows = tuple(_without(row, inner, prefix, dropped) for row in held)
    return rows if any(a is not b for a, b in zip(rows, held, strict=True)) else held


def _default(cls, name):
    field = cls.__dataclass_fields__[name]
    if field.default is not dataclasses.MISSING:
        return field.default
    return field.default_factory()
