"""Documents that are filled while a file is read, and frozen when they are complete.

The constructor of a frozen dataclass sets each field through ``object.__setattr__``: in
a payment of a million claims that is a third of the time. A draft is a mutable twin
with the same slots; :func:`seal` turns it into the frozen class, in place.
"""

import dataclasses


def draft_of(cls):
    """The mutable twin of a frozen dataclass with slots; same parameters, same order.

    :raises ValueError: for a class with default factories: drafts would share a value.
    """
    fields = dataclasses.fields(cls)
    if any(item.default_factory is not dataclasses.MISSING for item in fields):
        raise ValueError(f"{cls.__name__} has default factories")
    return dataclasses.make_dataclass(
        f"{cls.__name__}Draft",
        [
            (item.name, item.type, dataclasses.field(default=item.default))
            for item in fields
        ],
        bases=cls.__bases__,
        namespace={"SEALED": cls},
        slots=True,
        eq=False,
    )


def seal(draft):
    """The document that a draft has become; the draft itself is it from now on."""
    draft.__class__ = draft.SEALED
    return draft
