"""HL levels as a tree. The parent is HL02, never the order in which levels stand."""

from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.issue import WARNING

from .reading import text

#: A shipment has six levels at most (shipment, order, tare, pack, item, part). What is
#: deeper is a circle.
DEPTH = 20


@dataclass(slots=True)
class Level:
    """One HL loop: ``code`` HL03 (S, O, T, P, I ...), ``where`` its place.

    ``segments`` are ``(place, segment)`` rows up to the next HL.
    """

    number: str
    parent: str
    code: str
    where: str
    segments: list = field(default_factory=list)
    above: "Level | None" = None

    def ancestors(self):
        """This level and the ones above it, innermost first, :data:`DEPTH` at most."""
        level = self
        for _ in range(DEPTH):
            yield level
            level = level.above
            if level is None:
                return


class Hierarchy:
    """Collects HL loops; what stands before the first HL is the ``head``."""

    def __init__(self, reading):
        self._reading = reading
        self.head = []
        self.levels = []

    def take(self, segment):
        """Add the next segment of the set, an HL opens a level."""
        where = self._reading.where(segment[0])
        if segment[0] == "HL":
            self.levels.append(
                Level(text(segment, 1), text(segment, 2), text(segment, 3), where)
            )
            return
        rows = self.levels[-1].segments if self.levels else self.head
        rows.append((where, segment))

    def link(self):
        """Find every parent; report parents that are missing, doubled or circular."""
        numbers = {}
        for level in self.levels:
            if level.number in numbers:
                self._report("x12.hl.duplicate", level)
            numbers.setdefault(level.number, level)
        for level in self.levels:
            if not level.parent:
                continue
            level.above = numbers.get(level.parent)
            if level.above is None:
                self._report("x12.hl.parent", level)
        for level in self.levels:
            *_, last = level.ancestors()
            if last.above is not None:
                self._report("x12.hl.cycle", last)
                last.above = None

    def _report(self, code, level):
        self._reading.report(code, ["HL"], severity=WARNING, place=level.where)
