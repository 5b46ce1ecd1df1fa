"""What a failed document left in its process is gone with its effect."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EngineCase

PARAMETER = "healthcare.test_cached"


@tagged("post_install", "-at_install")
class TestCaches(EngineCase):
    """One bad document among good ones, against the contract of handlers."""

    def _leave(self, row):
        number = row.document.receipt_number
        # The transaction of the drain, not that of the test.
        env = row.flow.env
        parameters = env["ir.config_parameter"].sudo()
        if number.startswith("bad"):
            parameters.set_param(PARAMETER, number)
            self.assertEqual(parameters.get_param(PARAMETER), number)
            env.cr.postcommit.add(self.hook)
            raise ValueError(number)
        hooked = self.hook in env.cr.postcommit._funcs
        self.left[number] = (hooked, parameters.get_param(PARAMETER))
        return self.one(row)

    @mute_logger(
        "odoo.addons.healthcare_integration_base.models.healthcare_drain_apply"
    )
    def test_hooks_and_caches_of_a_failed_one(self):
        """While the batch is halved it fails again and again: each time it is gone."""
        self.left = {}
        self.hook = lambda: None
        self.one = self.handler._one
        self.handler._one = self._leave
        numbers = ["ok-1", "ok-2", "bad-3", "ok-4", "ok-5"]
        messages = self.messages.concat(*map(self._accept, numbers))
        self._drain()
        states = ["done", "done", "failed", "done", "done"]
        self.assertEqual(messages.mapped("state"), states)
        self.assertGreater(len(self.handler.calls), 2)
        good = [number for number in numbers if number.startswith("ok")]
        self.assertEqual(self.left, dict.fromkeys(good, (False, False)))
        self.assertFalse(self.env["ir.config_parameter"].sudo().get_param(PARAMETER))
