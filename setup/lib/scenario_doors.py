"""Putting things through the doors of the server, and waiting for what becomes of them.

Waiting is bounded everywhere; who waits in vain says which message is in which state
and why.
"""

import time

from .failure import SetupError

#: A message in one of these will move by itself.
MOVING = ("received", "due", "leased", "retry", "sending")
#: These wait for something that somebody else has to do.
HELD = ("waiting", "parked")
#: These are defects, ours or the set-up's.
BROKEN = ("failed", "dead", "uncertain")
LIMIT = 120
#: What is held for so long is not going to be released by the rest of the batch.
HELD_LIMIT = 20
PAUSE = 0.4

INBOUND = """
SELECT m.id, COALESCE(p.name, m.name), m.kind, m.reference, m.state, m.code,
       m."where", m.note, m.dependency, m.parent_id,
       EXISTS (SELECT 1 FROM healthcare_message k WHERE k.parent_id = m.id)
  FROM healthcare_message m
  JOIN healthcare_connection c ON c.id = m.connection_id
  LEFT JOIN healthcare_message p ON p.id = m.parent_id
 WHERE c.code = %s AND m.direction = 'in' AND m.id > %s
 ORDER BY m.id
"""
OUTBOUND = """
SELECT m.id, m.name, m.kind, m.reference, m.state, m.code, m."where", m.note,
       m.dependency, NULL, FALSE
  FROM healthcare_message m
 WHERE m.direction = 'out' AND m.reference = ANY(%s) ORDER BY m.id
"""
FIELDS = (
    "id",
    "name",
    "kind",
    "reference",
    "state",
    "code",
    "where",
    "note",
    "dependency",
    "parent",
    "is_file",
)
FETCH = """
connection = env["healthcare.connection"].search([("code", "=", values["code"])])
connection.action_pull()
"""


class Doors:
    """The doors of one server.

    :param context: scenario.Context
    :param administrator: web_user.WebUser who may fetch, or None
    """

    def __init__(self, context, administrator=None):
        self.context = context
        self.administrator = administrator

    def folder(self, connection, side):
        """The watched folder of a connection; ``side`` is ``in`` or ``out``."""
        folder = self.context.folder(self.context.database)
        for name in (connection, side):
            layout = self.context.program.layout
            folder = folder / name
            layout.folder(*folder.relative_to(layout.home).parts, private=True)
        return folder

    def relative(self, connection, side):
        """The same folder, as a connection names it: relative to the folder root."""
        root = self.context.program.layout.folder("partners", private=True)
        return str(self.folder(connection, side).relative_to(root))

    def deliver(self, connection, files, may_wait=False):
        """Put ``{name: bytes}`` into a connection's folder; see :meth:`wait`."""
        since = self.newest()
        folder = self.folder(connection, "in")
        for name, payload in files.items():
            self.context.drop(folder, name, payload)
        self.fetch(connection)
        return self.wait(connection, since, set(files), may_wait)

    def newest(self):
        """Id of the newest message."""
        rows = self.context.query("SELECT max(id) FROM healthcare_message")
        return rows[0][0] or 0

    def fetch(self, connection):
        """Press *Fetch now*; the server would do it by itself within a minute."""
        if self.administrator is None:
            self.context.odoo_shell(FETCH, code=connection)
            return
        domain = [("code", "=", connection)]
        found = self.administrator.read("healthcare.connection", domain, ["id"])
        self.administrator.call(
            "healthcare.connection", "action_pull", [row["id"] for row in found]
        )

    def wait(self, connection, since, names=(), may_wait=False, seconds=LIMIT):
        """The messages that came in after ``since``, once none of them moves any more.

        :param names: files that must have been stored
        :param may_wait: a message that waits for something counts as finished
        :returns: dicts with the names of ``FIELDS``, one per document
        :raises SetupError: after ``seconds``, or when a message failed; says what is
            in which state
        """
        moving = MOVING if may_wait else MOVING + HELD

        def settled():
            rows = self._rows(INBOUND, [connection, since])
            stored = {row["name"] for row in rows}
            busy = [row for row in rows if row["state"] in moving]
            complete = rows and set(names) <= stored and not busy
            return complete, rows, busy

        rows = self._until(settled, f"Messages of {connection}", seconds)
        broken = [row for row in rows if row["state"] in BROKEN or _refused(row)]
        if broken and not may_wait:
            raise self._failure(f"Messages of {connection} failed", broken)
        return [row for row in rows if not row["is_file"]]

    def wait_sent(self, references, seconds=LIMIT):
        """Outbound messages of these numbers, once all of them have left."""

        def settled():
            rows = self._rows(OUTBOUND, [list(references)])
            busy = [row for row in rows if row["state"] in (*MOVING, *HELD, "draft")]
            complete = {row["reference"] for row in rows} >= set(references)
            return complete and not busy, rows, busy

        return self._until(settled, "Messages to partners", seconds)

    def until_left(self, statement, seconds=LIMIT):
        """Rows of ``statement`` (reference, state of its message), all sent."""

        def settled():
            rows = self.context.query(statement)
            busy = [
                dict.fromkeys(FIELDS) | {"reference": name, "state": state}
                for name, state in rows
                if state in (*MOVING, *HELD, "draft")
            ]
            return not busy, rows, busy

        return self._until(settled, "Documents for partners", seconds)

    def _rows(self, statement, values):
        found = self.context.query(statement, values)
        return [dict(zip(FIELDS, row, strict=True)) for row in found]

    def _until(self, settled, title, seconds):
        deadline = time.monotonic() + seconds
        moved, last = time.monotonic(), None
        while True:
            done, rows, busy = settled()
            if done:
                return rows
            now = time.monotonic()
            if busy != last or any(row["state"] in MOVING for row in busy):
                moved, last = now, busy
            stuck = busy and now - moved > HELD_LIMIT
            if stuck or now > deadline:
                took = HELD_LIMIT if stuck else seconds
                raise self._failure(f"{title} are not finished after {took} s", busy)
            time.sleep(PAUSE)

    def _failure(self, title, rows):
        listed = "\n".join(map(describe, rows)) or "    nothing has come in"
        return SetupError(
            f"{title}:\n{listed}",
            "Open Healthcare Integration, Messages; the server's log is in "
            f"{self.context.program.layout.log}.",
        )


def _refused(row):
    """Whether a whole file was not taken; a document of a file may be refused."""
    return row["state"] == "rejected" and not row["kind"] and not row["parent"]


def describe(row):
    """One message in one line: codes and places, never a value."""
    parts = [row["name"] or f"message {row['id']}", row["kind"] or "", row["state"]]
    why = " ".join(filter(None, [row["code"], row["where"] and f"at {row['where']}"]))
    if row["dependency"]:
        why += f" waits for {row['dependency']}"
    return "    " + " ".join(filter(None, parts)) + (f": {why.strip()}" if why else "")
