"""Documents that are filled while a file is read, and frozen when they are complete.

The constructor of a frozen dataclass sets each field through ``object.__setattr__``: in
a payment of a million claims that is a third of the time. A draft is a mutable twin
with the same slots; :func:`seal` turns it into the frozen class, in place.
"""

import dataclasses


def draft_of(cls):
    """The mutable twin of a frozen dataclass with slots.

    It is made without arguments and has no value yet in any field: a constructor would
    take half of the time. Whoever makes one sets every field before it is sealed.
    """
    return dataclasses.make_dataclass(
        f"{cls.__name__}Draft",
        [(item.name, item.type) for item in dataclasses.fields(cls)],
        bases=cls.__bases__,
        namespace={"SEALED": cls},
        init=False,
        slots=True,
        eq=False,
    )


def seal(draft):
    """The document that a draft has become; the draft itself is it from now on."""
    draft.__class__ = draft.SEALED
    return draft
