"""Signing a substitution, carrying it out, and switching back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REVIEWER = "healthcare_procurement_sync.group_clinical_reviewer"


class HealthcareSubstitution(models.Model):
    """Nobody signs what he asked for; what is signed takes effect at once."""

    _inherit = "healthcare.substitution"

    may_sign = fields.Boolean(compute="_compute_may_sign")

    @api.depends("state", "requested_by_id")
    @api.depends_context("uid")
    def _compute_may_sign(self):
        reviewer = self.env.user.has_group(REVIEWER)
        for row in self:
            row.may_sign = (
                reviewer
                and row.state == "review"
                and row.requested_by_id != self.env.user
            )

    def action_ask(self):
        """Ask the clinical reviewers for a signature."""
        for row in self:
            row._check_complete()
            row.sudo().write({"state": "review", "requested_by_id": self.env.uid})
            people = row._reviewers()
            row.message_subscribe(partner_ids=people.partner_id.ids)
            for person in people[:3]:
                row.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=person.id,
                    summary=self.env._("Sign the substitute"),
                    note=row._words(),
                )
            if row.order_id:
                row.order_id._message_log(
                    body=self.env._("Clinical sign-off was asked for: %s", row.name)
                )

    def _reviewers(self):
        group = self.env.ref(REVIEWER).sudo()
        people = group.all_user_ids.filtered(
            lambda user: (
                not user.share
                and self.company_id in user.company_ids
                and user != self.requested_by_id
            )
        )
        if not people:
            raise UserError(
                self.env._("Nobody may sign: give somebody the role Clinical reviewer.")
            )
        return people

    def _check_complete(self):
        self.check_access("write")
        if self.state not in ("draft", "review"):
            raise UserError(self.env._("This was decided already."))
        if not self.substitute_id or self.substitute_id == self.product_id:
            raise UserError(self.env._("Choose the item that is used instead."))
        if not self._factor(self.substitute_uom_id, self.substitute_id):
            raise UserError(self.env._("Choose a pack of the substitute."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write in a few words why."))

    def action_sign(self):
        """The clinical reviewer signs: order, par levels and mapping change together.

        :raises AccessError: not a reviewer, or the one who asked.
        """
        for row in self:
            row._check_complete()
            if not self.env.su and not row.may_sign:
                raise AccessError(
                    self.env._(
                        "Only a clinical reviewer who did not ask for it may sign."
                    )
                )
            row.sudo().write(
                {"reviewer_id": self.env.uid, "signed_at": fields.Datetime.now()}
            )
            row.sudo()._apply()

    def action_refuse(self):
        """The ordered item stays."""
        for row in self:
            row.check_access("write")
            if row.state not in ("draft", "review"):
                raise UserError(self.env._("This was decided already."))
            row.sudo().write({"state": "refused"})
            row.activity_unlink(["mail.mail_activity_data_todo"])
            if row.offer_id:
                row.offer_id.sudo()._refuse(row.reason or "")

    # -- carrying out ----------------------------------------------------------------

    def _apply(self):
        """Order, par levels, mapping, and everybody who must know; one transaction."""
        self.ensure_one()
        before = {}
        if self.apply_order and self.order_line_id:
            before["line"] = self._apply_order()
        if self.apply_par:
            before["par"] = self._apply_par()
        if self.apply_codes:
            before["codes"] = self._apply_codes()
        if self.add_to_group:
            self._apply_group()
        self.write({"state": "applied", "before": before})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        words = self._words()
        self._notify(self.env._("Signed by %s.", self.reviewer_id.name) + " " + words)
        if self.exception_id:
            self.exception_id._close_by(self.env._("Substitute signed"), self.reason)

    def _apply_order(self):
        line = self.order_line_id
        if self.offer_id.state == "pending":
            self.offer_id.write(
                {
                    "product_id": self.substitute_id.id,
                    "uom_id": self.substitute_uom_id.id,
                    "price_unit": self.substitute_price,
                }
            )
            self.offer_id._accept(self.reason or "")
            fresh = self.offer_id.replacement_line_id
        else:
            fresh = line._healthcare_replace(
                self.substitute_id,
                self.substitute_uom_id,
                self.substitute_price or None,
                self.quantity,
            )
        self.replacement_line_id = fresh
        return [line.id, fresh.id]

    def _apply_group(self):
        groups = self.env["healthcare.substitution.group"]
        if groups._with_both(self.product_id, self.substitute_id, self.company_id):
            return
        groups.create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "product_ids": [(6, 0, (self.product_id | self.substitute_id).ids)],
                "decided_by_id": self.reviewer_id.id,
                "note": self.reason,
            }
        )

    def _apply_par(self):
        """Par levels count base units: the substitute takes them over as they are,
        ordered in its own pack."""
        rules = self.env["stock.warehouse.orderpoint"]
        mine = rules.search(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return [self._take_over_par(rule) for rule in mine]

    def _take_over_par(self, rule):
        """``[old id, new id, what the new one was before]``; the old one sleeps."""
        rules = rule.browse()
        other = rules.with_context(active_test=False).search(
            [
                ("product_id", "=", self.substitute_id.id),
                ("location_id", "=", rule.location_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        values = {
            "product_min_qty": rule.product_min_qty,
            "product_max_qty": rule.product_max_qty,
            "active": True,
        }
        kept = {name: other[name] for name in values} if other else {}
        if other:
            values["product_min_qty"] += other.product_min_qty * other.active
            values["product_max_qty"] += other.product_max_qty * other.active
            other.write(values)
        else:
            values |= {
                "product_id": self.substitute_id.id,
                "location_id": rule.location_id.id,
                "warehouse_id": rule.warehouse_id.id,
                "company_id": self.company_id.id,
                "trigger": rule.trigger,
            }
            other = rules.create(values)
        rule.active = False
        return [rule.id, other.id, kept]

    def _notify(self, body):
        """Departments follow their facility; the order keeps the story."""
        self.message_post(body=body, subtype_xmlid="mail.mt_comment")
        if self.order_id:
            self.order_id._message_log(body=body)
        for product in self.product_id | self.substitute_id:
            product._message_log(body=body)
        for facility in self.site_ids.facility_id:
            facility.message_post(body=body, subtype_xmlid="mail.mt_comment")

    def _words(self):
        return self.env._(
            "%(new)s (%(pack)s) is used in place of %(old)s. Reason: %(reason)s. "
            "Until: %(end)s.",
            new=self.substitute_id.display_name,
            pack=self.substitute_uom_id.name,
            old=self.product_id.display_name,
            reason=self.reason or "-",
            end=self.end_date or self.env._("somebody switches back"),
        )

    # -- and back --------------------------------------------------------------------

    def action_switch_back(self):
        """The original item is there again: par levels and mapping as they were.

        What was ordered as a substitute comes as ordered.
        """
        for row in self:
            row.check_access("write")
            if row.state != "applied":
                raise UserError(self.env._("Nothing is switched."))
            row.sudo()._switch_back()

    def _switch_back(self):
        before = self.before or {}
        rules = self.env["stock.warehouse.orderpoint"].with_context(active_test=False)
        for old, new, kept in before.get("par", ()):
            rules.browse(old).exists().active = True
            other = rules.browse(new).exists()
            other.write(kept or {"active": False})
        self._withdraw_codes(before.get("codes") or {})
        self.state = "ended"
        self._notify(
            self.env._(
                "%(old)s is back; %(new)s is not used in its place any more.",
                old=self.product_id.display_name,
                new=self.substitute_id.display_name,
            )
        )

    @api.model
    def _cron_switch_back(self):
        """Substitutes whose last day has passed."""
        today = fields.Date.context_today(self)
        for row in self.search([("state", "=", "applied"), ("end_date", "<=", today)]):
            row.sudo()._switch_back()
