"""The packages of a despatch advice: which CPS lies in which, under which SSCC."""


class Packages:
    """Levels by their number (7164) and that of the level around them (7166)."""

    def __init__(self):
        self._levels = {}
        self._found = {}
        self.current = ""

    def open(self, number, parent, where):
        """A CPS: what follows belongs to this level."""
        self.current = number
        self._levels.setdefault(number, (parent, [], where))

    def mark(self, sscc):
        """A serial shipping container code of the current level."""
        if sscc and self.current in self._levels:
            self._levels[self.current][1].append(sscc)

    def orphans(self):
        """Places of the levels whose parent does not exist."""
        return [
            where
            for parent, _, where in self._levels.values()
            if parent and parent not in self._levels
        ]

    def sscc(self, number):
        """The code of the innermost level with exactly one; empty when there is none.

        To be asked when all levels are known. Every level is walked once, also of a
        long chain and of levels that lie in each other.
        """
        walked, found = {}, ""
        while number in self._levels and number not in walked:
            if number in self._found:
                found = self._found[number]
                break
            walked[number] = True
            number, marks, _ = self._levels[number]
            if len(marks) == 1:
                found = marks[0]
                break
        self._found |= dict.fromkeys(walked, found)
        return found
