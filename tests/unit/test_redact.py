"""No value of a payload leaves through a log or a trace."""

import logging

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


def test_outside_of_a_message_the_logger_is_as_always(caplog):
    with handling("abc"):
        pass
    with caplog.at_level(logging.ERROR, "odoo.sql_db"):
        LOGGER.error("bad query: %s", "SELECT 1")
    assert "SELECT 1" in caplog.text


def test_a_code_of_anything():
    assert code_of(KeyError("DOE")) == "bug.KeyError"
