"""What other systems say about our items, and where they disagree."""

from odoo import api, fields, models
from odoo.exceptions import UserError

ATTRIBUTES = [
    ("number", "Item number"),
    ("name", "Name"),
    ("unit", "Unit"),
    ("pack", "Pack"),
    ("gtin", "GTIN"),
    ("charge_code", "Charge code"),
    ("trade_code", "Unit code of a vendor price"),
]


class HealthcareItemStatement(models.Model):
    """The last that a system said about an item; one row per system and item."""

    _name = "healthcare.item.statement"
    _description = "What a system says about an item"
    _order = "id"

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char()
    name = fields.Char()
    uom_id = fields.Many2one("uom.uom")
    uom_code = fields.Char()
    packs = fields.Json(help="Code, exact size and GTIN of each level.")
    gtin = fields.Char()
    charge_code = fields.Char()
    source_version = fields.Integer()

    _statement_uniq = models.Constraint(
        "UNIQUE(connection_id, product_id)", "One statement per system and item."
    )

    @api.model
    def _of(self, connection, product):
        return self.sudo().search(
            [("connection_id", "=", connection.id), ("product_id", "=", product.id)]
        )

    @api.model
    def _is_older(self, connection, product, document):
        """Whether the sender said something newer before."""
        version = document.source_version
        return (
            version is not None
            and version < self._of(connection, product).source_version
        )

    @api.model
    def _record(self, connection, product, document, unit):
        values = {
            "number": document.item_number,
            "name": document.name,
            "uom_id": unit.id,
            "uom_code": document.uom,
            "packs": [
                [pack.uom, str(pack.factor), pack.gtin] for pack in document.packs
            ],
            "gtin": document.item.gtin,
            "charge_code": document.charge_code,
            "source_version": document.source_version or 0,
        }
        known = self._of(connection, product)
        if known:
            known.write(values)
            return known
        return self.sudo().create(
            values | {"connection_id": connection.id, "product_id": product.id}
        )

    def _compare(self):
        """Bring the differences of these items up to date."""
        differences = self.env["healthcare.item.difference"].sudo()
        for said in self:
            differences._set(said.product_id, said.connection_id, said._differing())

    def _differing(self):
        """``{attribute: (ours, theirs)}`` of what the two sides do not agree in."""
        self.ensure_one()
        product = self.product_id
        codes = product.healthcare_charge_code_ids.mapped("code")
        pairs = {
            "number": (product.default_code, self.number),
            "name": (product.name, self.name),
            "unit": (product.uom_id.name, self.uom_id.name),
            "charge_code": (", ".join(filter(None, codes)), self.charge_code),
        }
        found = {
            name: (ours or "", theirs)
            for name, (ours, theirs) in pairs.items()
            if theirs and ours != theirs
        }
        if "charge_code" in found and self.charge_code in codes:
            del found["charge_code"]
        sizes = {
            (pack.code or "", str(pack._factor()), pack.gtin or "")
            for pack in product.healthcare_pack_ids
        }
        wrong = [pack for pack in self.packs or [] if self._is_missing(pack, sizes)]
        if wrong:
            found["pack"] = (
                _packs_text(sizes),
                _packs_text(tuple(pack) for pack in wrong),
            )
        return found

    @api.model
    def _is_missing(self, pack, sizes):
        code, size, _number = pack
        plain = size.rstrip("0").rstrip(".") if "." in size else size
        return (code, plain) not in {(known[0], known[1]) for known in sizes}


def _packs_text(rows):
    return ", ".join(sorted(f"{code} {size}" for code, size, _number in rows))


