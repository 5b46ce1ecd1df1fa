"""Every view opens, and a new operator finds the way through the screens."""

import json

from lxml import etree

from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..outcome import Finding

RECEIPT = {
    "kind": "goods_receipt",
    "schema_version": 1,
    "receipt_number": "TOUR-1",
    "order_number": "PO1",
    "lines": [{"item": {"buyer": "GLOVE"}, "quantity": "2", "uom": "BX"}],
    "received_at": "2026-03-10T12:00:00+00:00",
}
ISSUES = [
    {
        "code": "price.missing",
        "where": "$.lines[0]",
        "severity": "warning",
        "text": "No price stated.",
    }
]


def dead_letter(env):
    """A live connection with one dead letter: attempts, issues, record, exception."""
    partner = env["res.partner"].create({"name": "Tour Supply"})
    connection = env["healthcare.connection"].create(
        {
            "name": "Tour Supply",
            "code": "tour",
            "state": "live",
            "partner_id": partner.id,
        }
    )
    flow = env["healthcare.flow"].create(
        {
            "name": "Receipts",
            "code": "receipts",
            "connection_id": connection.id,
            "direction": "in",
            "kind": "goods_receipt",
            "codec": "json",
        }
    )
    env.flush_all()
    accepted = env["healthcare.message"]._accept(flow, json.dumps(RECEIPT).encode())
    message = env["healthcare.message"].browse(accepted.message_id)
    env.cr.execute(
        """
        UPDATE healthcare_message
           SET state = 'dead', reference = 'TOUR-1', canonical = %s, issues = %s
         WHERE id = %s
        """,
        [json.dumps(RECEIPT), json.dumps(ISSUES), message.id],
    )
    message.invalidate_recordset()
    env["healthcare.message.attempt"].create(
        {
            "message_id": message.id,
            "number": 1,
            "stage": "apply",
            "state": "retry",
            "code": "http.timeout",
        }
    )
    message._trace(partner, "updated", "$.lines[0]")
    env["healthcare.exception"]._open(
        Finding("DEAD_LETTER", "The server did not answer."), message=message
    )
    return message


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    """What a browser would ask for first, without a browser."""

    def test_every_menu_has_views_and_help(self):
        root = self.env.ref("healthcare_integration_base.healthcare_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        actions = [menu.action for menu in menus if menu.action]
        self.assertGreater(len(actions), 9)
        for action in actions:
            modes = action.view_mode.split(",")
            views = self.env[action.res_model].get_views(
                [(False, mode) for mode in [*modes, "search"]]
            )["views"]
            for mode in modes:
                with self.subTest(action=action.name, mode=mode):
                    self.assertTrue(etree.fromstring(views[mode]["arch"]).tag)
            if modes == ["form"]:
                continue  # a screen of its own, such as the settings
            with self.subTest(action=action.name):
                self.assertIn("filter", views["search"]["arch"])

    def test_counters_open_what_they_count(self):
        connection = dead_letter(self.env).connection_id
        connection.invalidate_recordset()
        counters = {
            "action_open_today": connection.today_count,
            "action_open_waiting": connection.waiting_count,
            "action_open_problems": connection.problem_count,
            "action_open_exceptions": connection.exception_count,
        }
        self.assertEqual(list(counters.values()), [1, 0, 1, 1])
        for verb, count in counters.items():
            with self.subTest(verb):
                action = getattr(connection, verb)()
                domain = action["domain"] + self._chosen(action)
                found = self.env[action["res_model"]].search_count(domain)
                self.assertEqual(found, count)

    def _chosen(self, action):
        """The domains of the filters that the action switches on."""
        arch = self.env[action["res_model"]].get_view(view_type="search")["arch"]
        domain = []
        for key in action["context"]:
            name = key.removeprefix("search_default_")
            node = etree.fromstring(arch).find(f".//filter[@name='{name}']")
            domain += self._literal(node.get("domain"))
        return domain

    def _literal(self, text):
        from odoo.tools.safe_eval import safe_eval

        return safe_eval(text, {"uid": self.env.uid})

    def test_readable_escapes_and_orders(self):
        message = dead_letter(self.env)
        self.env.cr.execute(
            "UPDATE healthcare_message SET canonical = %s WHERE id = %s",
            [json.dumps(RECEIPT | {"receipt_number": "<b>1</b>"}), message.id],
        )
        message.invalidate_recordset()
        html = message.readable_html
        self.assertIn("&lt;b&gt;1&lt;/b&gt;", html)
        self.assertLess(html.index("Receipt number"), html.index("Order number"))
        self.assertIn("No price stated.", message.issues_html)

    def test_raw_text_is_cut(self):
        message = dead_letter(self.env)
        self.env.cr.execute(
            "UPDATE healthcare_message SET payload = %s WHERE id = %s",
            [b"\xff\x00" + b"a" * 30_000, message.id],
        )
        message.invalidate_recordset()
        self.assertTrue(message.payload_cut)
        self.assertEqual(len(message.payload_text), 20_000)
        self.assertNotIn("\0", message.payload_text)


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    """In a browser."""

    def test_integration_tour(self):
        new_test_user(
            self.env,
            "tour_operator",
            "healthcare_integration_base.group_operator,"
            "healthcare_integration_base.group_payload_reader",
        )
        dead_letter(self.env)
        self.start_tour("/odoo", "healthcare_integration_tour", login="tour_operator")
