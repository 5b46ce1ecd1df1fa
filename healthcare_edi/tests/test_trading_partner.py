from datetime import datetime, timezone

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

from .common import EdiCase

NOON = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)


@tagged("post_install", "-at_install")
class TestTradingPartner(EdiCase):
    def test_numbers_rise_by_one_and_start_again_after_the_last(self):
        first = self.partner._envelope(NOON)
        second = self.partner._envelope(NOON)
        self.assertEqual((first.interchange_number, first.group_number), (1, 1))
        self.assertEqual((second.interchange_number, second.group_number), (2, 2))
        counter = self.partner.number_ids.filtered(lambda c: c.scope == "interchange")
        self.assertEqual(counter.value, 2)
        counter.value = 999_999_999
        self.assertEqual(self.partner._envelope(NOON).interchange_number, 1)

    def test_each_partner_counts_alone(self):
        self.partner._envelope(NOON)
        other = self.partner.copy(
            {"connection_id": self.connection.copy({"code": "other"}).id}
        )
        self.assertEqual(other._envelope(NOON).interchange_number, 1)

    def test_envelope_carries_what_the_partner_wants(self):
        self.partner.write(
            {
                "element": "|",
                "terminator": "newline",
                "application": "DEPT7",
                "usage": "P",
                "version": "005010",
            }
        )
        envelope = self.partner._envelope(NOON)
        self.assertEqual(envelope.usage, "P")
        self.assertEqual(envelope.options["element"], "|")
        self.assertEqual(envelope.options["terminator"], "\n")
        self.assertEqual(envelope.options["gs02"], "HOSPITAL")
        self.assertEqual(envelope.options["gs03"], "DEPT7")
        self.assertEqual(envelope.options["version"], "005010")

    def test_usage_follows_the_environment(self):
        self.assertEqual(self.partner.usage, "T")
        self.connection.environment = "production"
        self.assertEqual(self.partner.usage, "P")
        self.partner.usage = "T"
        self.assertEqual(self.partner._envelope(NOON).usage, "T")

    def test_without_trading_partner_nothing_is_sent(self):
        self.partner.unlink()
        with self.assertRaises(ConfigurationError) as caught:
            self.env["healthcare.format"]._envelope(self.flow_out)
        self.assertEqual(caught.exception.code, "trading_partner.missing")

    def test_separators_must_differ_and_be_signs(self):
        for values in (
            {"element": ":"},
            {"element": "A"},
            {"terminator": "~~"},
            {"component": " "},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.partner.write(values)

    def test_identifiers_have_no_blanks_around(self):
        with self.assertRaises(ValidationError):
            self.partner.identifier = " 123"

    def test_one_per_connection(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            self.partner.copy()

    def test_rights(self):
        viewer = new_test_user(
            self.env, "edi_viewer", "healthcare_integration_base.group_viewer"
        )
        administrator = new_test_user(
            self.env, "edi_admin", "healthcare_integration_base.group_administrator"
        )
        partner = self.partner.with_user(viewer)
        self.assertEqual(partner.identifier, "123456789")
        with self.assertRaises(AccessError):
            partner.identifier = "987654321"
        self.partner.with_user(administrator).identifier = "987654321"
        stranger = new_test_user(self.env, "edi_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.partner.with_user(stranger).read(["identifier"])
