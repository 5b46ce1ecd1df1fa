"""Price lists that did not come: one question per list, closed by the next one."""

from datetime import timedelta

from odoo import api, fields, models

ASKED = timedelta(days=3)
"""After a letter the supplier has this long before the buyer is asked again."""


class HealthcareSupplierFeed(models.Model):
    """What somebody decided about a list that is late."""

    _inherit = "healthcare.supplier.feed"

    healthcare_late_accepted_on = fields.Date(
        string="Last prices accepted", readonly=True, copy=False
    )
    healthcare_late_asked_on = fields.Date(
        string="New list asked for", readonly=True, copy=False
    )


class HealthcarePricePolicy(models.Model):
    """Watches the age of price lists."""

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
        if self._is_settled(feed, last.date()):
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

    def _is_settled(self, feed, last):
        """Whether somebody decided about this very delay already: prices may be used
        up to the limit of the policy, an asked supplier has some days."""
        today = fields.Date.today()
        accepted, asked = (
            feed.healthcare_late_accepted_on,
            feed.healthcare_late_asked_on,
        )
        if accepted and accepted > last:
            return (today - last).days <= self.use_days
        return bool(asked and asked > last and today - asked <= ASKED)
