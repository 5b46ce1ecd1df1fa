"""A dry run shows everything and leaves nothing."""

import http.client
import socket
import subprocess

from odoo.orm.registry import Registry
from odoo.tests import tagged

from ..models.healthcare_handler import HealthcareHandler
from ..models.healthcare_preview_recorder import EffectTrapped
from ..outcome import Outcome
from .common import EngineCase, ScriptedHandler

ROWS = """
SELECT string_agg(format('SELECT %L, count(*), md5(string_agg(t::text, '','' '
       'ORDER BY t::text)) FROM %I t', relname, relname), ' UNION ALL ')
  FROM pg_stat_user_tables WHERE schemaname = 'public'
"""


class ProbingHandler(ScriptedHandler):
    """Reaches for the world outside as the receipt number says."""

    def at(self, env):
        """Work in the transaction of the run."""
        self.env = env(su=True)
        return self

    def _one(self, row):
        action = row.document.receipt_number.partition("-")[0]
        getattr(self, f"_do_{action}", self._do_write)(row.document.receipt_number)
        return Outcome.done()

    def _do_write(self, number):
        category = self.env["res.partner.category"].create({"name": f"probe {number}"})
        child = category.create({"name": f"child {number}", "parent_id": category.id})
        child.write({"color": 7})
        self.env.company.partner_id.write({"ref": number})
        self.env["res.partner.category"].search([("name", "=", "to go")]).unlink()

    def _do_sequence(self, _number):
        self.env["ir.sequence"].sudo().next_by_code("hc.probe")
        self.env["ir.sequence"].sudo().next_by_code("hc.probe.exact")
        self.env.company.partner_id.ref = (
            self.env["ir.sequence"].sudo().next_by_code("hc.probe")
        )

    def _do_http(self, _number):
        http.client.HTTPConnection("partner.invalid", timeout=1).request("GET", "/")

    def _do_socket(self, _number):
        with socket.socket() as plain:
            plain.connect(("127.0.0.1", 9))

    def _do_program(self, _number):
        subprocess.run(["true"], check=True)

    def _do_mail(self, _number):
        mail = self.env["mail.mail"].sudo().create({"email_to": "a@example.org"})
        mail.send()

    def _do_job(self, _number):
        self.env["healthcare.drain"].sudo().with_delay()._job("normal")

    def _do_ring(self, _number):
        self.env["healthcare.drain"].sudo()._ring("bulk")

    def _do_cursor(self, _number):
        # The class's own method: a test replaces that of the registry.
        Registry.cursor(self.env.registry)

    def _do_hook(self, number):
        self.env.cr.postcommit.add(lambda: self.calls.append(number))

    def _do_cache(self, number):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("hc.probe", number)
        parameters.get_param("hc.probe")

    def _do_raw(self, _number):
        self.env.cr.execute("INSERT INTO res_partner_industry (name) VALUES ('{}')")

    def _do_file(self, _number):
        self.env["ir.attachment"].sudo().create({"name": "x", "raw": b"probe " * 9})

    def _do_outbox(self, number):
        self.env["healthcare.message"]._outbox(
            self.out, self.document(number), record=self.env.company.partner_id
        )

    def _do_audit(self, _number):
        self.env["healthcare.audit.entry"]._log("probe.tried")


