"""Figures about master data, and our suppliers held against another system's."""

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import Supplier

from .suppliers import SupplierCase


@tagged("post_install", "-at_install")
class TestSupplierQuality(SupplierCase):
    def _row(self, domain, code):
        quality = self.env["healthcare.data.quality"]
        quality._refresh()
        return quality.search(
            [
                ("company_id", "=", self.company.id),
                ("domain", "=", domain),
                ("code", "=", code),
            ]
        )

    def _supplier(self, name, **more):
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "supplier_rank": 1, **more}
        )

    def test_missing_and_odd_values_are_counted_and_opened(self):
        before = self._row("supplier", "tax")
        total, failing = before.total, before.failing
        bare = self._supplier("Bare Supplies")
        short = self._supplier("Short Number", vat="12")
        self._supplier("Good One", vat="88-1234567")
        row = self._row("supplier", "tax")
        self.assertEqual(row, before)
        self.assertEqual((row.total, row.failing), (total + 3, failing + 2))
        action = self._as("buyer", row).action_open_failing()
        shown = self.env["res.partner"].search(action["domain"])
        self.assertLessEqual(bare | short, shown)

    def test_two_suppliers_with_one_number_are_not_well_formed(self):
        one = self._supplier("One", vat="66-1234567")
        other = self.env["res.partner"].create(
            {"name": "Two", "is_company": True, "vat": "661234567"}
        )
        # As a database may be that was filled before us.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET supplier_rank = 1 WHERE id = %s", [other.id]
        )
        other.invalidate_recordset()
        row = self._row("supplier", "tax")
        self.assertLessEqual({one.id, other.id}, set(row.failing_ids))

    def test_items_and_facilities(self):
        self.glove.barcode = "123"
        self.assertIn(self.glove.id, self._row("item", "barcode").failing_ids)
        facility = self.env["healthcare.facility"].create(
            {"name": "East", "code": "EAST"}
        )
        self.assertIn(facility.id, self._row("facility", "gln").failing_ids)
        facility.gln = "0614141123452"
        self.assertNotIn(facility.id, self._row("facility", "gln").failing_ids or [])

    def test_only_here_only_there_different_and_the_same(self):
        erp = self._create_connection(self.env["res.partner"], "erp")
        self.env["healthcare.flow"].create(
            {
                "name": "supplier",
                "code": "supplier",
                "connection_id": erp.id,
                "direction": "in",
                "kind": "supplier",
                "codec": "json",
            }
        )
        self.supplier.supplier_rank = 1
        self._apply_all(
            [
                Supplier("V-1", name="Alpha Optics", phone="+1 1"),
                Supplier("V-2", name="Beta Sutures"),
                Supplier("V-3", name="Gamma Gowns"),
            ],
            erp,
        )
        refs = self.env["healthcare.external.ref"]
        refs._get(erp, "supplier", "V-1").phone = "+1 2"
        gone = self.env["healthcare.supplier.sync"].search(
            [("connection_id", "=", erp.id), ("external_id", "=", "V-3")]
        )
        gone.partner_id = False
        comparison = self._as(
            "steward", self.env["healthcare.master.comparison"]
        ).create({"connection_id": erp.id})
        self.assertEqual(
            (comparison.different, comparison.only_there, comparison.equal), (1, 1, 1)
        )
        line = comparison.line_ids.filtered(lambda row: row.kind == "different")
        self.assertEqual((line.ours, line.theirs), ("+1 2", "+1 1"))
        here = comparison.line_ids.filtered(lambda row: row.kind == "only_here")
        self.assertIn(self.supplier, here.partner_id)
        action = comparison.with_context(
            comparison_kind="different"
        ).action_open_lines()
        self.assertEqual(
            self.env["healthcare.master.comparison.line"].search(action["domain"]), line
        )
