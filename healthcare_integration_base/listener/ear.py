"""One connection to one database, on which a doorbell is heard at once."""

import contextlib
import re

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from odoo.sql_db import connection_info_for

from ..models.healthcare_drain import LANES
from ..models.healthcare_drain_listen import CHANNEL, PRESENT, RESTING

LIVELY = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""A network that swallows everything is noticed within a minute."""
RING = re.compile(rf"({'|'.join(LANES)}) (\d{{1,9}})")
"""What is said on the channel, on which every role of the database may speak."""
INSTALLED = """
SELECT 1 FROM ir_module_module
 WHERE name = 'healthcare_integration_base' AND state = 'installed'
"""


class Ear:
    """Listens on one database.

    Whoever holds the lock will hear: it is taken while the channel is listened to and
    given back before work begins. A ring that still saw it is in the connection's queue
    and heard after that work.

    :raises psycopg2.Error: from every method, when the connection is lost.
    """

    def __init__(self, database):
        self.database = database
        _name, settings = connection_info_for(database)
        self._connection = psycopg2.connect(**settings, **LIVELY)
        self._connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        self._cursor = self._connection.cursor()
        self._resting = False

    def is_served(self):
        """Whether our addon is installed there."""
        if not self._value("SELECT to_regclass('ir_module_module')"):
            return False
        return bool(self._value(INSTALLED))

    def listen(self):
        """Hear what is rung from now on."""
        self._cursor.execute(f"LISTEN {CHANNEL}")
        self._cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", PRESENT)

    def rest(self):
        """Say that a doorbell would be answered at once."""
        if not self._resting:
            self._cursor.execute("SELECT pg_advisory_lock_shared(%s, %s)", RESTING)
            self._resting = True

    def wake(self):
        """Say that others should be asked now."""
        if self._resting:
            self._cursor.execute("SELECT pg_advisory_unlock_shared(%s, %s)", RESTING)
            self._resting = False

    def heard(self):
        """``[(lane, seconds)]`` that were rung since the last look; with seconds, for
        later."""
        self._connection.poll()
        notices, self._connection.notifies = self._connection.notifies, []
        rings = [RING.fullmatch(notice.payload) for notice in notices]
        return [(ring[1], int(ring[2])) for ring in rings if ring]

    def fileno(self):
        """What can be waited for."""
        return self._connection.fileno()

    def close(self):
        """Hang up; never raises."""
        with contextlib.suppress(psycopg2.Error):
            self._connection.close()

    def _value(self, statement):
        self._cursor.execute(statement)
        row = self._cursor.fetchone()
        return row and row[0]
