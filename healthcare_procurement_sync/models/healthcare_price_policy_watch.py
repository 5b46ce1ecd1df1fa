"""Price lists that did not come: one question per supplier, closed by the next list."""

from datetime import timedelta

from odoo import api, fields, models


class HealthcarePricePolicy(models.Model):
    """Watches the age of vendor prices that a feed brought."""

    _inherit = "healthcare.price.policy"

    @api.model
    def _cron_late(self):
        """Open and close ``FEED_STALE`` per price list."""
        feeds = self.env["healthcare.supplier.feed"].sudo().search([])
        for company, rows in feeds.grouped("company_id").items():
            policies = self._for_many(company, rows.partner_id)
            for feed in rows:
                policy = policies[feed.partner_id.commercial_partner_id.id]
                policy._watch(feed)

    def _watch(self, feed):
        exceptions = self.env["healthcare.exception"]
        last = feed.full_confirmed_at or feed.received_at
        limit = fields.Datetime.now() - timedelta(days=self.fresh_days)
        if not last or last >= limit:
            exceptions._resolve_for(
                feed, ["FEED_STALE"], self.env._("A new list arrived.")
            )
            return
        finding = exceptions._finding(
            "FEED_STALE",
            self.env._(
                "%(supplier)s: the last price list is from %(day)s.",
                supplier=feed.partner_id.display_name,
                day=last.date(),
            ),
            model=feed._name,
            res_id=feed.id,
            user_id=feed.user_id.id or 0,
        )
        exceptions._open(
            finding, connection=feed.connection_id or None, company=feed.company_id
        )
