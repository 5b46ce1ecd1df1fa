"""Who lowers the bar does not wave through what jumps over it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import EngineCase

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestGateOfShadow(EngineCase):
    """A flow in shadow that needs a certificate, and two who may decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = f"{BASE}administrator,{BASE}steward"
        cls.one = new_test_user(cls.env, "gate_one", roles)
        cls.other = new_test_user(cls.env, "gate_other", roles)
        cls.flow.write({"mode": "shadow", "certify": True})

    def _passed(self, user, **vals):
        """A certificate that ``user`` set up and that has passed."""
        row = self.env["healthcare.certification"].with_user(user)
        row = row.create({"flow_id": self.flow.id, **vals})
        return self._pass(row)

    def _pass(self, row):
        row.sudo().write({"state": "passed", "content": row._content_now()})
        return row

    def _refused(self, user):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.flow.with_user(user).mode = "automatic"

    def test_without_a_certificate_nobody(self):
        with self.assertRaises(UserError):
            self.flow.with_user(self.one).mode = "automatic"

    def test_who_left_the_gate_alone_may_decide(self):
        row = self._passed(self.one)
        self.assertFalse(row.gate_by_id)
        self.flow.with_user(self.one).mode = "automatic"
        self.assertEqual(self.flow.mode, "automatic")

    def test_who_lowered_the_gate_does_not_decide(self):
        row = self._passed(self.one, gate=10)
        self.assertEqual(row.gate_by_id, self.one)
        self._refused(self.one)
        self.flow.with_user(self.other).mode = "automatic"
        self.assertEqual(self.flow.mode, "automatic")

    def test_lowered_later_and_by_somebody_else(self):
        row = self.env["healthcare.certification"].with_user(self.one)
        row = row.create({"flow_id": self.flow.id})
        row.with_user(self.other).gate = 50
        self._pass(row)
        self._refused(self.other)
        self.flow.with_user(self.one).mode = "assisted"

    def test_who_lowered_it_is_not_typed_in(self):
        with self.assertRaises(AccessError):
            self._passed(self.one, gate=10, gate_by_id=self.other.id)
        with self.assertRaises(AccessError):
            self.flow.with_user(self.one).certify_off_by_id = self.other

    def test_who_took_the_certificate_away_does_not_decide(self):
        """Neither in two steps nor in one."""
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.flow.with_user(self.one).write({"certify": False, "mode": "automatic"})
        self.flow.with_user(self.one).certify = False
        self._refused(self.one)
        self.flow.with_user(self.other).mode = "automatic"

    def test_a_facility_goes_through_the_same_gate(self):
        site = self.env["healthcare.facility"].create(
            {"name": "North", "code": "gate-north"}
        )
        line = {"flow_id": self.flow.id, "facility_id": site.id, "mode": "automatic"}
        lines = self.env["healthcare.flow.mode"].with_user(self.one)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            lines.create(line)
        self._passed(self.one, gate=10)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            lines.create(line)
        lines.with_user(self.other).create(line)
        self.assertEqual(self.flow._mode_for(site), "automatic")
