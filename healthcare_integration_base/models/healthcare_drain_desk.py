"""The short transactions of one run, one after another on one connection."""

import contextlib

from odoo.sql_db import Cursor


class Desk:
    """Lends one cursor again and again: to borrow a connection costs as much as a
    claim, and whoever waits for a single message waits for each of them.

    A transaction inside another gets a cursor of its own. What failed is closed.
    """

    def __init__(self, registry):
        self._registry = registry
        self._cr = None
        self._lent = False

    @contextlib.contextmanager
    def cursor(self):
        """A cursor that commits at the end, and rolls back what raises."""
        cr = None if self._lent else (self._cr or self._registry.cursor())
        if not isinstance(cr, Cursor):
            # Test cursors are closed in the order of their opening.
            with cr or self._registry.cursor() as own:
                yield own
            return
        self._cr, self._lent = cr, True
        try:
            yield cr
            # A short transaction of its own, like a cursor that is left.
            cr.commit()  # pylint: disable=invalid-commit
        except BaseException:
            self.close()
            raise
        finally:
            self._lent = False

    def close(self):
        """Give the connection back; what is not committed is rolled back."""
        cr, self._cr = self._cr, None
        if cr is not None:
            cr.close()
