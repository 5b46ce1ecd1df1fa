"""How long the stock of items lasts at each facility."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ..match_units import as_decimal
from ..supply_measures import (
    USAGE_DAYS,
    daily_usage,
    days_of_supply,
    stockout_date,
    stockout_risk,
    usable_before_expiry,
)

LEAD_SPREAD = Decimal("0.3")
"""Standard deviation of a lead time as a share of it, while fewer than three receipts
tell the real one."""
LEAD_OBSERVED = 3
YOUNG_DAYS = 7
"""Usage of a new item is the mean of at least a week."""

LOTS = """
    SELECT q.product_id, f.id, l.expiration_date::date,
           sum(q.quantity),
           sum(CASE WHEN loc.healthcare_unusable OR EXISTS (
                   SELECT 1 FROM healthcare_recall r
                    WHERE r.active AND r.product_id = q.product_id
                      AND r.company_id = f.company_id
                      AND (r.lot_name IS NULL OR r.lot_name = l.name))
                    THEN 0 ELSE q.quantity END)
      FROM stock_quant q
      JOIN stock_location loc ON loc.id = q.location_id AND loc.usage = 'internal'
      JOIN healthcare_facility f ON f.warehouse_id = loc.warehouse_id
      LEFT JOIN stock_lot l ON l.id = q.lot_id
     WHERE q.product_id = ANY(%(products)s) AND f.id = ANY(%(facilities)s)
       AND f.stock_system = 'odoo'
     GROUP BY 1, 2, 3
     UNION ALL
    SELECT p.product_id, p.facility_id, p.expiry, sum(p.quantity),
           sum(CASE WHEN COALESCE(p.status, '') IN ('', 'available')
                    THEN p.quantity ELSE 0 END)
      FROM healthcare_stock_position p
      JOIN healthcare_facility f ON f.id = p.facility_id AND f.stock_system = 'site'
     WHERE p.product_id = ANY(%(products)s) AND f.id = ANY(%(facilities)s)
     GROUP BY 1, 2, 3
"""
USED = """
    SELECT l.product_id, f.id, l.date::date,
           sum(CASE WHEN f.warehouse_id = src.warehouse_id
                    THEN l.quantity_product_uom ELSE -l.quantity_product_uom END)
      FROM stock_move_line l
      JOIN stock_location src ON src.id = l.location_id
      JOIN stock_location dst ON dst.id = l.location_dest_id
      JOIN healthcare_facility f
        ON (f.warehouse_id = src.warehouse_id AND src.usage = 'internal'
            AND dst.usage IN ('customer', 'production', 'transit', 'internal'))
        OR (f.warehouse_id = dst.warehouse_id AND dst.usage = 'internal'
            AND src.usage IN ('customer', 'production'))
     WHERE l.state = 'done' AND l.product_id = ANY(%(products)s)
       AND f.id = ANY(%(facilities)s)
       AND src.warehouse_id IS DISTINCT FROM dst.warehouse_id
       AND l.date >= %(since)s
     GROUP BY 1, 2, 3
"""
FIRST = """
    SELECT l.product_id, min(l.date)::date FROM stock_move_line l
     WHERE l.state = 'done' AND l.product_id = ANY(%(products)s) GROUP BY 1
"""
INBOUND = """
    SELECT m.product_id, f.id, m.date::date, sum(m.product_qty)
      FROM stock_move m
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst ON dst.id = m.location_dest_id
      JOIN healthcare_facility f ON f.warehouse_id = dst.warehouse_id
     WHERE m.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
       AND m.product_id = ANY(%(products)s) AND f.id = ANY(%(facilities)s)
       AND src.usage IN ('supplier', 'transit')
     GROUP BY 1, 2, 3
"""
LEADS = """
    SELECT m.product_id, count(*), stddev_pop(
               EXTRACT(EPOCH FROM p.date_done - o.date_approve) / 86400)
      FROM stock_move m
      JOIN stock_picking p ON p.id = m.picking_id AND p.state = 'done'
      JOIN purchase_order_line ol ON ol.id = m.purchase_line_id
      JOIN purchase_order o ON o.id = ol.order_id
     WHERE m.product_id = ANY(%(products)s) AND m.state = 'done'
       AND o.date_approve IS NOT NULL AND p.date_done >= %(year)s
     GROUP BY 1
