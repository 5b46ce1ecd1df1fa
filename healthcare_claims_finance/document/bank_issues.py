"""What is wrong with one statement, gathered while it is read."""

from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL

#: Issues of one statement that are kept, a fatal one in any case: a small file must not
#: fill the memory.
ISSUES_MAX = 1000


class Issues(list):
    """Issues below one place; ``blocked`` once one of them is fatal.

    :param fault: the function of a format that makes an issue of a code and a place.
    """

    def __init__(self, fault, where):
        super().__init__()
        self._fault = fault
        self._where = where
        self.blocked = False

    def note(self, code, place, severity=ERROR):
        """Add an issue; ``place`` is joined to the place of the statement."""
        if len(self) < ISSUES_MAX:
            self.append(self._fault(code, f"{self._where}{place}", severity))
        elif severity == FATAL and not self.blocked:
            self[-1] = self._fault(code, f"{self._where}{place}", severity)
        self.blocked = self.blocked or severity == FATAL
