"""Statements in the air: the server writes while this process reads on.

What became of the first messages of a batch is written by the database while Python
opens the next ones. All on the connection and in the transaction of the batch: nothing
takes effect before its commit, and a failure is one of the batch.
"""

import threading

from odoo.sql_db import Cursor


class Flight:
    """Sends statements whose results nobody reads. ``far``: there is something to do
    meanwhile; otherwise they are executed at once.

    Whoever uses the cursor lands first: that waits, and raises what was wrong.
    """

    def __init__(self):
        self.far = False
        self._thread = None
        self._error = None
        self._cr = None

    def send(self, cr, statements):
        """Execute ``(statement, parameters)`` one after another.

        A test's cursor belongs to the thread of the test.
        """
        self.land()
        if not self.far or not isinstance(cr, Cursor):
            for statement, parameters in statements:
                cr.execute(statement, parameters)
            return
        raw = cr._cnx.cursor()
        # One message to the server: between two, the other thread would have to wait
        # for this one to pause.
        text = b";\n".join(raw.mogrify(*statement) for statement in statements)
        if text:
            self._take_off(cr, raw, text)

    def _take_off(self, cr, raw, text):
        thread = threading.Thread(
            target=self._run, args=(raw, text), name="healthcare-drain-flight"
        )
        try:
            thread.start()
        except RuntimeError:
            # The server has no thread left: nobody has to wait for one.
            self._run(raw, text)
            self.land()
            return
        # Opening may ask the database as well, and it may do so in a savepoint, which
        # must not enclose what is in the air.
        self._thread, self._cr, cr._obj = thread, cr, _Landing(self, cr._obj)

    def land(self):
        """Wait for what is in the air.

        :raises psycopg2.Error: it failed; the transaction is lost, so this is said
            again to everybody who comes, whoever may have hidden it.
        """
        self.wait()
        if self._error is not None:
            raise self._error

    def wait(self):
        """Wait, whatever came of it: nobody closes a cursor that is at work."""
        if self._thread is not None:
            # In the air until then: a signal may end the waiting with an exception.
            self._thread.join()
            self._thread = None
            self._cr._obj = self._cr._obj._raw

    def _run(self, raw, text):
        try:
            with raw:
                raw.execute(text)
        except BaseException as error:
            # Raised by ``land``, in the thread that works the batch.
            self._error = error


class _Landing:
    """In place of the cursor below Odoo's while something is in the air."""

    def __init__(self, flight, raw):
        self._flight = flight
        self._raw = raw

    def __getattr__(self, name):
        self._flight.land()
        return getattr(self._raw, name)
