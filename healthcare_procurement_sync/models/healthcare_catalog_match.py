"""Which item and unit a row of a list means: in SQL, odd units one by one."""

from odoo import models
from odoo.tools import SQL

from .. import catalogue_sql as sql

LEFT_MAX = 20_000
"""Rows without a unit that are asked one by one; a table of units is the better way."""


class HealthcareCatalogLoad(models.Model):
    """The look-ups of every other document, for a hundred thousand rows at once."""

    _inherit = "healthcare.catalog.load"

    def _match(self):
        """Say of each row which vendor price it means, or which item and unit."""
        execute = self.env.cr.execute
        self._run(sql.HIT)
        execute("ANALYZE healthcare_hit")
        self._run(sql.SAID_TWICE)
        execute("SELECT count(*) FROM healthcare_offer WHERE fault IS NULL")
        sound = self.env.cr.fetchone()[0]
        execute("SELECT count(*) FROM healthcare_hit")
        if self.env.cr.fetchone()[0] == sound:
            return
        self._match_items()
        self._stage_units()
        self._run(sql.UNIT)
        self._ask_units()
        self._run(sql.ADOPT)

    def _match_items(self):
        """The items that the numbers of the other rows name."""
        self._run(sql.NAMED)
        if self._stage_mapped():
            self._run(sql.BY_MAPPING)
        self._run(sql.BY_NUMBER)
        self._run(sql.BY_SUPPLIER)
        if self._run(sql.HAS_GTIN).fetchone()[0]:
            self._run(sql.BY_GTIN)
        self._run(sql.ITEM)

    def _stage_mapped(self):
        """The item table of the connection, for the codes of this list."""
        self.env.cr.execute(
            "CREATE TEMP TABLE healthcare_mapped (code text, product_id int) "
            "ON COMMIT DROP"
        )
        mapping = self.env["healthcare.mapping"]
        connection = self.feed_id.connection_id
        if not mapping._versions_for(connection, "item"):
            return False
        self.env.cr.execute(
            "SELECT supplier_no FROM healthcare_offer WHERE supplier_no <> '' "
            "UNION SELECT buyer_no FROM healthcare_offer WHERE buyer_no IS NOT NULL "
            "UNION SELECT gtin FROM healthcare_offer WHERE gtin IS NOT NULL"
        )
        codes = [row[0] for row in self.env.cr.fetchall()]
        found = mapping._translate_many(connection, "item", codes)
        rows = [
            (code, record.id)
            for code, record in found.items()
            if record._name == "product.product"
        ]
        self._insert("healthcare_mapped", ("code", "product_id"), rows)
        return bool(rows)

    def _stage_units(self):
        """A unit for each size that the list states: made once, it serves all items."""
        self.env.cr.execute(
            "CREATE TEMP TABLE healthcare_unit (code text, base_id int, factor numeric,"
            " uom_id int) ON COMMIT DROP"
        )
        self.env.cr.execute(
            """
            SELECT DISTINCT o.uom, t.uom_id, o.factor
              FROM healthcare_offer o
              JOIN product_product p ON p.id = o.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE o.factor IS NOT NULL AND o.fault IS NULL
               AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)
            """
        )
        units = self.env["uom.uom"]
        rows = [
            (
                code,
                base,
                factor,
                units._healthcare_pack_unit(units.browse(base), factor, code).id,
            )
            for code, base, factor in self.env.cr.fetchall()
        ]
        self.env.flush_all()
        self._insert("healthcare_unit", ("code", "base_id", "factor", "uom_id"), rows)

    def _insert(self, table, columns, rows):
        """A few rows of Python's into a table of the transaction."""
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", tuple(row)) for row in rows),
            )
        )

    def _ask_units(self):
        """The units that SQL did not find, as every other document asks them."""
        self.env.cr.execute(
            """
            SELECT o.line, o.uom, o.factor, o.product_id FROM healthcare_offer o
             WHERE o.product_id IS NOT NULL AND o.uom_id IS NULL AND o.fault IS NULL
               AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)
             ORDER BY o.line LIMIT %s
            """,
            [LEFT_MAX],
        )
        rows = self.env.cr.fetchall()
        if not rows:
            return
        lookup = self.env["healthcare.item.lookup"]
        units = lookup._units(self.feed_id.connection_id, {row[1] for row in rows})
        products = self.env["product.product"].browse([row[3] for row in rows])
        by_id = {product.id: product for product in products}
        found = []
        for line, code, factor, product_id in rows:
            unit = lookup._unit(code, by_id[product_id], units, factor=factor)
            if unit:
                found.append((line, unit.id))
        if found:
            self.env.cr.execute(
                "UPDATE healthcare_offer o SET uom_id = d.uom_id "
                "FROM unnest(%s::int[], %s::int[]) AS d(line, uom_id) "
                "WHERE d.line = o.line",
                [[row[0] for row in found], [row[1] for row in found]],
            )
        self.env.cr.execute(
            "UPDATE healthcare_offer o SET fault = 'unit.unknown' "
            "WHERE o.product_id IS NOT NULL AND o.uom_id IS NULL AND o.fault IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)"
        )