"""


class Supply(NamedTuple):
    """Stock of one item at one facility, in base units; None: not known.

    ``usable`` without what expires before it is used and what lies in quarantine;
    ``inbound`` what firmly arrives within ``lead_time_days``; ``risk`` high or low.
    """

    on_hand: Decimal
    usable: Decimal
    daily_usage: Decimal
    days: Decimal | None
    stockout_date: date | None
    inbound: Decimal
    lead_time_days: int = 0
    safety_stock: Decimal = Decimal(0)
    reorder_point: Decimal = Decimal(0)
    risk: str | None = None


class ProductProduct(models.Model):
    """Measured in sets: six statements, whatever the number of items and sites."""

    _inherit = "product.product"

    def _healthcare_days_of_supply(self, facilities=None):
        """``{(product, facility): Supply}`` for each pair.

        :param facilities: recordset; None: all facilities with a warehouse.
        """
        if facilities is None:
            facilities = self.env["healthcare.facility"].search(
                [("warehouse_id", "!=", False)]
            )
        if not self or not facilities:
            return {}
        facts = _Facts(self, facilities)
        return {
            (product, facility): facts.supply(product, facility)
            for product in self
            for facility in facilities
        }

    def _healthcare_lead_times(self):
        """``{product: days}``: the main vendor's delivery time."""
        company = self.env.company
        leads = {}
        for product in self:
            sellers = product.seller_ids.filtered(
                lambda row: not row.company_id or row.company_id == company
            )
            leads[product] = sellers[:1].delay
        return leads

    @api.model
    def _healthcare_flush_supply(self):
        for name in (
            "stock.quant",
            "stock.move",
            "stock.move.line",
            "stock.lot",
            "stock.location",
            "healthcare.facility",
            "healthcare.recall",
            "purchase.order",
            "stock.picking",
        ):
            self.env[name].flush_model()


class _Facts:
    """What the database says about a set of items and facilities."""

    def __init__(self, products, facilities):
        self.env = products.env
        self.today = fields.Date.context_today(products)
        self.values = {
            "products": products.ids,
            "facilities": facilities.ids,
            "since": self.today - timedelta(days=USAGE_DAYS),
            "year": self.today - timedelta(days=365),
        }
        products._healthcare_flush_supply()
        self.lots = self._by_pair(LOTS)
        self.used = self._by_pair(USED)
        self.inbound = self._by_pair(INBOUND)
        self.first = dict(self._rows(FIRST))
        self.leads = products.sudo()._healthcare_lead_times()
        self.spreads = {
            row[0]: as_decimal(float(row[2]))
            for row in self._rows(LEADS)
            if row[1] >= LEAD_OBSERVED
        }

    def _rows(self, query):
        self.env.cr.execute(query, self.values)
        return self.env.cr.fetchall()

    def _by_pair(self, query):
        found = defaultdict(list)
        for product_id, facility_id, *rest in self._rows(query):
            found[product_id, facility_id].append(rest)
        return found

    def supply(self, product, facility):
        """The :class:`Supply` of one pair."""
        key = (product.id, facility.id)
        lots = [
            (expiry, _decimal(quantity), _decimal(usable))
            for expiry, quantity, usable in self.lots[key]
        ]
        usage = daily_usage(
            [_decimal(row[1]) for row in self.used[key]], self._days(product)
        )
        usable = usable_before_expiry(
            [(quantity, expiry) for expiry, _all, quantity in lots],
            usage.daily,
            self.today,
        )
        lead = self.leads.get(product) or 0
        horizon = self.today + timedelta(days=lead)
        inbound = sum(
            (_decimal(row[1]) for row in self.inbound[key] if row[0] <= horizon),
            Decimal(0),
        )
        spread = self.spreads.get(product.id, LEAD_SPREAD * lead)
        risk = stockout_risk(
            usage.daily, lead, usage.deviation, spread, usable=usable, inbound=inbound
        )
        return Supply(
            sum((quantity for _expiry, quantity, _usable in lots), Decimal(0)),
            usable,
            usage.daily,
            days_of_supply(usable, usage.daily),
            stockout_date(usable, usage.daily, self.today),
            inbound,
            lead,
            risk.safety_stock,
            risk.reorder_point,
            risk.risk if usage.daily else None,
        )

    def _days(self, product):
        """Days of the mean: fewer for an item that has no month of history."""
        first = self.first.get(product.id, self.today)
        return max(YOUNG_DAYS, min(USAGE_DAYS, (self.today - first).days + 1))


def _decimal(value):
    return (
        as_decimal(float(value or 0))
        if isinstance(value, float)
        else Decimal(value or 0)
    )
