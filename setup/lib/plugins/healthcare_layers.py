"""A pytest plugin: choose the tests of a layer and watch the log.

Loaded inside Odoo's process by ``setup/lib/odoo_tests.py``, which passes its wishes
in environment variables.
"""

import functools
import inspect
import json
import logging
import os
import re

import pytest

LAYER = os.environ.get("HEALTHCARE_TEST_LAYER", "all")
ONLY = json.loads(os.environ.get("HEALTHCARE_TEST_ONLY", "[]"))
BROWSER = re.compile(r"\b(start_tour|browser_js)\b")
JOURNEYS = "test_healthcare_journeys"
OURS = re.compile(r"^odoo\.addons\.(healthcare_|test_healthcare)")
# (logger, message) patterns that are no fault of ours, each with its reason.
ALLOWED = (
    # What the page says on its console fails the test by itself; what it says while
    # it is being closed ("received after termination") must not.
    (r"\.browser$", r""),
)
# What the web client loads in a tour. Generated in each test's own transaction they
# would be thrown away with it, at six seconds each time.
BUNDLES = ("web.assets_web", "web.assets_tests", "web_tour.automatic")


@functools.cache
def _uses_browser(cls):
    return any(
        BROWSER.search(inspect.getsource(base))
        for base in cls.__mro__
        if OURS.match(base.__module__ or "")
    )


def layer_of(item):
    """The layer of a collected test: odoo, http, tours or journeys."""
    from odoo.tests.common import HttpCase

    if JOURNEYS in str(item.path):
        browser = item.cls is not None and _uses_browser(item.cls)
        return "tours" if browser else "journeys"
    if item.cls is None or not issubclass(item.cls, HttpCase):
        return "odoo"
    return "tours" if _uses_browser(item.cls) else "http"


def selected(item):
    """True if ``--only`` names this test, or names nothing."""
    if not ONLY:
        return True
    path = str(item.path)
    for wish in ONLY:
        addon, _, rest = wish.partition(":")
        name, _, method = rest.partition(".")
        in_addon = f"/{addon}/" in path
        in_class = not name or (item.cls is not None and item.cls.__name__ == name)
        if in_addon and in_class and method in ("", item.name):
            return True
    return False


def pytest_collection_modifyitems(config, items):
    """Keep the tests of the wanted layer and selection."""
    keep = [
        item
        for item in items
        if selected(item) and (LAYER == "all" or layer_of(item) == LAYER)
    ]
    dropped = [item for item in items if item not in keep]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = keep


@pytest.fixture(scope="session", autouse=True)
def web_client_assets(request):
    """Generate the web client's bundles once for all tours."""
    tours = [item for item in request.session.items if layer_of(item) == "tours"]
    if len(tours) < 2:
        return
    request.getfixturevalue("load_registry")
    from odoo.api import Environment
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        qweb = Environment(cr, 1, {})["ir.qweb"]
        for bundle in BUNDLES:
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
            qweb._get_asset_bundle(bundle, css=True, js=False).css()


class LogWatch(logging.Handler):
    """Collects what our addons log as a warning or worse outside of assertLogs."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        """Keep the record unless it is another addon's or on the allow-list."""
        text = record.getMessage()
        ours = OURS.match(record.name) or "healthcare" in (record.pathname or "")
        if not ours and not record.exc_info:
            return
        for logger, pattern in ALLOWED:
            if re.search(logger, record.name) and re.search(pattern, text):
                return
        self.lines.append(f"{record.levelname} {record.name}: {text[:200]}")


WATCH = LogWatch()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """Fail a test that passes but leaves a warning in the log."""
    WATCH.lines.clear()
    root = logging.getLogger()
    root.addHandler(WATCH)
    try:
        outcome = yield
    finally:
        root.removeHandler(WATCH)
    if outcome.excinfo is None and WATCH.lines:
        noise = "\n".join(WATCH.lines[:5])
        failure = pytest.fail.Exception(
            f"unexpected log lines:\n{noise}", pytrace=False
        )
        outcome.force_exception(failure)
