"""No second record for a supplier that we have."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .healthcare_supplier_authority import UNLOCKED

SCAN = 500


class ResPartner(models.Model):
    """Asked where people type; interfaces ask before they create."""

    _inherit = "res.partner"

    healthcare_review_count = fields.Integer(compute="_compute_healthcare_review_count")

    def _compute_healthcare_review_count(self):
        reviews = self.env["healthcare.duplicate.review"].sudo()
        for partner in self:
            partner.healthcare_review_count = reviews.search_count(
                [
                    ("state", "=", "open"),
                    "|",
                    ("partner_id", "in", partner.ids),
                    ("other_id", "in", partner.ids),
                ]
            )

    @api.constrains("vat", "country_id", "parent_id", "supplier_rank")
    def _check_healthcare_tax_number(self):
        """Rule H1: one tax number, one supplier; sites are its children."""
        if self.env.context.get("healthcare_unlocked") is UNLOCKED:
            return
        finder = self.env["healthcare.duplicate.finder"]
        suppliers = self.filtered(
            lambda row: (
                row.vat
                and not row.parent_id
                and (row.supplier_rank or row.healthcare_onboarding_state)
            )
        )
        for partner in suppliers:
            facts = finder._facts(
                vat=partner.vat, country=partner.country_id.code, partner_id=partner.id
            )
            for hit in finder._find(facts):
                other = hit.partner
                supplier = other.supplier_rank or other.healthcare_onboarding_state
                if (
                    hit.rule == "H1"
                    and supplier
                    and not partner._healthcare_told(other)
                ):
                    raise ValidationError(
                        self.env._(
                            "%(other)s has this tax number. Use that supplier, or add "
                            "this one as a site of it.",
                            other=other.display_name,
                        )
                    )

    def _healthcare_told(self, other):
        """Whether somebody decided that these two are different companies."""
        reviews = self.env["healthcare.duplicate.review"].sudo()
        return bool(
            reviews.search_count(
                [
                    ("state", "=", "different"),
                    ("partner_id", "in", (self | other).ids),
                    ("other_id", "in", (self | other).ids),
                ],
                limit=1,
            )
        )

    def _healthcare_become_site(self, owner):
        """Hang this supplier below ``owner``; its own numbers stay its own."""
        if self.child_ids or self == owner:
            raise UserError(
                self.env._("%s has sites of its own. Merge instead.", self.name)
            )
        changes = self.env["healthcare.master.change"]
        released = changes._released(self).with_context(**self._healthcare_unlocked())
        released.write({"vat": owner.vat})
        released.write({"parent_id": owner.id, "type": "other"})

    def action_open_healthcare_reviews(self):
        """Possible duplicates of this supplier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_duplicate_review_action"
        )
        domain = ["|", ("partner_id", "=", self.id), ("other_id", "=", self.id)]
        return action | {"domain": domain, "context": {}}

    @api.model
    def _cron_healthcare_find_duplicates(self):
        """Look at suppliers that were added or changed since the last run."""
        finder = self.env["healthcare.duplicate.finder"]
        parameters = self.env["ir.config_parameter"].sudo()
        key = "healthcare_procurement_sync.duplicates_since"
        since = parameters.get_param(key) or "1970-01-01"
        now = fields.Datetime.to_string(fields.Datetime.now())
        suppliers = self.search(
            finder._suppliers() & Domain("write_date", ">=", since), order="id"
        )
        asked = 0
        for start in range(0, len(suppliers), SCAN):
            some = suppliers[start : start + SCAN]
            found = finder._find_many([finder._facts_of(row) for row in some])
            for partner, hits in zip(some, found, strict=True):
                for hit in hits:
                    reviews = self.env["healthcare.duplicate.review"]
                    asked += bool(reviews._ask_pair(partner, hit.partner, hit.rule))
        parameters.set_param(key, now)
        return asked