class HealthcareItemDifference(models.Model):
    """One thing that does not agree, or is missing: fixed or accepted."""

    _name = "healthcare.item.difference"
    _description = "Item that is not aligned"
    _order = "state, product_id, attribute, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connection_id = fields.Many2one(
        "healthcare.connection", string="Other system", ondelete="cascade"
    )
    attribute = fields.Selection(ATTRIBUTES, required=True)
    ours = fields.Char(string="In Odoo")
    theirs = fields.Char(string="There", help="Empty: it is missing in Odoo.")
    state = fields.Selection(
        [("open", "To decide"), ("accepted", "Accepted"), ("fixed", "Agrees")],
        required=True,
        default="open",
    )
    decided_by_id = fields.Many2one("res.users", ondelete="restrict")

    _difference_uniq = models.UniqueIndex(
        "(product_id, company_id, attribute, (COALESCE(connection_id, 0)))",
        "This difference is listed already.",
    )

    @api.model
    def _set(self, product, connection, differing):
        """The differences of one item and system are these; an accepted one stays so
        as long as both values stay."""
        known = self.search(
            [("product_id", "=", product.id), ("connection_id", "=", connection.id)]
        )
        for row in known:
            now = differing.pop(row.attribute, None)
            if now is None:
                row.state = "fixed"
            elif (row.ours or "", row.theirs or "") != now or row.state == "fixed":
                row.write({"ours": now[0], "theirs": now[1], "state": "open"})
        company = connection.company_id or self.env.company
        self.create(
            [
                {
                    "product_id": product.id,
                    "company_id": company.id,
                    "connection_id": connection.id,
                    "attribute": name,
                    "ours": ours,
                    "theirs": theirs,
                }
                for name, (ours, theirs) in differing.items()
            ]
        )

    def _check_steward(self):
        if not self.env.user.has_group("healthcare_integration_base.group_steward"):
            raise UserError(self.env._("Item stewards decide about the item master."))

    def action_accept(self):
        """Both values are right where they are."""
        self._check_steward()
        self.sudo().write({"state": "accepted", "decided_by_id": self.env.user.id})

    def action_take_theirs(self):
        """Put the other system's value into Odoo.

        :raises UserError: a unit cannot be changed where quantities exist; a gap has no
            value to take.
        """
        self._check_steward()
        for row in self:
            if not row.theirs or row.attribute not in TAKEN:
                raise UserError(
                    self.env._(
                        "%(what)s of %(item)s is set on the item itself.",
                        what=dict(ATTRIBUTES)[row.attribute],
                        item=row.product_id.display_name,
                    )
                )
            row.sudo().product_id.write({TAKEN[row.attribute]: row.theirs})
        self.sudo().write({"state": "fixed", "decided_by_id": self.env.user.id})

    def action_open_item(self):
        """The item's form."""
        self.ensure_one()
        return self.product_id.get_formview_action()

    # -- gaps ------------------------------------------------------------------------

    @api.model
    def _refresh_gaps(self):
        """What Odoo itself lacks for items that are bought: GTIN, charge code, codes of
        units. Runs every night; gaps that were closed are told so."""
        self.env.flush_all()
        self.env.cr.execute(
            GAPS, {"company": self.env.company.id, "user": self.env.uid}
        )
        self.env.cr.execute(CLOSED, {"company": self.env.company.id})
        self.invalidate_model()

    @api.model
    def _cron_refresh(self):
        for company in self.env["res.company"].search([]):
            self.with_company(company)._refresh_gaps()

    @api.model
    def action_refresh(self):
        """Look for gaps now."""
        self._check_steward()
        self.sudo()._refresh_gaps()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


TAKEN = {"number": "default_code", "name": "name"}
FOUND = """
    SELECT p.id AS product_id, 'gtin' AS attribute, '' AS ours
      FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE p.active AND t.purchase_ok AND p.barcode IS NULL
       AND EXISTS (SELECT 1 FROM product_supplierinfo c WHERE c.product_tmpl_id = t.id)
       AND NOT EXISTS (SELECT 1 FROM healthcare_item_pack k
                        WHERE k.product_id = p.id AND k.gtin IS NOT NULL AND k.active)
       AND (t.company_id IS NULL OR t.company_id = %(company)s)
    UNION ALL
    SELECT DISTINCT g.product_id, 'charge_code', ''
      FROM healthcare_charge g
     WHERE g.company_id = %(company)s AND g.product_id IS NOT NULL AND g.chargeable
       AND NOT EXISTS (SELECT 1 FROM healthcare_charge_code k
                        WHERE k.product_id = g.product_id
                          AND k.company_id = %(company)s)
    UNION ALL
    SELECT DISTINCT COALESCE(c.product_id, v.id), 'trade_code', u.name->>'en_US'
      FROM product_supplierinfo c
      JOIN uom_uom u ON u.id = c.product_uom_id
      JOIN product_product v ON v.product_tmpl_id = c.product_tmpl_id AND v.active
     WHERE u.healthcare_code IS NULL AND c.healthcare_uom_code IS NULL
       AND (c.company_id IS NULL OR c.company_id = %(company)s)
"""
GAPS = f"""
WITH f AS MATERIALIZED ({FOUND})
INSERT INTO healthcare_item_difference (product_id, company_id, attribute, ours, state,
       create_uid, create_date, write_uid, write_date)
SELECT DISTINCT ON (product_id, attribute) product_id, %(company)s, attribute, ours,
       'open', %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
  FROM f
ON CONFLICT (product_id, company_id, attribute, (COALESCE(connection_id, 0)))
   DO UPDATE SET state = CASE WHEN healthcare_item_difference.state = 'fixed'
                              THEN 'open' ELSE healthcare_item_difference.state END,
                 ours = EXCLUDED.ours
"""
CLOSED = f"""
WITH f AS MATERIALIZED ({FOUND})
UPDATE healthcare_item_difference d SET state = 'fixed'
 WHERE d.connection_id IS NULL AND d.company_id = %(company)s AND d.state = 'open'
   AND NOT EXISTS (SELECT 1 FROM f
                    WHERE f.product_id = d.product_id AND f.attribute = d.attribute)
"""
