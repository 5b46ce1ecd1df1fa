"""A database of the time when a trading partner spoke X12 only."""

import importlib.util

from odoo.tests import tagged
from odoo.tools import file_path

from .common import EdiCase


def _migrate(name, cr):
    path = file_path(f"healthcare_edi/migrations/19.0.2.0.0/{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.migrate(cr, "19.0.1.0.0")


@tagged("post_install", "-at_install")
class TestMigration(EdiCase):
    def test_wrong_counts_that_were_forgiven_still_are(self):
        strict = self.partner.copy(
            {"connection_id": self.connection.copy({"code": "other"}).id}
        )
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE healthcare_trading_partner ADD count_tolerance varchar")
        cr.execute(
            "UPDATE healthcare_trading_partner SET count_tolerance = "
            "CASE WHEN id = %s THEN 'warn' ELSE 'reject' END",
            [self.partner.id],
        )
        _migrate("pre-migration", cr)
        _migrate("post-migration", cr)
        _migrate("post-migration", cr)
        self.env.invalidate_all()
        self.assertEqual(self.partner.syntax, "x12")
        self.assertFalse(strict.tolerance_ids)
        self.assertEqual(len(self.partner.tolerance_ids), 6)
        self.assertEqual(
            set(self.partner.tolerance_ids.mapped("severity")), {"warning"}
        )
        self.assertEqual(self.partner.tolerance_ids.company_id, self.partner.company_id)

    def test_a_database_without_the_old_setting(self):
        _migrate("post-migration", self.env.cr)
        self.assertFalse(self.partner.tolerance_ids)
