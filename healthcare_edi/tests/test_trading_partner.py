from datetime import datetime, timezone

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.healthcare_integration_base.codec.base import Part
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

    def test_a_version_per_document(self):
        self.partner.version = "005010"
        self.partner.version_ids = [
            Command.create({"kind": "ship_notice", "version": "004010"})
        ]
        versions = {
            kind: self.partner._envelope(NOON, kind=kind).options.get("version")
            for kind in ("purchase_order", "ship_notice", "functional_acknowledgment")
        }
        self.assertEqual(
            versions,
            {
                "purchase_order": "005010",
                "ship_notice": "004010",
                "functional_acknowledgment": None,
            },
        )

    def test_a_ta1_draws_no_group_number(self):
        self.partner._envelope(NOON, Part("TA1", ()))
        envelope = self.partner._envelope(NOON, Part("997", ()))
        self.assertEqual((envelope.interchange_number, envelope.group_number), (2, 1))

    def test_another_syntax_has_its_own_separators_and_numbers(self):
        edifact = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "edifact",
                "own_identifier": "HOSPITAL",
                "identifier": "5412345000013",
                "qualifier": "14",
            }
        )
        signs = (edifact.element, edifact.terminator, edifact.release)
        self.assertEqual(signs, ("+", "'", "?"))
        self.assertFalse(edifact.own_qualifier)
        self.partner._envelope(NOON)
        envelope = edifact._envelope(NOON)
        self.assertEqual((envelope.interchange_number, envelope.group_number), (1, 0))
        self.assertEqual(envelope.options["character_set"], "UNOC")
        hl7 = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "hl7",
                "own_identifier": "ODOO",
                "own_qualifier": "HOSPITAL",
                "identifier": "LAB",
            }
        )
        envelope = hl7._envelope(NOON)
        self.assertEqual(envelope.interchange_number, 1)
        self.assertEqual(envelope.options["sending_facility"], "HOSPITAL")
        self.assertEqual(envelope.options["subcomponent"], "&")

    def test_cxml_bears_domains_and_a_number(self):
        partner = self.env["healthcare.trading.partner"].create(
            {
                "connection_id": self.connection.id,
                "syntax": "cxml",
                "own_identifier": "HOSPITAL",
                "own_qualifier": "NetworkID",
                "identifier": "123456789",
                "qualifier": "DUNS",
            }
        )
        self.assertFalse(partner.element)
        self.flow_out.codec = "cxml"
        envelope = self.env["healthcare.format"]._envelope(self.flow_out)
        self.assertEqual(envelope.sender_qualifier, "NetworkID")
        self.assertEqual((envelope.interchange_number, envelope.group_number), (1, 0))
        self.assertNotIn("version", envelope.options)

    def test_separators_follow_the_syntax_unless_they_were_chosen(self):
        partner = self.env["healthcare.trading.partner"].new(
            {"syntax": "x12", "element": "|"}
        )
        self.assertEqual(partner.component, ":")
        partner.syntax = "edifact"
        self.assertEqual((partner.terminator, partner.release), ("'", "?"))

    def test_changes_stand_in_the_history(self):
        self.cr.flush()  # its creation is no change
        self._forgive("x12.se01.*")
        self.partner.tolerance_ids.unlink()
        self.partner.identifier = "987654321"
        self.env.flush_all()
        self.cr.flush()
        self.env.invalidate_all()
        bodies = " ".join(self.partner.message_ids.mapped("body"))
        self.assertIn("Tolerance: x12.se01.*, Accept and warn", bodies)
        self.assertIn("No longer: x12.se01.*", bodies)
        tracked = self.partner.message_ids.tracking_value_ids
        self.assertIn("987654321", tracked.mapped("new_value_char"))

    def test_a_character_set_of_its_syntax(self):
        with self.assertRaises(ValidationError):
            self.partner.character_set = "UNOA"

    def test_the_partner_under_another_name(self):
        self.partner.name_ids = [
            Command.create({"qualifier": "ZZ", "identifier": "WAREHOUSE"})
        ]
        self.assertTrue(self.partner._is_known("ZZ", "WAREHOUSE"))
        self.assertFalse(self.partner._is_known("01", "WAREHOUSE"))
        with self.assertRaises(ValidationError):
            self.partner.name_ids.identifier = "LONGER THAN FIFTEEN"

    def test_issue_codes(self):
        with self.assertRaises(ValidationError):
            self._forgive("X12 SE01")

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

    def test_separators_do_not_stand_in_numbers(self):
        for syntax, values in (
            ("hl7", {"component": "."}),
            ("hl7", {"subcomponent": "-"}),
            ("edifact", {"release": ".", "decimal_mark": "."}),
            ("edifact", {"element": ",", "decimal_mark": ","}),
        ):
            other = {"syntax": syntax, "own_identifier": "US", "identifier": "THEM"}
            partner = self.partner.create(other | {"connection_id": self.connection.id})
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                partner.write(values)
            partner.unlink()

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
