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

    Whoever needs the cursor lands first: that waits, and raises what was wrong.
    """

    def __init__(self):
        self.far = False
        self._thread = None
        self._error = None

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
        self._thread = threading.Thread(
            target=self._run, args=(raw, text), name="healthcare-drain-flight"
        )
        self._thread.start()

    def land(self):
        """Wait for what is in the air.

        :raises psycopg2.Error: it failed; the transaction is lost.
        """
        self.wait()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def wait(self):
        """Wait, whatever came of it: nobody closes a cursor that is at work."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def _run(self, raw, text):
        try:
            with raw:
                raw.execute(text)
        except BaseException as error:
            # Raised by ``land``, in the thread that works the batch.
            self._error = error
