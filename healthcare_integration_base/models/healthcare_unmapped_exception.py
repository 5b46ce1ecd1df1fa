"""The question about an unknown code: how many wait, for how much, and Map now."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .healthcare_unmapped import TYPE


class HealthcareException(models.Model):
    """Counts are read from the waiting messages themselves, so they are never wrong."""

    _inherit = "healthcare.exception"

    unmapped = fields.Boolean(compute="_compute_unmapped")
    waiting_count = fields.Integer(
        string="Messages waiting", compute="_compute_unmapped", compute_sudo=True
    )
    waiting_amount = fields.Monetary(
        string="Amount waiting", compute="_compute_unmapped", compute_sudo=True
    )

    @api.depends("code", "where", "state")
    def _compute_unmapped(self):
        facts = self._waiting_facts()
        for exception in self:
            exception.unmapped = exception.code == TYPE
            count, amount = facts.get(exception.where, (0, 0))
            exception.waiting_count = count if exception.unmapped else 0
            exception.waiting_amount = amount if exception.unmapped else 0

    def _waiting_facts(self):
        """``{key: (messages, amount)}`` of what waits, and of what is parked behind it
        because it comes later in the same subject; one statement.

        A message that was not tried yet counts with the amount that its document
        states.
        """
        keys = [row.where for row in self if row.code == TYPE and row.where]
        if not keys:
            return {}
        self.env["healthcare.message"].flush_model(["state", "dependency", "stake"])
        self.env.cr.execute(
            """
            SELECT w.dependency, count(*) + COALESCE(sum(b.behind), 0)::int,
                   COALESCE(sum(w.stake), 0) + COALESCE(sum(b.amount), 0)
              FROM healthcare_message w
              LEFT JOIN LATERAL (
                   SELECT count(*) AS behind,
                          sum(COALESCE(p.stake, (p.facts->>'control_amount')::numeric))
                          AS amount
                     FROM healthcare_message p
                    WHERE p.subject_key = w.subject_key AND p.direction = 'in'
                      AND p.state = 'parked'
                      AND (p.sequence, p.part) > (w.sequence, w.part)) b ON TRUE
             WHERE w.state = 'waiting' AND w.dependency = ANY(%s)
             GROUP BY w.dependency
            """,
            [keys],
        )
        return {key: (count, amount) for key, count, amount in self.env.cr.fetchall()}

    @api.model
    def _cron_refresh_unmapped(self):
        """Bring words and amounts of open questions up to what waits now.

        The amount decides the place in the queue. A question for which nothing is on
        its way any more closes.
        """
        rows = self.sudo().search([("code", "=", TYPE), ("state", "=", "open")])
        facts = rows._waiting_facts()
        for exception in rows:
            count, amount = facts.get(exception.where, (0, 0))
            if count:
                exception._set_waiting(count, float(amount))
        idle = rows.filtered(lambda row: row.where not in facts)
        asked_again = idle._still_in_work()
        (idle - asked_again)._close(
            "cancelled", self.env._("Nothing waits for this code any more.")
        )

    def _still_in_work(self):
        """Those whose messages are being tried again just now."""
        self.env.cr.execute(
            """
            SELECT DISTINCT connection_id FROM healthcare_message
             WHERE direction = 'in' AND connection_id = ANY(%s)
               AND state IN ('received', 'due', 'leased', 'retry')
            """,
            [self.connection_id.ids],
        )
        busy = {row[0] for row in self.env.cr.fetchall()}
        return self.filtered(lambda row: row.connection_id.id in busy)

    def _set_waiting(self, count, amount):
        domain, _connection, code = self.env["healthcare.mapping"]._read_key(self.where)
        labels = dict(
            self.env["healthcare.mapping"]
            ._fields["domain"]
            ._description_selection(self.env)
        )
        money = formatLang(self.env, amount, currency_obj=self.currency_id)
        values = {
            "code": code if len(code) <= 64 else f"{code[:64]}…",
            "domain": labels.get(domain, domain).lower(),
            "connection": self.connection_id.name,
            "count": count,
            "money": money,
        }
        if amount:
            name = self.env._(
                "Unknown code %(code)s (%(domain)s) of %(connection)s: %(count)s "
                "messages, %(money)s waiting",
                **values,
            )
        else:
            name = self.env._(
                "Unknown code %(code)s (%(domain)s) of %(connection)s: %(count)s "
                "messages waiting",
                **values,
            )
        if name != self.name or self.currency_id.compare_amounts(self.amount, amount):
            self.write({"name": name, "amount": amount})

    def action_map_now(self):
        """Choose the record the code means; the row goes into a draft."""
        self.ensure_one()
        if self.code != TYPE or self.state != "open":
            raise UserError(self.env._("There is no unknown code to map."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_map_now_action"
        )
        domain = self.env["healthcare.mapping"]._read_key(self.where)[0]
        return action | {
            "context": {
                "default_exception_id": self.id,
                "healthcare_domain": domain,
            }
        }

    def action_open_waiting(self):
        """The messages that wait for the code, and those behind them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        heads = self.env["healthcare.message"].search(
            [("state", "=", "waiting"), ("dependency", "=", self.where)]
        )
        subjects = [key for key in set(heads.mapped("subject_key")) if key]
        domain = [
            "|",
            "&",
            ("state", "=", "waiting"),
            ("dependency", "=", self.where),
            "&",
            ("state", "=", "parked"),
            ("subject_key", "in", subjects),
        ]
        return action | {"domain": domain, "context": {}}
