"""Every reason on a screen is a sentence; the code stays beside it."""

import re
from pathlib import Path

from odoo.tests import tagged

from ..errors import ConfigurationError
from ..models.healthcare_handler import HealthcareHandler
from .common import EngineCase

OUTCOME = re.compile(
    r"""(?:Outcome\.(?:rejected|waiting|retry|partly|conflict)|Error)\(\s*"""
    r"""["']([a-z_]+(?:\.[a-z_]+)+)["']"""
)
ADDONS = Path(__file__).parents[2]


@tagged("post_install", "-at_install")
class TestCodeWords(EngineCase):
    """Known codes, codes by their last word, and those nobody thought of."""

    def _say(self, code):
        return self.env["healthcare.code.words"]._say(code)

    def test_a_sentence_beside_the_code(self):
        message = self._accept("wait-1")
        self._drain()
        self.assertEqual(message.code, "order.unknown")
        self.assertTrue(message.code_text)
        self.assertNotIn("order.unknown", message.code_text)
        self.assertEqual(message.attempt_ids[0].code_text, message.code_text)

    def test_words_of_each_kind(self):
        for code, words in (
            ("delivery.lost", "Every worker that took it was lost."),
            ("bug.ValueError", "A defect in our software (ValueError)."),
            ("http.503", "The partner answered 503."),
            ("csv.syntax", "Csv: it breaks the rules of its format."),
            ("hl7.message.too_long", "Hl7, message: it is too long."),
            ("some.thing_odd", "Some, thing odd"),
            ("", ""),
            (False, ""),
        ):
            with self.subTest(code=code):
                self.assertEqual(self._say(code), words)

    def test_beside_a_note_only_a_sentence(self):
        """The note says what is wrong; the bare words of a code add nothing to it."""
        message = self._accept("ok-1")
        message.write({"code": "some.thing_odd", "note": "Line 3 is odd."})
        self.assertFalse(message.code_text)
        message.note = False
        self.assertEqual(message.code_text, "Some, thing odd")
        message.write({"code": "rule.breach", "note": "Line 3 is odd."})
        self.assertEqual(message.code_text, "A rule of ours stops it.")

    def test_a_kind_that_nobody_handles_waits(self):
        """It is no defect of ours: an addon is missing, and the log stays clean."""

        def missing(_model, kind):
            raise ConfigurationError("handler.missing", kind, "Nobody")

        message = self._accept("ok-1")
        self.patch(HealthcareHandler, "_for_kind", missing)
        self._drain()
        self.assertEqual((message.state, message.code), ("waiting", "handler.missing"))
        self.assertIn("No installed addon", message.code_text)

    def test_no_code_of_the_sources_is_shown_raw(self):
        """Whatever a handler or connector says is spelled out."""
        codes = {
            code
            for path in ADDONS.glob("healthcare_*/*/*.py")
            if "tests" not in path.parts
            for code in OUTCOME.findall(path.read_text(encoding="utf-8"))
        }
        self.assertGreater(len(codes), 10)
        raw = {code for code in codes if "." in self._say(code).rstrip(".")}
        self.assertFalse(raw)
