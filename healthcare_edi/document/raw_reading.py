"""Transaction sets of any length as one iterator of segments that are still texts.

For documents of which one set may fill a file (835): a segment is split by whoever
wants it, so what nobody wants costs nearly nothing.
"""

from itertools import chain

from ..codec.x12.checker import Checker
from ..codec.x12.delimiters import Delimiters
from .reading import Reading

#: A tree that was written and never sealed has no separators: signs that no data holds.
_UNSEALED = Delimiters("\x1d", "\x1f", "\x1e", "\x1c")


class RawReading(Reading):
    """``rows``: the segments as texts, some of them empty; ``element``: what to split
    them by. Places are counted by whoever takes the segments, in ``_counts``.
    """

    def __init__(self, part):
        super().__init__(part)
        if hasattr(part.tree, "raw"):
            self.element = part.tree.delimiters.element
            self.rows = chain.from_iterable(part.tree.raw())
        else:
            self.element, self.component = _UNSEALED.element, _UNSEALED.component
            self.rows = map(self._joined, part.tree)

    def watch(self):
        """Check each segment against the guide while it passes: the checker."""
        delimiters = getattr(self.part.tree, "delimiters", _UNSEALED)
        checker = Checker(
            self.part.code, self.part.version, delimiters, self.part.where
        )
        self.rows = checker.pass_on(self.rows)
        return checker

    def _joined(self, segment):
        return self.element.join(
            self.component.join(value) if isinstance(value, tuple | list) else value
            for value in segment
        )

    def split(self, row):
        """A segment as list, the tag first, without blanks around its elements."""
        return [value.strip() for value in row.split(self.element)]

    def keys(self, *tags):
        """What the texts of segments of these tags begin with."""
        return tuple(tag + self.element for tag in tags)

    def tag(self, row):
        """The tag of a segment."""
        return row.partition(self.element)[0].strip()
