"""Shadow observes, assisted asks, automatic acts; and only what was shown happens."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.healthcare_handler import HealthcareHandler
from .common import EngineCase
from .test_preview import ProbingHandler

GROUP = "healthcare_integration_base.group_"


class ModeHandler(ProbingHandler):
    """Each receipt names the partner's new reference; the site is its order number."""

    def _facility(self, document):
        return document.site

    def _do_write(self, number):
        self.env.company.partner_id.write({"ref": number})


class ModeCase(EngineCase):
    """A flow, two sites, an operator and two approvers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(cls.env, "hc_op", f"{GROUP}operator")
        both = f"{GROUP}approver,{GROUP}operator"
        cls.both = new_test_user(cls.env, "hc_both", both)
        cls.approver = new_test_user(cls.env, "hc_app", f"{GROUP}approver")
        cls.partner = cls.env.company.partner_id

    def setUp(self):
        super().setUp()
        self.handler = ModeHandler(self.env)
        self.patch(
            HealthcareHandler,
            "_for_kind",
            lambda model, kind: self.handler.at(model.env),
        )

    def _body(self, number, order="", site=""):
        body = super()._body(number, order)
        return body.replace(b'"site": ""', f'"site": "{site}"'.encode())

    def _accept(self, number, order="", site=""):
        self.env.flush_all()
        body = self._body(number, order, site)
        accepted = self.messages._accept(self.flow, body)
        return self.messages.browse(accepted.message_id)


@tagged("post_install", "-at_install")
class TestModes(ModeCase):
    """What the engine does with a message in each mode."""

    def test_shadow_touches_nothing_and_tells(self):
        self.flow.mode = "shadow"
        messages = self._accept("write-1") | self._accept("write-2")
        self._drain()
        self.assertEqual(messages.mapped("state"), ["skipped"] * 2)
        self.assertEqual(messages.mapped("code"), ["mode.shadow"] * 2)
        self.assertFalse(self.partner.ref)
        result = messages[:1].preview_result_id
        self.assertEqual((result.purpose, result.outcome), ("shadow", "done"))
        [line] = result.line_ids
        self.assertEqual((line.field, line.after), ("ref", "write-1"))

    def test_what_is_outdated_when_it_is_approved_stays_somebodys(self):
        self.flow.mode = "assisted"
        message = self._accept("write-1")
        self._drain()
        # Somebody did by hand what it would have done.
        self.partner.ref = "write-1"
        self.env.flush_all()
        message.with_user(self.approver).action_approve_effect()
        self.env.invalidate_all()
        self.assertEqual(message.state, "to_approve")
        self.assertTrue(message.with_user(self.approver).may_decide)
        message.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual(message.state, "done")

    def test_a_facility_has_a_mode_of_its_own(self):
        hospital = self.env["healthcare.facility"].create(
            {"name": "Hospital", "code": "HOSP"}
        )
        self.env["healthcare.facility"].create(
            {"name": "Pharmacy", "code": "ph-1", "parent_id": hospital.id}
        )
        self.env["healthcare.flow.mode"].create(
            {"flow_id": self.flow.id, "facility_id": hospital.id, "mode": "shadow"}
        )
        rows = {
            site: self._accept(f"write-{site or 'none'}", site=site)
            for site in ("HOSP", "PH-1", "elsewhere", "")
        }
        self._drain()
        self.assertEqual(
            {site: row.state for site, row in rows.items()},
            {"HOSP": "skipped", "PH-1": "skipped", "elsewhere": "done", "": "done"},
        )

    def test_assisted_waits_for_a_person_and_its_subject_with_it(self):
        self.flow.mode = "assisted"
        first, second = self._accept("write-1", "PO1"), self._accept("write-2", "PO1")
        self._drain()
        self.assertEqual((first.state, second.state), ("to_approve", "parked"))
        self.assertFalse(self.partner.ref)
        report = first.preview_result_id.report_id
        self.assertEqual((report.state, report.purpose), ("waiting", "assisted"))
        self.assertIn(self.approver, self.flow.activity_ids.user_id)
        with self.assertRaises(AccessError):
            first.with_user(self.operator).action_approve_effect()
        first.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual(first.state, "done")
        self.assertEqual(self.partner.ref, "write-1")
        self.assertEqual(second.state, "to_approve")
        self.assertTrue(first.preview_result_id.applied_at)

    def test_refused_is_skipped_with_its_reason(self):
        self.flow.mode = "assisted"
        first, second = self._accept("write-1", "PO1"), self._accept("write-2", "PO1")
        self._drain()
        with self.assertRaises(UserError):
            first.with_user(self.approver)._refuse_effect(" ")
        first.with_user(self.approver)._refuse_effect("Not ours.")
        self.assertEqual((first.state, first.code), ("skipped", "approval.refused"))
        self.assertEqual(first.attempt_ids[:1].comment, "Not ours.")
        self.assertEqual(first.attempt_ids[:1].user_id, self.approver)
        self._drain()
        self.assertEqual(second.state, "to_approve")
        self.assertFalse(self.partner.ref)

    def test_what_needs_nobody_asks_nobody(self):
        self.flow.mode = "assisted"
        message = self._accept("hook-1")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertFalse(message.preview_result_id)

    def test_one_approved_of_many(self):
        self.flow.mode = "assisted"
        first, second = self._accept("write-1"), self._accept("write-2")
        self._drain()
        self.assertEqual(first.preview_result_id.report_id.message_total, 2)
        first.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual((first.state, second.state), ("done", "to_approve"))

    def test_a_change_of_mode_is_audited(self):
        self.flow.with_user(self.env.ref("base.user_admin")).mode = "shadow"
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "flow.mode_changed")], limit=1, order="id desc"
        )
        self.assertEqual(entry.facts, {"before": "automatic", "after": "shadow"})

    def test_nothing_special_asks_nothing(self):
        """An automatic flow costs no look-up of modes or approvals."""
        for number in range(3):
            self._accept(f"hook-{number}")
        self.patch(
            type(self.env["healthcare.drain"]),
            "_modes",
            lambda *_args: self.fail("asked for modes"),
        )
        self._drain()


@tagged("post_install", "-at_install")
class TestApproval(ModeCase):
    """Replays of what was done go through a preview and, if posted, two people."""

    def _done(self, number="write-1"):
        message = self._accept(number)
        self._drain()
        self.assertEqual(message.state, "done")
        return message

    def _by_hand(self, ref):
        """What another transaction would have committed."""
        self.partner.ref = ref
        self.env.flush_all()

    def _as_posted(self):
        self.patch(
            type(self.env["healthcare.preview.difference"]),
            "_is_posted",
            lambda _self, model, row: row is not None and model == "res.partner",
        )

    def _report(self, message, user=None):
        reports = self.env["healthcare.preview.report"].with_user(user or self.operator)
        return reports._preview_replay(message.with_user(user or self.operator), "why")

    def test_a_done_message_is_replayed_through_a_preview(self):
        message = self._done()
        with self.assertRaises(UserError):
            message.with_user(self.operator).action_replay()
        self._by_hand("by hand")
        report = self._report(message)
        self.assertEqual(self.partner.ref, "by hand")
        self.assertEqual(
            report.line_ids.mapped(lambda row: (row.before, row.after)),
            [("by hand", "write-1")],
        )
        report.with_user(self.operator).action_apply()
        self.assertEqual((report.state, message.state), ("approved", "due"))
        self._drain()
        self.assertEqual((message.state, self.partner.ref), ("done", "write-1"))

    def test_posted_needs_a_second_person(self):
        self._as_posted()
        message = self._done()
        self._by_hand("by hand")
        report = self._report(message, self.both)
        report.with_user(self.both).action_apply()
        self.assertEqual((report.state, message.state), ("waiting", "done"))
        self.assertIn(self.approver, report.activity_ids.user_id)
        self.assertNotIn(self.both, report.activity_ids.user_id)
        for user in (self.both, self.operator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).action_approve()
        report.with_user(self.approver).action_approve()
        self.assertFalse(report.activity_ids)
        self._drain()
        self.assertEqual((message.state, self.partner.ref), ("done", "write-1"))

    def test_a_changed_world_is_shown_again(self):
        self._as_posted()
        message = self._done()
        self._by_hand("by hand")
        report = self._report(message)
        report.with_user(self.operator).action_apply()
        self._by_hand("by another hand")
        notice = report.with_user(self.approver).action_approve()
        self.assertEqual((report.state, message.state), ("outdated", "done"))
        fresh = self.env["healthcare.preview.report"].browse(notice["res_id"])
        self.assertEqual(fresh.state, "waiting")
        self.assertEqual(fresh.line_ids.before, "by another hand")

    def test_the_drain_applies_only_what_was_shown(self):
        """Between the approval and the drain somebody changed the record."""
        message = self._done()
        self._by_hand("by hand")
        report = self._report(message)
        report.with_user(self.operator).action_apply()
        self._by_hand("too late")
        self._drain()
        self.assertEqual(
            (message.state, message.code), ("to_approve", "approval.outdated")
        )
        self.assertEqual(self.partner.ref, "too late")
        self.assertEqual(report.state, "outdated")
        message.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual((message.state, self.partner.ref), ("done", "write-1"))

    def test_nothing_to_apply(self):
        message = self._done("hook-1")
        report = self._report(message)
        self.assertFalse(report.with_user(self.operator).may_apply)
        with self.assertRaises(AccessError):
            report.with_user(self.operator).action_apply()

    def test_viewers_neither_preview_nor_decide(self):
        message = self._done()
        viewer = new_test_user(self.env, "hc_view", f"{GROUP}viewer")
        with self.assertRaises(UserError):
            message.with_user(viewer).action_preview_replay()
        report = self._report(message)
        with self.assertRaises(AccessError):
            report.with_user(viewer).action_apply()

    def test_shadow_is_applied_later(self):
        self.flow.mode = "shadow"
        message = self._accept("write-1")
        self._drain()
        self._report(message).with_user(self.operator).action_apply()
        self._drain()
        self.assertEqual((message.state, self.partner.ref), ("done", "write-1"))

    def test_only_those_who_decide_read_previews(self):
        report = self._report(self._done())
        names = ("healthcare.preview.report", "healthcare.preview.line")
        viewer = new_test_user(self.env, "hc_view", f"{GROUP}viewer")
        for name in names:
            rows = self.env[name].with_user(viewer)
            with self.subTest(name), self.assertRaises(AccessError):
                rows.search([]).mapped("display_name")
        for user in (self.operator, self.approver):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).write({"state": "approved"})

    def test_undecided_previews_go_after_a_while(self):
        report = self._report(self._done())
        kept = self._report(self._done("write-2"))
        self.env.cr.execute(
            "UPDATE healthcare_preview_report SET create_date = '2020-01-01', "
            "state = CASE WHEN id = %s THEN 'refused' ELSE state END",
            [kept.id],
        )
        self.env.invalidate_all()
        self.env["healthcare.preview.report"]._gc_undecided()
        self.assertFalse(report.exists())
        self.assertTrue(kept.exists())
