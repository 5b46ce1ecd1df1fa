"""A site becomes the remit-to address of a supplier only through two people."""

from odoo import api, models
from odoo.exceptions import UserError

from .res_partner_shield import ADDRESS

INVOICE = "invoice"
SITE = "other"
"""What an invoice address is while it waits: a site with an address of its own."""


class ResPartner(models.Model):
    """Adding, turning or hanging up an invoice address is a change of it."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        partners = super().create(vals_list)
        changes = self.env["healthcare.master.change"]
        sites = partners.filtered(lambda row: row.parent_id and row.type == INVOICE)
        if changes._is_released() or not sites:
            return partners
        for site in sites._healthcare_shielded():
            changes._released(site).write({"type": SITE})
            found = changes._hold(site, {"type": INVOICE}, self._healthcare_channel())
            self._healthcare_tell_held(found)
        return partners

    def write(self, vals):
        # EXTENDS base
        if (
            "parent_id" in vals
            and not self.env["healthcare.master.change"]._is_released()
        ):
            self._healthcare_refuse_parent(vals)
        return super().write(vals)

    def _healthcare_refuse_parent(self, vals):
        """:raises UserError: money would go to whoever is hung below a supplier."""
        owner = self.browse(vals["parent_id"] or [])
        if not owner._healthcare_shielded():
            return
        kind = vals.get("type")
        for partner in self - owner.child_ids:
            accounts = partner.sudo().with_context(active_test=False).bank_ids
            if accounts or (kind or partner.type) == INVOICE:
                raise UserError(
                    self.env._(
                        "%(site)s has bank accounts or is an invoice address. Add both "
                        "to %(supplier)s itself: they wait for two approvals there.",
                        site=partner.display_name,
                        supplier=owner.display_name,
                    )
                )

    def _healthcare_waits_remit(self, names):
        """Whether people are asked about this address: it stays what they are shown."""
        asked = self.parent_id and not names.isdisjoint(ADDRESS)
        changes = self.env["healthcare.master.change"]
        return bool(asked and changes._open_for(self, "remit_to"))

    def _healthcare_turns_invoice(self, kind):
        """Whether this site would become an invoice address, or cease to be one."""
        if self == self.commercial_partner_id:
            return False
        return (kind == INVOICE) != (self.type == INVOICE)


class BasePartnerMerge(models.TransientModel):
    """Odoo's own merge moves accounts and addresses below the surface."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base
        partners = self.env["res.partner"].browse(partner_ids).exists()
        released = self.env["healthcare.master.change"]._is_released()
        if not released and partners._healthcare_shielded():
            raise UserError(
                self.env._(
                    "One of them is a supplier in use. Suppliers are merged in the "
                    "review of possible duplicates."
                )
            )
        return super()._merge(partner_ids, dst_partner, extra_checks=extra_checks)
