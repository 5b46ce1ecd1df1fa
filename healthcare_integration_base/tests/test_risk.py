"""What a question may cost, in which order it stands, who gets it when it is late."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..outcome import Finding, Outcome
from .common import EngineCase
from .roles import BASE


class RiskCase(EngineCase):
    """Types of the trade, and an owner for each team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exceptions = cls.env["healthcare.exception"]
        cls.clerk = new_test_user(cls.env, "rk_clerk", f"{BASE}operator")
        cls.lead = new_test_user(cls.env, "rk_lead", f"{BASE}steward")
        cls.chief = new_test_user(cls.env, "rk_chief", f"{BASE}approver")
        cls.kind = cls._type("TEST_PRICE", probability=0.4, loss_days=30)

    @classmethod
    def _type(cls, code, **values):
        return cls.env["healthcare.exception.type"].create(
            {
                "code": code,
                "name": code.title(),
                "user_id": cls.clerk.id,
                "escalation_group_id": cls.env.ref(f"{BASE}steward").id,
                "second_group_id": cls.env.ref(f"{BASE}approver").id,
                "deadline_hours": 24,
                **values,
            }
        )

    def _open(self, code="TEST_PRICE", summary="What?", **more):
        return self.exceptions._open(
            Finding(code, summary, **more), connection=self.connection
        )

    def _in_days(self, days):
        return fields.Date.to_date(fields.Datetime.now() + timedelta(days=days))


@tagged("post_install", "-at_install")
class TestMoneyAtRisk(RiskCase):
    """One list, whatever the trade; the dearest day first."""

    def test_the_dearest_day_comes_first(self):
        self._type("TEST_DENIAL", probability=1.0)
        webhook = self._open("DEAD_LETTER", "The webhook fails.")
        price = self._open(amount=12_000, where="price")
        denial = self._open("TEST_DENIAL", amount=9_000, deadline=self._in_days(2))
        note = self._open("UNCLASSIFIED", "A note.")
        mine = self.exceptions.search([("connection_id", "=", self.connection.id)])
        self.assertEqual(mine, denial + price + webhook + note)
        self.assertAlmostEqual(price.expected_loss, 4800)
        self.assertAlmostEqual(price.loss_per_day, 160, places=1)
        self.assertGreaterEqual(denial.loss_per_day, 4500)
        self.assertEqual(webhook.loss_per_day, 0)

    def test_what_the_finding_says_wins_over_the_type(self):
        exception = self._open(
            amount=100, probability=0.9, why="The contract ends on Friday."
        )
        self.assertAlmostEqual(exception.expected_loss, 90)
        self.assertIn("The contract ends on Friday.", exception.why)
        self.assertIn("90 %", exception.why)
        self.assertFalse(self._open(where="no money").why)

    def test_currencies_are_compared_in_the_company_currency(self):
        company = self.env.company.currency_id
        other = self.env.ref("base.EUR" if company.name != "EUR" else "base.USD")
        other.active = True
        other.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 0.5, "name": "2020-01-01"}
        )
        foreign = self._open(amount=1000, currency=other.name, where="a")
        own = self._open(amount=1500, where="b")
        self.assertAlmostEqual(foreign.amount_company, 2000)
        self.assertEqual(
            self.exceptions.search([("id", "in", (foreign + own).ids)])[0], foreign
        )

    def test_a_person_may_price_it_otherwise(self):
        exception = self._open(amount=1000)
        exception.with_user(self.clerk).write({"probability": 1.0})
        self.assertAlmostEqual(exception.expected_loss, 1000)
        for values in ({"expected_loss": 1}, {"loss_per_day": 1}, {"amount": 1}):
            with self.subTest(values), self.assertRaises(AccessError):
                exception.with_user(self.clerk).write(values)

    def test_another_day_moves_the_loss(self):
        exception = self._open(amount=1000, probability=1.0, deadline=self._in_days(2))
        before = exception.loss_per_day
        exception.with_user(self.clerk).write(
            {"deadline": fields.Datetime.now() + timedelta(days=10)}
        )
        self.assertAlmostEqual(exception.loss_per_day, 100, delta=1)
        self.assertGreater(before, 400)

    def test_a_day_less_is_dearer(self):
        exception = self._open(amount=1000, probability=1.0, deadline=self._in_days(10))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_exception SET loss_at = loss_at - interval '8 days' "
            "WHERE id = %s",
            [exception.id],
        )
        self.env.invalidate_all()
        self.exceptions._refresh_losses()
        self.assertGreater(exception.loss_per_day, 490)
        exception._close("resolved", "Done.")
        self.assertEqual(exception.loss_per_day, 0)


