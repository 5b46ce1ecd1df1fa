"""What waits for a buyer, as tiles above the orders."""

from datetime import timedelta

from odoo import api, fields, models

PATIENCE_HOURS = 4
"""Hours after which an order without an answer is looked at."""
TILES = (
    "unanswered",
    "price",
    "backorder",
    "substitution",
    "late",
    "unsent",
    "stale",
    "continuity",
)


class PurchaseOrder(models.Model):
    """Each tile counts what its click opens: one domain for both."""

    _inherit = "purchase.order"

    @api.model
    def healthcare_tiles(self):
        """Tiles for the dashboard of Purchase, the worst on the left.

        :return: dicts ``key name count amount level action``; ``level`` danger,
            warning or quiet; ``amount`` what is at stake, in words, or empty.
        """
        self.browse().check_access("read")
        return [
            tile
            for key in TILES
            if (tile := getattr(self, f"_healthcare_tile_{key}")())
        ]

    @api.model
    def _healthcare_tile(self, key, name, model, domain, level="danger", amount=""):
        records = self.env[model]
        if not records.has_access("read"):
            return None
        count = records.search_count(domain)
        return {
            "key": key,
            "name": name,
            "count": count,
            "amount": amount,
            "level": level if count else "quiet",
            "action": {
                "type": "ir.actions.act_window",
                "name": name,
                "res_model": model,
                "views": [[False, "list"], [False, "form"]],
                "domain": [
                    [part[0], part[1], _plain(part[2])]
                    if isinstance(part, tuple)
                    else part
                    for part in domain
                ],
                "context": {"group_by": ["partner_id"]} if model == self._name else {},
                "target": "current",
            },
        }

    @api.model
    def _healthcare_tile_unanswered(self):
        before = fields.Datetime.now() - timedelta(hours=PATIENCE_HOURS)
        return self._healthcare_tile(
            "unanswered",
            self.env._("Not acknowledged > %s h", PATIENCE_HOURS),
            self._name,
            [
                ("state", "=", "purchase"),
                ("healthcare_transmission_state", "in", ("sent", "delivered")),
                ("healthcare_ack_state", "=", "none"),
                ("date_approve", "<", before),
            ],
            "warning",
        )

    @api.model
    def _healthcare_asked(self, *codes):
        return [("state", "=", "open"), ("code", "in", codes)]

    @api.model
    def _healthcare_tile_price(self):
        domain = self._healthcare_asked(
            "PRICE_CHANGE", "PRICE_HIGH", "CONTRACT_VARIANCE", "PRICE_LOW"
        )
        groups = self.env["healthcare.exception"]._read_group(
            domain, [], ["amount_company:sum"]
        )
        total = groups[0][0] or 0.0
        currency = self.env.company.currency_id
        return self._healthcare_tile(
            "price",
            self.env._("Price differs"),
            "healthcare.exception",
            domain,
            amount=currency.format(total) if total else "",
        )

    @api.model
    def _healthcare_tile_backorder(self):
        return self._healthcare_tile(
            "backorder",
            self.env._("Back-ordered"),
            "healthcare.exception",
            self._healthcare_asked("BACKORDER"),
        )

    @api.model
    def _healthcare_tile_substitution(self):
        return self._healthcare_tile(
            "substitution",
            self.env._("Substitutes to decide"),
            "healthcare.exception",
            self._healthcare_asked("SUBSTITUTION"),
            "warning",
        )

    @api.model
    def _healthcare_tile_late(self):
        return self._healthcare_tile(
            "late",
            self.env._("Promised and not here"),
            self._name,
            [
                ("state", "=", "purchase"),
                ("receipt_status", "in", ("pending", "partial")),
                ("date_planned", "<", fields.Datetime.now()),
            ],
        )

    @api.model
    def _healthcare_tile_unsent(self):
        return self._healthcare_tile(
            "unsent",
            self.env._("Did not leave"),
            self._name,
            [
                ("state", "=", "purchase"),
                ("healthcare_transmission_state", "in", ("failed", "rejected_syntax")),
            ],
        )

    @api.model
    def _healthcare_tile_stale(self):
        return self._healthcare_tile(
            "stale",
            self.env._("Price lists out of date"),
            "healthcare.exception",
            self._healthcare_asked("FEED_STALE"),
            "warning",
        )

    @api.model
    def _healthcare_tile_continuity(self):
        return self._healthcare_tile(
            "continuity",
            self.env._("Suppliers out of reach"),
            "healthcare.continuity",
            [("state", "in", ("active", "catching_up"))],
        )


def _plain(value):
    """A value as the web client takes it in a domain."""
    if hasattr(value, "strftime"):
        return fields.Datetime.to_string(value)
    return list(value) if isinstance(value, tuple) else value
