"""Keep payload values out of logs, traces and job tables.

Odoo's ``odoo.sql_db`` logger prints the whole statement of a failed query, and the text
of an exception quotes values. While a message is handled both are cut down to what a
person needs to find the place: names, codes and line numbers.
"""

import logging
import sys
import threading
import traceback
from contextlib import contextmanager

from .errors import IntegrationError

_ACTIVE = threading.local()
SQL_LOGGER = "odoo.sql_db"
#: Serialization failure, deadlock, lock not available: somebody else was faster.
BUSY = ("40001", "40P01", "55P03")
UNIQUE = "23505"


class _SqlFilter(logging.Filter):
    """Replaces the text of SQL log records of a thread that handles a message.

    What PostgreSQL calls the failure stays: its code, and the name of a constraint.
    Two drains that meet are nobody's fault: the batch is taken again, and the record
    is a note.
    """

    def filter(self, record):
        """Let everything through, but without the statement."""
        message = getattr(_ACTIVE, "message", None)
        if message is not None and record.levelno >= logging.WARNING:
            code, constraint = _failure()
            if code in BUSY or (
                code == UNIQUE and constraint.startswith("healthcare_")
            ):
                record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg = "statement failed while message %s was handled: %s"
            record.args = (message, " ".join(filter(None, (code, constraint))))
            record.exc_info = None
            record.exc_text = None
        return True


def _failure():
    """SQLSTATE and constraint of the database error that is being logged."""
    error = sys.exc_info()[1]
    diagnosis = getattr(error, "diag", None)
    code = getattr(error, "pgcode", None) or (type(error).__name__ if error else "")
    return code, getattr(diagnosis, "constraint_name", None) or ""


_FILTER = _SqlFilter()


@contextmanager
def handling(message):
    """While inside, this thread's SQL errors are logged without their statement.

    ``message`` is what may be named instead: an uuid, or a count of messages.
    """
    logger = logging.getLogger(SQL_LOGGER)
    if _FILTER not in logger.filters:
        logger.addFilter(_FILTER)
    before = getattr(_ACTIVE, "message", None)
    _ACTIVE.message = message
    try:
        yield
    finally:
        _ACTIVE.message = before


def safe_trace(error, limit=12):
    """Where an exception came from: type, files, lines, functions. No text."""
    rows = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-limit:]
    ]
    return "\n".join([*rows, type(error).__name__])


def code_of(error):
    """A stable code of any exception: its own, or ``bug.<type>``."""
    # Others bear a ``code`` as well: a number, or words of whoever raised them.
    if isinstance(error, IntegrationError) and error.code:
        return error.code
    return f"bug.{type(error).__name__}"


def _short(path):
    """The part of a path below the addons or the library folder."""
    for mark in ("/addons/", "/site-packages/", "/dist-packages/"):
        _head, found, tail = path.rpartition(mark)
        if found:
            return tail
    return path.rsplit("/", 1)[-1]