@tagged("post_install", "-at_install")
class TestEscalation(RiskCase):
    """What nobody solves goes up, once per level, with its activity."""

    def _late(self, exception):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_exception SET escalate_at = timezone('UTC', now()) "
            "- interval '1 minute' WHERE id = ANY(%s) AND escalate_at IS NOT NULL",
            [exception.ids],
        )
        self.env.invalidate_all()
        return self.exceptions._escalate()

    def test_two_levels_and_no_third(self):
        exception = self._open()
        owners = []
        for _round in range(3):
            self._late(exception)
            owners.append((exception.user_id, exception.escalation_level))
        self.assertEqual(owners, [(self.lead, 1), (self.chief, 2), (self.chief, 2)])
        self.assertEqual(exception.activity_ids.user_id, self.chief)
        notes = [row for row in exception.message_ids if "Not solved" in row.body]
        self.assertEqual(len(notes), 2)

    def test_what_is_not_late_stays(self):
        exception = self._open()
        self.assertEqual(self.exceptions._escalate(), 0)
        self.assertEqual(exception.user_id, self.clerk)
        self.assertEqual(exception.escalate_at, exception.deadline)

    def test_a_far_deadline_does_not_wait_for_it(self):
        self.kind.response_hours = 8
        exception = self._open(deadline=self._in_days(60))
        wait = exception.escalate_at - exception.opened_at
        self.assertEqual(wait, timedelta(hours=8))

    def test_what_is_solved_does_not_go_up(self):
        exception = self._open()
        exception._close("resolved", "Done.")
        self.assertEqual(self._late(exception), 0)
        self.assertEqual(exception.user_id, self.clerk)

    def test_the_document_is_told(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        exception = self._open(model="res.partner", res_id=partner.id)
        self._late(exception)
        self.assertIn("handed over", partner.message_ids[0].body)

    def test_statements_do_not_grow(self):
        def statements(count):
            rows = self.exceptions.concat(
                *[self._open(where=f"{count}/{n}") for n in range(count)]
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE healthcare_exception SET escalate_at = timezone('UTC', now()) "
                "- interval '1 minute' WHERE id = ANY(%s)",
                [rows.ids],
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.exceptions._escalate()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertLessEqual(statements(60), statements(5) + 5)


@tagged("post_install", "-at_install")
class TestStages(RiskCase):
    """What the board shows, and what closes by itself."""

    def test_solved_is_not_a_place_to_drag_to(self):
        exception = self._open().with_user(self.clerk)
        exception.write({"stage": "waiting"})
        with self.assertRaises(UserError):
            exception.write({"stage": "solved"})
        exception.action_take()
        self.assertEqual(exception.stage, "working")
        exception.sudo()._close("resolved", "Done.")
        self.assertEqual(exception.stage, "solved")
        with self.assertRaises(UserError):
            exception.write({"stage": "new"})

    def test_a_later_document_about_the_same_subject_settles_it(self):
        self.kind.later_settles = True
        other = self._type("TEST_OTHER")
        findings = (Finding("TEST_PRICE", "How much?"), Finding(other.code, "Who?"))
        answers = [Outcome.partly("asked", findings=findings), Outcome.done()]
        self.patch(self.handler, "_one", lambda row: answers.pop(0))
        first = self._accept("ok-1", "PO1")
        self._drain()
        asked = first.exception_ids
        self.assertEqual(set(asked.mapped("state")), {"open"})
        self._accept("ok-2", "PO1")
        self._drain()
        states = {row.code: row.state for row in asked}
        self.assertEqual(states, {"TEST_PRICE": "resolved", "TEST_OTHER": "open"})

    def test_opening_many_is_a_few_statements(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {n}"} for n in range(130)]
        )

        def statements(some):
            rows = [
                (
                    Finding("TEST_PRICE", "How much?", "res.partner", row.id, amount=5),
                    None,
                    self.connection,
                    None,
                )
                for row in some
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            opened = self.exceptions._open_many(rows)
            self.env.flush_all()
            self.assertEqual(len(opened.activity_ids), len(some))
            return self.env.cr.sql_log_count - before

        statements(partners[:10])
        few = statements(partners[10:30])
        many = statements(partners[30:])
        self.assertLessEqual(many, few + 3)
        self.assertIn("How much?", partners[-1].message_ids[0].body)

    def test_each_document_says_what_is_open_and_what_was_solved(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        exception = self._open(model="res.partner", res_id=partner.id)
        self._open(model="res.partner", res_id=partner.id, where="line 2")
        self.assertEqual(len(partner.message_ids), 3)
        exception._close("resolved", "The price was changed.")
        self.assertIn("Solved", partner.message_ids[0].body)
        self.assertFalse(exception.activity_ids)
        self.assertEqual(
            exception.with_context(active_test=False).activity_ids.feedback,
            "The price was changed.",
        )
