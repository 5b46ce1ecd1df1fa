"""What is remembered is forgotten after a change, in one place for all models."""

import re
from pathlib import Path
from unittest.mock import patch

from odoo import models
from odoo.tests import tagged

from .common import EngineCase

MODELS = (
    *("healthcare.authority", "healthcare.rule", "healthcare.rule.condition"),
    *("healthcare.retry.rule", "healthcare.expectation", "healthcare.flow.field"),
    *("healthcare.connection", "healthcare.flow", "healthcare.credential"),
)
ROOMS = Path(__file__).parents[1]


@tagged("post_install", "-at_install")
class TestRemembered(EngineCase):
    """Creating, writing, deleting; often written columns; the order of things."""

    def test_all_inherit_it_and_nobody_repeats_it(self):
        mixin = self.env.registry["healthcare.remembered"]
        for name in MODELS:
            self.assertTrue(issubclass(self.env.registry[name], mixin), name)
        pattern = re.compile(r"super\(\)\.(create|write|unlink)\(.*\n.*clear_cache\(")
        repeated = [
            path.name
            for path in (ROOMS / "models").glob("*.py")
            if pattern.search(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(repeated, ["healthcare_remembered.py"])

    def test_after_and_not_before(self):
        seen = []
        rules = self.env["healthcare.retry.rule"]
        values = {"flow_id": self.flow.id, "error_class": "timeout"}
        base = {name: getattr(models.BaseModel, name) for name in ("create", "write")}

        def noting(name):
            def method(*arguments):
                seen.append(name)
                return base[name](*arguments)

            return method

        registry = type(self.env.registry)
        with (
            patch.object(models.BaseModel, "write", noting("write")),
            patch.object(
                registry, "clear_cache", lambda *names: seen.append("forgotten")
            ),
        ):
            rule = rules.create(values)
            seen.clear()
            rule.attempts = 3
            self.assertEqual(seen, ["write", "forgotten"])
            seen.clear()
            rule.unlink()
            self.assertEqual(seen, ["forgotten"])

    def test_what_is_written_often_forgets_nothing(self):
        expected = self.env["healthcare.expectation"].create(
            {"connection_id": self.connection.id, "kind": "goods_receipt"}
        )
        registry, seen = type(self.env.registry), []
        with patch.object(registry, "clear_cache", lambda *names: seen.append(1)):
            expected.last_seen_at = "2026-03-02 14:00:00"
            self.assertFalse(seen)
            expected.grace_minutes = 30
            self.assertTrue(seen)