@tagged("post_install", "-at_install")
class TestPreview(EngineCase):
    """Nothing that a handler does in a dry run survives it."""

    def setUp(self):
        super().setUp()
        self.handler = ProbingHandler(self.env)
        self.patch(
            HealthcareHandler,
            "_for_kind",
            lambda model, kind: self.handler.at(model.env),
        )
        self.env["res.partner.category"].create({"name": "to go"})
        for code, kind in (("hc.probe", "standard"), ("hc.probe.exact", "no_gap")):
            self.env["ir.sequence"].create(
                {"name": code, "code": code, "implementation": kind}
            )

    def _opened(self, *numbers):
        """Messages that were read and not applied."""
        messages = self.messages.browse(
            [self._accept(number, number).id for number in numbers]
        )
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'leased' WHERE id = ANY(%s)",
            [messages.ids],
        )
        drain = self.env["healthcare.drain"]
        drain._update_opened(
            [
                (message.id, drain._row_of(drain._own_pieces(message)[0]))
                for message in messages
            ]
        )
        self.env.invalidate_all()
        return messages

    def _picture(self):
        """``{table: (rows, checksum)}`` and the position of each sequence."""
        self.env.flush_all()
        self.env.cr.execute(ROWS)
        self.env.cr.execute(self.env.cr.fetchone()[0])
        tables = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        self.env.cr.execute("SELECT sequencename, last_value FROM pg_sequences")
        return tables | dict(self.env.cr.fetchall())

    def _dry(self, *numbers):
        return self.env["healthcare.preview"]._dry_run(self._opened(*numbers))

    def test_fifty_messages_change_nothing(self):
        kinds = ["write", "sequence", "mail", "job", "cache", "file", "audit", "hook"]
        names = [f"{kinds[n % len(kinds)]}-{n}" for n in range(50)]
        messages = self._opened(*names)
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("hc.probe", "as it was")
        parameters.get_param("hc.probe")
        before = self._picture()
        found = self.env["healthcare.preview"]._dry_run(messages)
        after = self._picture()
        self.assertEqual([row["outcome"] for row in found], ["done"] * 50)
        self.assertTrue(all(row["changes"] for row in found[::8]))
        self.assertEqual(
            {name for name in after if before.get(name) != after[name]}, set()
        )
        self.env.invalidate_all()
        self.assertEqual(parameters.get_param("hc.probe"), "as it was")
        self.assertEqual(self.handler.calls, [1] * 50)

    def test_each_change_is_shown_with_its_message(self):
        found = self._dry("write-1", "write-2")
        fields = [
            [
                (row["model"], row["action"], row["field"], row["before"], row["after"])
                for row in result["changes"]
                if row["field"] in ("ref", "name", "color")
            ]
            for result in found
        ]
        partner, category = "res.partner", "res.partner.category"
        self.assertIn((partner, "updated", "ref", "", "write-1"), fields[0])
        self.assertIn((partner, "updated", "ref", "write-1", "write-2"), fields[1])
        self.assertIn((category, "created", "color", "", "7"), fields[0])
        self.assertIn((category, "deleted", "name", "to go", ""), fields[0])
        self.assertNotIn((category, "deleted", "name", "to go", ""), fields[1])

    def test_numbers_are_told_and_not_drawn(self):
        found = self._dry("sequence-1", "sequence-2")
        refs = [
            row["after"]
            for result in found
            for row in result["changes"]
            if row["field"] == "ref"
        ]
        self.assertEqual(refs, ["2", "4"])
        sequence = self.env["ir.sequence"].search([("code", "=", "hc.probe")])
        self.assertEqual(sequence.number_next_actual, 1)

    def test_what_leaves_is_trapped(self):
        for kind, effect in (
            ("http", "connection"),
            ("socket", "connection"),
            ("program", "program"),
            ("cursor", "transaction"),
        ):
            logger = "odoo.addons.healthcare_integration_base"
            with self.subTest(kind), self.assertLogs(logger, "WARNING"):
                [result] = self._dry(f"{kind}-1")
                self.assertEqual(result["outcome"], "failed")
                self.assertEqual(result["code"], "preview.outside_effect")
                self.assertEqual([row["kind"] for row in result["effects"]], [effect])

    def test_what_would_be_sent_is_told(self):
        for kind, effect in (
            ("mail", "email"),
            ("job", "job"),
            ("ring", "job"),
            ("raw", "rows"),
        ):
            with self.subTest(kind):
                [result] = self._dry(f"{kind}-1")
                self.assertEqual(result["outcome"], "done")
                self.assertIn(effect, [row["kind"] for row in result["effects"]])

    def test_outside_of_a_dry_run_the_traps_are_open(self):
        self._dry("write-1")
        subprocess.run(["true"], check=True)
        with self.assertRaises(OSError), socket.socket() as plain:
            plain.connect(("127.0.0.1", 9))

    def test_a_trap_is_an_error_of_its_own(self):
        self.assertFalse(issubclass(EffectTrapped, OSError))

    def test_equal_runs_have_equal_digests(self):
        messages = self._opened("write-1", "sequence-1")
        preview = self.env["healthcare.preview"]
        first, second = preview._dry_run(messages), preview._dry_run(messages)
        self.assertEqual(
            [row["digest"] for row in first], [row["digest"] for row in second]
        )
        self.env.company.partner_id.ref = "other"
        self.env.flush_all()
        third = preview._dry_run(messages)
        self.assertNotEqual(first[0]["digest"], third[0]["digest"])
