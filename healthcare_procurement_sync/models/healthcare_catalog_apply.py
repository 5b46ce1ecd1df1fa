"""Accepted differences become vendor prices: only changed rows, only changed fields."""

from datetime import timedelta

from odoo import fields, models

from ..catalogue_insert_sql import (
    COUNT,
    POINTS,
    SIZED,
    insert_statement,
)
from .stock_warehouse_orderpoint import COMPUTED as DEFERRED

BATCH = 1000
BULK_FROM = 1000
"""New rows from which on they are inserted in one statement: Odoo's own ``create`` does
the same at a hundredth of the speed. Contract prices always go through Odoo."""
COMPUTED_HERE = {"healthcare_code_norm", "product_uom_id", "product_id"} | {
    "product_tmpl_id"
}


class HealthcareCatalogLoad(models.Model):
    """Writes; reordering rules of the items are marked and computed afterwards."""

    _inherit = "healthcare.catalog.load"

    def _apply(self, fresh=False):
        """Apply what is accepted; the list is done when nothing waits.

        :param fresh: its many new rows are marked as applied, but not inserted yet.
        """
        self.ensure_one()
        load = self.sudo()
        load.env.flush_all()
        load._ensure_packs()
        with load._points_later():
            if fresh or load._ask(COUNT) >= BULK_FROM:
                load._insert_prices(fresh)
            changes = load._of_state("approved")
            load._create_prices(changes.filtered(lambda row: row.kind == "new"))
            load._write_prices(
                changes.filtered(lambda row: row.kind in ("changed", "restored"))
            )
            load._end_prices(changes.filtered(lambda row: row.kind == "discontinued"))
            load.env.flush_all()
        self._settle()

    def _ask(self, statement):
        """The single value of a statement about this list."""
        self.env.cr.execute(statement, {"load": self.id})
        return self.env.cr.fetchone()[0]

    def _found(self, model, statement):
        self.env.cr.execute(statement, {"load": self.id})
        return self.env[model].browse([row[0] for row in self.env.cr.fetchall()])

    def _settle(self):
        """Count again; done when nobody is asked any more, else somebody is."""
        self.ensure_one()
        counts = self.sudo()._count()
        if self.state in ("received", "to_approve"):
            waits = bool(counts["count_pending"])
            self.sudo().state = "to_approve" if waits else "done"
            if not waits:
                self._close_questions()

    # -- contracts -------------------------------------------------------------------

    def _hold_contracts(self):
        """A contract's own price is changed by two people, whoever states another."""
        changes = self.env["healthcare.catalog.change"].search(
            [
                ("load_id", "=", self.id),
                ("state", "in", ("pending", "approved")),
                ("supplierinfo_id.healthcare_contract_line_id", "!=", False),
                ("kind", "in", ("changed", "restored")),
            ]
        )
        shield = self.env["healthcare.master.change"]
        for change in changes:
            line = change.supplierinfo_id.healthcare_contract_line_id
            if change.price_new != line.price:
                shield._hold(
                    line,
                    {"price": change.price_new},
                    "edi" if self.message_id else "file",
                    self.feed_id.connection_id,
                    self.message_id.id,
                )
            change.write({"state": "listed", "reason": "contract"})

    # -- packs -----------------------------------------------------------------------

    def _ensure_packs(self):
        """The sizes that the list states, as packs of the items."""
        packs = self.env["healthcare.item.pack"]
        for change in self._found("healthcare.catalog.change", SIZED):
            size = change.uom_id._healthcare_factor(change.product_id.uom_id)
            if size is not None:
                packs._ensure(change.product_id, change.uom_code, size)
        self.env.flush_all()

    # -- new -------------------------------------------------------------------------

    def _create_prices(self, changes):
        for start in range(0, len(changes), BATCH):
            some = changes[start : start + BATCH]
            rows = self.env["product.supplierinfo"].create(
                [self._price_values(change) for change in some]
            )
            for change, row in zip(some, rows, strict=True):
                change.write({"supplierinfo_id": row.id, "state": "applied"})
        self._replace_packs(changes.filtered(lambda row: row.reason == "pack"))

    def _price_values(self, change):
        known = change.uom_id.healthcare_code or ""
        values = {
            "partner_id": self.feed_id.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": change.currency_id.id,
            "product_tmpl_id": change.product_id.product_tmpl_id.id,
            "product_id": change.product_id.id,
            "product_uom_id": change.uom_id.id,
            "product_code": change.supplier_no,
            "product_name": change.description,
            "price": change.price_new,
            "min_qty": change.minimum,
            "date_start": change.valid_from,
            "date_end": change.valid_to,
            "healthcare_feed_id": self.feed_id.id,
            "healthcare_contract": change.contract,
            "healthcare_digest": change.digest,
        }
        if change.lead_new:
            values["delay"] = change.lead_new
        if change.uom_code and change.uom_code != known:
            values["healthcare_uom_code"] = change.uom_code
        return values

    def _replace_packs(self, changes):
        """The offer in the old size ends when the one in the new size is accepted."""
        for change in changes:
            old = self.env["product.supplierinfo"].search(
                [
                    ("partner_id", "=", self.feed_id.partner_id.id),
                    ("product_tmpl_id", "=", change.product_id.product_tmpl_id.id),
                    (
                        "healthcare_code_norm",
                        "=",
                        change.supplierinfo_id.healthcare_code_norm,
                    ),
                    ("product_uom_id", "!=", change.uom_id.id),
                    ("product_uom_id.healthcare_code", "=", change.uom_code),
                    ("healthcare_discontinued_on", "=", False),
                ]
            )
            old.write({"healthcare_discontinued_on": change.valid_from or self._day()})

    def _insert_prices(self, fresh):
        """All rows in one statement, with the defaults that ``create`` would give."""
        rows = self.env["product.supplierinfo"].with_company(self.company_id)
        names = [
            name
            for name, field in rows._fields.items()
            if field.store and field.column_type and not field.compute
        ]
        statement, values = insert_statement(rows, rows.default_get(names), fresh)
        values |= {
            "load": self.id,
            "partner": self.feed_id.partner_id.id,
            "company": self.company_id.id,
            "feed": self.feed_id.id,
            "user": self.env.uid,
            "now": self.env.cr.now(),
        }
        self.env.cr.execute(statement, values)
        self.env["healthcare.catalog.change"].invalidate_model()
        self.env["product.template"].invalidate_model(["seller_ids"])
        self.env["product.product"].invalidate_model(["seller_ids"])
        rows.invalidate_model()
        self._compute_others(rows)

    def _compute_others(self, rows):
        """Stored values that other addons compute on vendor prices."""
        others = [
            field
            for name, field in rows._fields.items()
            if field.store and field.compute and name not in COMPUTED_HERE
        ]
        if not others:
            return
        created = rows.search([("healthcare_feed_id", "=", self.feed_id.id)])
        for field in others:
            self.env.add_to_compute(field, created)

    # -- changed ---------------------------------------------------------------------

    def _write_prices(self, changes):
        """One write for all rows that get the same values."""
        groups, later = {}, changes.browse()
        for change in changes:
            if self._is_later(change):
                later |= change
                continue
            values = self._differing(change)
            groups.setdefault(tuple(sorted(values.items())), []).append(
                change.supplierinfo_id.id
            )
        for values, ids in groups.items():
            if values:
                self.env["product.supplierinfo"].browse(ids).write(dict(values))
        for change in later:
            self._schedule(change)
        changes.write({"state": "applied"})

    def _day(self):
        return fields.Date.context_today(self)

    def _is_later(self, change):
        row = change.supplierinfo_id
        return bool(
            change.valid_from
            and change.valid_from > self._day()
            and change.valid_from != row.date_start
            and change.price_new != row.price
        )

    def _differing(self, change):
        """Values of the vendor price that are not what the list says."""
        row = change.supplierinfo_id
        said = {
            "price": change.price_new,
            "currency_id": change.currency_id.id,
            "healthcare_discontinued_on": False,
            "healthcare_digest": change.digest,
        }
        optional = {
            "product_code": change.supplier_no,
            "product_name": change.description,
            "date_end": change.valid_to,
            "delay": change.lead_new,
        }
        said |= {name: value for name, value in optional.items() if value}
        held = row.read(list(said), load=None)[0] if row else {}
        return {name: value for name, value in said.items() if held[name] != value}

    def _schedule(self, change):
        """A price of a later day beside today's, which ends the day before."""
        row = change.supplierinfo_id
        after = row.copy(
            {
                "price": change.price_new,
                "currency_id": change.currency_id.id,
                "date_start": change.valid_from,
                "date_end": change.valid_to,
                "healthcare_feed_id": self.feed_id.id,
                "healthcare_digest": change.digest,
            }
        )
        row.date_end = change.valid_from - timedelta(days=1)
        change.supplierinfo_id = after

    def _end_prices(self, changes):
        """Discontinued, one write per day."""
        for day, some in changes.grouped("gone_on").items():
            some.supplierinfo_id.write({"healthcare_discontinued_on": day})
        changes.write({"state": "applied"})

    # -- reordering rules ------------------------------------------------------------

    def _points_later(self):
        """A context in which no reordering rule is computed; they are marked instead.

        Each new row or lead time of an item with rules costs as much as seventy without
        them. The rules are computed by a schedule a moment later, once each.
        """
        points = self._found("stock.warehouse.orderpoint", POINTS)
        stored = [points._fields[name] for name in DEFERRED if name in points._fields]
        points._healthcare_mark()
        return self.env.protecting(stored, points)
