"""Counts are exact at every moment, whoever moves a message and however."""

from odoo.tests import new_test_user, tagged

from .common import EngineCase


@tagged("post_install", "-at_install")
class TestRollup(EngineCase):
    """Held against the messages themselves after every kind of statement."""

    def test_every_statement_is_counted(self):
        self._agree()
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(5)])
        self._agree()
        self._accept("reject-1", "PO1")
        body = b"[%s, %s]" % (self._body("ok-6", "PO1"), self._body("ok-7"))
        self.messages._accept(self.flow, body)
        self._drain()
        self._agree()
        messages[0].write({"state": "due"})
        self.env.flush_all()
        self._agree()
        self.env["healthcare.message.rollup"]._compact()
        self._agree()
        self._drain()
        self.env["healthcare.message.rollup"]._compact()
        self._agree()

    def test_counts_and_groups_are_read_from_it(self):
        for number in range(3):
            self._accept(f"ok-{number}")
        self._drain()
        self._accept("ok-9")
        domain = [("connection_id", "=", self.connection.id)]
        with self.assertNoScan():
            self.assertEqual(self.messages.search_count(domain), 4)
            self.assertEqual(self.messages.search_count(domain, limit=2), 2)
            groups = self.messages._read_group(domain, ["state"], ["__count"])
            whole = self.messages.search_count(
                [*domain, ("parent_id", "=", False), ("state", "!=", "received")]
            )
        self.assertEqual(sorted(groups), [("done", 3), ("received", 1)])
        self.assertEqual(whole, 3)

    def test_what_it_does_not_know_is_read_from_the_messages(self):
        self._accept("ok-1")
        self._drain()
        found = self.messages.search_count([("reference", "=", "ok-1")])
        self.assertEqual(found, 1)
        groups = self.messages._read_group(
            [("connection_id", "=", self.connection.id)], ["reference"], ["__count"]
        )
        self.assertEqual(groups, [("ok-1", 1)])

    def test_a_user_counts_what_he_may_read(self):
        self._accept("ok-1")
        names = {
            "operator": "healthcare_integration_base.group_operator",
            "viewer": "healthcare_integration_base.group_viewer",
        }
        found = {}
        for name, group in names.items():
            user = new_test_user(self.env, f"rollup-{name}", f"base.group_user,{group}")
            mine = self.messages.with_user(user)
            domain = [("connection_id", "=", self.connection.id)]
            found[name] = (mine.search_count(domain), len(mine.search(domain)))
        self.assertEqual(found["operator"], (1, 1))
        self.assertEqual(found["viewer"], (0, 0))

    def assertNoScan(self):
        """No statement inside reads the messages."""
        statements, execute = [], self.env.cr.execute

        def spy(statement, *arguments, **options):
            statements.append(str(statement))
            return execute(statement, *arguments, **options)

        case, cr = self, self.env.cr

        class Watch:
            def __enter__(self):
                case.env.flush_all()
                cr.execute = spy

            def __exit__(self, *_failure):
                del cr.execute
                scans = [text for text in statements if '"healthcare_message"' in text]
                case.assertEqual(scans, [])

        return Watch()

    def _agree(self):
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT connection_id, flow_id, kind, state, count(*)::int
              FROM healthcare_message GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """
        )
        expected = self.env.cr.fetchall()
        self.env.cr.execute(
            """
            SELECT connection_id, flow_id, kind, state, sum(count)::int
              FROM healthcare_message_rollup GROUP BY 1, 2, 3, 4
            HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4
            """
        )
        self.assertEqual(self.env.cr.fetchall(), expected)
