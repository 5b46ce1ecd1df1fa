"""No value of a payload leaves through a log or a trace."""

import logging
from types import SimpleNamespace

import pytest

from odoo.addons.healthcare_integration_base.redact import (
    code_of,
    handling,
    safe_trace,
)

LOGGER = logging.getLogger("odoo.sql_db")


def _raise():
    raise ValueError("DOE JANE")


def test_a_trace_has_places_and_no_text():
    try:
        _raise()
    except ValueError as error:
        trace = safe_trace(error)
    assert "DOE" not in trace
    assert "test_redact.py" in trace
    assert trace.endswith("ValueError")


def test_the_sql_logger_is_cut_down_while_a_message_is_handled(caplog):
    with handling("abc"), caplog.at_level(logging.ERROR, "odoo.sql_db"):
        LOGGER.error("bad query: %s", "INSERT ... 'DOE JANE'")
    assert "DOE" not in caplog.text
    assert "abc" in caplog.text


class _Refused(Exception):
    """Looks like an error of psycopg2, whose attributes cannot be set."""

    def __init__(self, code, constraint):
        super().__init__("Key (number)=(DOE JANE) already exists")
        self.pgcode = code
        self.diag = SimpleNamespace(constraint_name=constraint)


@pytest.mark.parametrize(
    ("code", "constraint", "level"),
    [
        ("40001", None, "INFO"),
        ("23505", "healthcare_exception_open_uniq", "INFO"),
        ("23505", "res_partner_ref_uniq", "ERROR"),
        ("42703", None, "ERROR"),
    ],
)
def test_the_kind_of_failure_stays_and_a_meeting_is_a_note(
    caplog, code, constraint, level
):
    with handling("abc"), caplog.at_level(logging.INFO, "odoo.sql_db"):
        try:
            raise _Refused(code, constraint)
        except _Refused:
            LOGGER.error("bad query: %s", "INSERT ... 'DOE JANE'")
    (record,) = caplog.records
    assert record.levelname == level
    assert code in caplog.text
    assert (constraint or "abc") in caplog.text
    assert "DOE" not in caplog.text


def test_outside_of_a_message_the_logger_is_as_always(caplog):
    with handling("abc"):
        pass
    with caplog.at_level(logging.ERROR, "odoo.sql_db"):
        LOGGER.error("bad query: %s", "SELECT 1")
    assert "SELECT 1" in caplog.text


def test_a_code_of_anything():
    assert code_of(KeyError("DOE")) == "bug.KeyError"
