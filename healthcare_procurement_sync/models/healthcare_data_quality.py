"""How complete and how well formed the master data is, attribute by attribute."""

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.healthcare_integration_base.identifiers import is_valid

DOMAINS = [
    ("supplier", "Suppliers"),
    ("item", "Items"),
    ("facility", "Facilities"),
]
#: ``(domain, code, label, field that is filled, method that says what is wrong)``.
ATTRIBUTES = (
    ("supplier", "name", "Name in one spelling", "name", "_odd_names"),
    ("supplier", "entity", "Legal entity (company)", "is_company", ""),
    ("supplier", "country", "Country", "country_id", ""),
    ("supplier", "tax", "Tax number", "vat", "_odd_tax"),
    ("supplier", "terms", "Payment terms", "property_supplier_payment_term_id", ""),
    ("supplier", "address", "Postal code", "zip", ""),
    ("supplier", "contact", "Phone to call back", "phone", ""),
    ("supplier", "number", "GLN, D-U-N-S or EIN", "healthcare_identifier_ids", ""),
    ("item", "code", "Item code", "default_code", "_odd_codes"),
    ("item", "unit", "Purchase pack", "uom_ids", ""),
    ("item", "barcode", "GTIN", "barcode", "_odd_barcodes"),
    ("item", "supplier", "Supplier's number", "seller_ids", "_odd_sellers"),
    ("item", "category", "Category", "categ_id", ""),
    ("facility", "warehouse", "Warehouse", "warehouse_id", ""),
    ("facility", "gln", "GLN", "gln", ""),
    ("facility", "cost", "Cost centre", "analytic_account_id", ""),
)
MODELS = {
    "supplier": "res.partner",
    "item": "product.product",
    "facility": "healthcare.facility",
}


class HealthcareDataQuality(models.Model):
    """One attribute of one kind of record, as of the last count.

    ``total`` records, ``filled`` of them say something, ``wrong`` of those say it in a
    form that partners refuse. ``failing`` is what a steward should look at.
    """

    _name = "healthcare.data.quality"
    _description = "Quality of master data"
    _order = "domain, sequence, id"
    _rec_name = "attribute"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    domain = fields.Selection(DOMAINS, string="What", required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    attribute = fields.Char(required=True, readonly=True)
    total = fields.Integer(string="Records", readonly=True)
    filled = fields.Integer(readonly=True)
    wrong = fields.Integer(string="Not well formed", readonly=True)
    failing = fields.Integer(string="To mend", readonly=True)
    complete_pct = fields.Float(string="Complete", readonly=True, aggregator="avg")
    conform_pct = fields.Float(string="Well formed", readonly=True, aggregator="avg")
    failing_ids = fields.Json(readonly=True)
    counted_at = fields.Datetime(readonly=True)

    _attribute_uniq = models.Constraint("UNIQUE(company_id, domain, code)")

    @api.model
    def _refresh(self, company=None):
        """Count again; rows are written, never piled up."""
        company = company or self.env.company
        counter = self.sudo().with_company(company)
        known = {
            (row.domain, row.code): row
            for row in counter.search([("company_id", "=", company.id)])
        }
        records = {domain: counter._records(domain, company) for domain in MODELS}
        for sequence, (domain, code, label, field, check) in enumerate(ATTRIBUTES):
            values = counter._count(records[domain], field, check)
            values |= {
                "company_id": company.id,
                "domain": domain,
                "code": code,
                "sequence": sequence,
                "attribute": label,
                "counted_at": fields.Datetime.now(),
            }
            if (domain, code) in known:
                known[domain, code].write(values)
            else:
                counter.create(values)

    @api.model
    def _cron_refresh(self):
        for company in self.env["res.company"].search([]):
            self._refresh(company)

    @api.model
    def _records(self, domain, company):
        """What is judged: suppliers in use, items that are bought, facilities."""
        model = self.env[MODELS[domain]].with_company(company)
        own = Domain("company_id", "in", (company.id, False))
        if domain == "supplier":
            finder = self.env["healthcare.duplicate.finder"]
            return model.search(finder._suppliers() & own)
        if domain == "item":
            return model.search(
                own & Domain("purchase_ok", "=", True) & Domain("type", "=", "consu")
            )
        return model.search(own)

    @api.model
    def _count(self, records, field, check):
        filled = records.filtered(field)
        wrong = getattr(self, check)(filled) if check else records.browse()
        failing = (records - filled) | wrong
        total = len(records)
        return {
            "total": total,
            "filled": len(filled),
            "wrong": len(wrong),
            "failing": len(failing),
            "failing_ids": failing.ids,
            "complete_pct": len(filled) / total if total else 1.0,
            "conform_pct": 1 - len(wrong) / len(filled) if filled else 1.0,
        }

    # -- what is not well formed -----------------------------------------------------

    @api.model
    def _odd_names(self, partners):
        """Spellings that no partner writes so: stray blanks, no letter at all."""
        return partners.filtered(
            lambda row: (
                row.name != " ".join(row.name.split()) or not row.healthcare_name_norm
            )
        )

    @api.model
    def _odd_tax(self, partners):
        """Numbers that another supplier has as well, or too short to be one."""
        seen, odd = {}, partners.browse()
        for partner in partners.filtered(lambda row: not row.parent_id):
            norm = partner.healthcare_tax_norm or ""
            if len(norm) < 5:
                odd |= partner
                continue
            other = seen.setdefault((partner.country_id, norm), partner)
            if other != partner:
                odd |= partner | other
        return odd

    @api.model
    def _odd_codes(self, products):
        return products.filtered(
            lambda row: row.default_code != row.default_code.strip()
        )

    @api.model
    def _odd_barcodes(self, products):
        return products.filtered(lambda row: not is_valid("gtin", row.barcode))

    @api.model
    def _odd_sellers(self, products):
        return products.filtered(
            lambda row: not all(row.seller_ids.mapped("product_code"))
        )

    # -- the screen ------------------------------------------------------------------

    def action_open_failing(self):
        """The records behind the figure."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.attribute,
            "res_model": MODELS[self.domain],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.failing_ids or [])],
        }

    @api.model
    def action_refresh(self):
        """Count now."""
        self.check_access("read")
        self._refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
