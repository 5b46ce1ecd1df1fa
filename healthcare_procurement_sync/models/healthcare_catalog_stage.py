"""A list on its way into the comparison: copied as text, read in SQL."""

import csv
import io
import time

from odoo import api, fields, models

from .. import catalogue_diff_sql as diff
from .. import catalogue_sql as sql

SHARES_FROM = 20
"""Rows from which on shares of a list mean something: one bad row of five is a row."""
LEFT_MAX = 20_000
"""Rows without a unit that are asked one by one; a table of units is the better way."""


class HealthcareCatalogLoad(models.Model):
    """Compares with what is known. No statement per row, except for odd units."""

    _inherit = "healthcare.catalog.load"

    @api.model
    def _take(self, feed, offers, values=None):
        """Receive a list: compare, judge, apply what needs nobody.

        :param offers: iterable of sequences in the order of ``catalogue_sql.COLUMNS``,
            text or None.
        :param dict values: of the load: ``name``, ``full``, ``message_id``,
            ``fingerprint``, ``uploaded_by_id``, ``catalogue_date``.
        :return: the load.
        """
        began = time.monotonic()
        load = self.sudo().create(
            {
                "name": feed.name,
                "feed_id": feed.id,
                "company_id": feed.company_id.id,
                "full": feed.full,
                **(values or {}),
            }
        )
        load._stage(offers)
        load._match()
        load._compare()
        load._hold_contracts()
        if load._judge():
            load._apply()
        load._own()
        self.env.cr.execute(sql.DROP)
        load.seconds = time.monotonic() - began
        feed.sudo().received_at = fields.Datetime.now()
        return load

    # -- copying and reading ---------------------------------------------------------

    def _stage(self, offers):
        self.env.flush_all()
        execute = self.env.cr.execute
        execute(sql.DROP)
        execute(sql.STAGE)
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(offers)
        buffer.seek(0)
        self.env.cr.copy_expert(sql.COPY, buffer)
        self._run(sql.OFFER)
        self._run(sql.TWICE)
        execute("ANALYZE healthcare_offer")

    def _run(self, statement):
        self.env.cr.execute(statement, self._facts())
        return self.env.cr

    def _facts(self):
        """What the statements may name."""
        feed = self.feed_id
        partners = feed.partner_id | feed.partner_id.commercial_partner_id
        return {
            "load": self.id,
            "feed": feed.id,
            "company": self.company_id.id,
            "partners": partners.ids,
            "currency": feed.currency_id.id,
            "user": self.env.uid,
            "now": self.env.cr.now(),
            "today": fields.Date.context_today(self),
            "number": sql.NUMBER,
            "whole": sql.WHOLE,
            "day": sql.DAY,
            "digits": self.env["decimal.precision"].precision_get("Product Unit"),
            "rise": feed.rise_pct,
            "fall": feed.fall_pct,
            "jump": feed.jump_pct,
            "ask_new": feed.approve_new,
            "ask_gone": feed.approve_discontinued,
            "ask_orders": feed.ask_orders,
        }

    # -- items and units -------------------------------------------------------------

    def _match(self):
        """Say of each row which vendor price it means, or which item and unit."""
        execute = self.env.cr.execute
        self._run(sql.HIT)
        execute("ANALYZE healthcare_hit")
        execute("CREATE INDEX ON healthcare_hit (line)")
        execute("SELECT count(*) FROM healthcare_offer WHERE fault IS NULL")
        sound = self.env.cr.fetchone()[0]
        execute("SELECT count(*) FROM healthcare_hit")
        if self.env.cr.fetchone()[0] == sound:
            return
        self._stage_mapped()
        self._run(sql.ITEM)
        self._stage_units()
        self._run(sql.UNIT)
        self._ask_units()
        self._run(sql.ADOPT)

    def _stage_mapped(self):
        """The item table of the connection, for the codes of this list."""
        self.env.cr.execute(
            "CREATE TEMP TABLE healthcare_mapped (code text, product_id int) "
            "ON COMMIT DROP"
        )
        mapping = self.env["healthcare.mapping"]
        connection = self.feed_id.connection_id
        if not mapping._versions_for(connection, "item"):
            return
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
        self._insert("healthcare_mapped (code, product_id)", rows)

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
        self._insert("healthcare_unit (code, base_id, factor, uom_id)", rows)

    def _insert(self, target, rows):
        if rows:
            width = ", ".join(["%s"] * len(rows[0]))
            values = b", ".join(
                self.env.cr.mogrify(f"({width})", list(row)) for row in rows
            )
            self.env.cr.execute(f"INSERT INTO {target} VALUES {values.decode()}")

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

    # -- comparing and judging -------------------------------------------------------

    def _compare(self):
        self._run(diff.CHANGED)
        self._run(diff.NEW)
        self._run(diff.REPACKED)
        self._run(diff.LISTED)
        if self.full:
            self._run(diff.GONE)
        self._run(diff.ORDERS)
        self._run(diff.ASK_ORDERS)
        self._run(diff.COUNT_ORDERS)
        self.env["healthcare.catalog.change"].invalidate_model()
        self.env["healthcare.catalog.order"].invalidate_model()

    def _judge(self):
        """Whether lines may be applied; what cannot be right waits as a whole."""
        rows, failing, hits, jumping, active = self._run(diff.FIGURES).fetchone()
        self.count_rows = rows
        counts = self._count()
        feed = self.feed_id
        cause = False
        if not rows:
            cause = "empty"
        elif rows >= SHARES_FROM and failing > rows * feed.failing_pct / 100:
            cause = "failing"
        elif hits >= SHARES_FROM and jumping > hits * feed.jumping_pct / 100:
            cause = "jumping"
        elif counts["count_discontinued"] > active * feed.shrink_pct / 100:
            cause = "shrink" if self.full else False
        self.count_orders = self.env["healthcare.catalog.order"].search_count(
            [("load_id", "=", self.id)]
        )
        if cause:
            refused = cause in ("failing", "jumping", "empty")
            self.write({"cause": cause, "state": "refused" if refused else "held"})
            if refused:
                self._waiting()._decide("rejected", by_rule=True)
                self._of_state("approved")._decide("rejected", by_rule=True)
                self._count()
            return False
        return True

    def _own(self):
        """The list stands behind what it repeats: one write for all of it."""
        if self.state in ("refused", "held"):
            return
        feed, now = self.feed_id, fields.Datetime.now()
        self._run(diff.OWN)
        touched = {row[0] for row in self.env.cr.fetchall()}
        if self.full:
            feed.sudo().full_confirmed_at = now
        else:
            self._run(diff.CONFIRM_SOME)
            touched |= {row[0] for row in self.env.cr.fetchall()}
        self._run(diff.UNCONFIRMED)
        touched |= {row[0] for row in self.env.cr.fetchall()}
        self.env["product.supplierinfo"].browse(touched).invalidate_recordset()
        self.env["product.supplierinfo"].invalidate_model(["healthcare_feed_at"])
