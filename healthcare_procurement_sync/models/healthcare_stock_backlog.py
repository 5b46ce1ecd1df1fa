"""Open questions about stock, with the facility that they are about."""

from odoo import fields, models, tools
from odoo.tools import SQL

CODES = (
    *("STOCK_SHORTAGE", "STOCK_NEGATIVE", "STOCK_MISMATCH", "RESERVATION_SHORT"),
    *("SNAPSHOT_UNKNOWN", "USAGE_LOT", "BACKORDER", "LATE_RECEIPT", "DATE_SLIP"),
    *("ASN_OVERDUE", "ASN_OVER", "ASN_NO_LOT", "SHORT_DATED", "SSCC_DUP", "DAMAGED"),
    *("RECEIPT_OVER", "RECEIPT_FAILED", "RECEIPT_MISSING", "RECEIPT_SHORT"),
    *("UNORDERED_ITEM", "RECALL_LOT", "RETURN_UNKNOWN"),
)

PLACES = {
    "healthcare.stock.alert": "facility_id",
    "healthcare.stock.snapshot": "facility_id",
    "healthcare.stock.movement": "facility_id",
    "healthcare.charge": "facility_id",
    "purchase.order": "healthcare_facility_id",
}
"""Which column of a document names its facility."""


class HealthcareStockBacklog(models.Model):
    """One row per open exception about shortages, late or wrong receipts and counts."""

    _name = "healthcare.stock.backlog"
    _description = "Open questions about stock"
    _auto = False
    _order = "severity, deadline, id"
    _rec_name = "summary"

    exception_id = fields.Many2one("healthcare.exception", readonly=True)
    summary = fields.Char(string="What", readonly=True)
    type_id = fields.Many2one("healthcare.exception.type", readonly=True)
    severity = fields.Selection(
        [("1", "Critical"), ("2", "High"), ("3", "Normal"), ("4", "Low")], readonly=True
    )
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)
    opened_at = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    age_hours = fields.Integer(string="Age (hours)", readonly=True, aggregator="avg")
    late = fields.Boolean(readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        codes = ", ".join(f"'{code}'" for code in CODES)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                SQL(_query(codes)),
            )
        )

    def action_open(self):
        """The question, with its answers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.exception",
            "res_id": self.exception_id.id,
            "views": [(False, "form")],
        }


def _query(codes):
    own = " ".join(
        f"WHEN '{model}' THEN (SELECT r.{column} FROM {model.replace('.', '_')} r "
        "WHERE r.id = e.res_id)"
        for model, column in PLACES.items()
    )
    return f"""
        SELECT e.id, e.id AS exception_id, e.name AS summary, e.type_id, e.severity,
               CASE e.res_model {own}
                    WHEN 'stock.picking' THEN
                         (SELECT f.id FROM stock_picking p
                            JOIN stock_picking_type t ON t.id = p.picking_type_id
                            JOIN healthcare_facility f
                              ON f.warehouse_id = t.warehouse_id AND f.active
                           WHERE p.id = e.res_id LIMIT 1)
                END AS facility_id,
               e.company_id, e.user_id, e.opened_at, e.deadline,
               (EXTRACT(EPOCH FROM now() AT TIME ZONE 'UTC' - e.opened_at)
                   / 3600)::int AS age_hours,
               COALESCE(e.deadline < now() AT TIME ZONE 'UTC', FALSE) AS late
          FROM healthcare_exception e
         WHERE e.state = 'open' AND e.code IN ({codes})
    """
