"""Waivers for a few days, and the questions that missing documents open and close."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.outcome import Finding

WAIVER_DAYS = 30
"""Longer than this is no exception but a rule that should be changed."""


class HealthcareComplianceWaiver(models.Model):
    """An officer lets a supplier pass without a document, for thirty days at most."""

    _name = "healthcare.compliance.waiver"
    _description = "Waiver of a compliance document"
    _order = "until desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    type_id = fields.Many2one("healthcare.compliance.type", required=True)
    begins = fields.Date(
        required=True, default=fields.Date.context_today, readonly=True
    )
    until = fields.Date(required=True)
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Given by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    active = fields.Boolean(default=True)

    _length = models.Constraint(
        f"CHECK(until >= begins AND until <= begins + {WAIVER_DAYS})",
        "A waiver holds for 30 days at most.",
    )

    @api.constrains("type_id", "partner_id")
    def _check_repeat(self):
        """Waiver after waiver would be a supplier without papers."""
        for row in self:
            since = row.begins - timedelta(days=WAIVER_DAYS)
            earlier = self.search_count(
                [
                    ("id", "!=", row.id),
                    ("partner_id", "=", row.partner_id.id),
                    ("type_id", "=", row.type_id.id),
                    ("until", ">=", since),
                ],
                limit=1,
            )
            if earlier and not self.env.user.has_group(
                "purchase.group_purchase_manager"
            ):
                raise ValidationError(
                    self.env._(
                        "This document was waived within the last 30 days. A purchase "
                        "manager may do it once more."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.update(
                    user_id=self.env.uid, begins=fields.Date.context_today(self)
                )
        rows = super().create(vals_list)
        for row in rows:
            self.env["healthcare.audit.entry"]._log(
                "compliance.waived", row, reason=row.reason
            )
            row.partner_id.sudo()._healthcare_documents_changed()
        return rows


class ResPartner(models.Model):
    """Documents of a supplier changed: questions are answered, or asked."""

    _inherit = "res.partner"

    def _healthcare_ask_document(self, kind):
        """Open the question for one missing or expired document."""
        self.env["healthcare.exception"]._open(
            Finding(
                "DOC_EXPIRED",
                self.env._(
                    "%(supplier)s: %(document)s is missing or expired.",
                    supplier=self.name,
                    document=kind.name,
                ),
                self._name,
                self.id,
                where=kind.code,
            )
        )

    def _healthcare_documents_changed(self):
        """Close the questions about documents that are in force or waived now."""
        for partner in self:
            open_codes = {gap.kind.code for gap in partner._healthcare_gaps()}
            asked = (
                self.env["healthcare.exception"]
                .sudo()
                .search(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "=", partner.id),
                        ("code", "=", "DOC_EXPIRED"),
                        ("state", "=", "open"),
                    ]
                )
            )
            done = asked.filtered(lambda row, still=open_codes: row.where not in still)
            done._close("resolved", self.env._("The document is there again."))
            partner._healthcare_orderable_again()
