"""Tax number and remit-to address of suppliers change through two people."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..supplier_names import normalise_tax_id
from .account_move import VENDOR
from .healthcare_master_change import FIELDS, MONEY, OPEN

APPROVED = ("approved", "suspended")
ADDRESS = tuple(
    name
    for name, kind in FIELDS["res.partner"].items()
    if kind == "remit_to" and name not in ("healthcare_remit_to_id", "type")
)


class ResPartner(models.Model):
    """Which partners the shield covers, and what it holds of a write."""

    _inherit = "res.partner"

    healthcare_remit_to_id = fields.Many2one(
        "res.partner",
        string="Remit to",
        domain="[('id', 'child_of', id)]",
        help="Where cheques and remittance advice go. Empty: the supplier itself. A "
        "change waits for two approvals.",
    )
    healthcare_change_ids = fields.One2many(
        "healthcare.master.change", "partner_id", string="Protected changes"
    )
    healthcare_pending_change = fields.Char(
        compute="_compute_healthcare_pending_change", compute_sudo=True
    )
    healthcare_change_count = fields.Integer(
        compute="_compute_healthcare_pending_change", compute_sudo=True
    )

    @api.depends("healthcare_change_ids.state", "commercial_partner_id")
    def _compute_healthcare_pending_change(self):
        changes = self.env["healthcare.master.change"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("state", "in", OPEN),
            ]
        )
        by_partner = changes.grouped("partner_id")
        words = {
            "bank": self.env._("Bank change pending"),
            "remit_to": self.env._("Remit-to change pending"),
            "tax_id": self.env._("Tax number change pending"),
        }
        for partner in self:
            mine = by_partner.get(partner.commercial_partner_id, changes.browse())
            kinds = [kind for kind in MONEY if kind in mine.mapped("kind")]
            partner.healthcare_pending_change = words[kinds[0]] if kinds else False
            partner.healthcare_change_count = len(mine)

    # -- who is covered --------------------------------------------------------------

    def _healthcare_is_supplier(self):
        """Whether any of these is a supplier at all."""
        owners = self.commercial_partner_id.sudo()
        return any(
            row.supplier_rank or row.healthcare_onboarding_state for row in owners
        )

    def _healthcare_shielded(self):
        """Those of these that money or orders go to: approved, ordered from or billed.

        Before that, an account is part of the onboarding, which two people check.
        """
        owners = self.commercial_partner_id.sudo()
        ours = self.env["res.company"].sudo().search([]).partner_id
        owners -= ours
        known = owners.filtered(lambda row: row.healthcare_onboarding_state in APPROVED)
        rest = owners - known
        if rest:
            known |= self._healthcare_billed(rest)
        return self.filtered(lambda row: row.commercial_partner_id in known)

    @api.model
    def _healthcare_billed(self, owners):
        """Those of ``owners`` that have a bill or a confirmed order."""
        bills = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                Domain("commercial_partner_id", "in", owners.ids)
                & Domain("move_type", "in", VENDOR)
                & Domain("state", "!=", "cancel"),
                ["commercial_partner_id"],
            )
        )
        found = owners.browse([partner.id for (partner,) in bills])
        rest = owners - found
        if rest:
            orders = (
                self.env["purchase.order"]
                .sudo()
                ._read_group(
                    [("partner_id", "child_of", rest.ids), ("state", "=", "purchase")],
                    ["partner_id"],
                )
            )
            for (partner,) in orders:
                found |= partner.commercial_partner_id
        return found & owners

    # -- what is held ----------------------------------------------------------------

    def write(self, vals):
        # EXTENDS account
        names = FIELDS["res.partner"].keys() & vals.keys()
        changes = self.env["healthcare.master.change"]
        if not names or changes._is_released():
            return super().write(vals)
        held = self._healthcare_held_values(names, vals)
        for partner, wanted in held.items():
            rest = {name: value for name, value in vals.items() if name not in wanted}
            if rest:
                super(ResPartner, partner).write(rest)
            record = partner.commercial_partner_id if "vat" in wanted else partner
            found = changes._hold(record, wanted, self._healthcare_channel())
            self._healthcare_tell_held(found)
        free = self - self.browse([partner.id for partner in held])
        return super(ResPartner, free).write(vals) if free else True

    def _healthcare_held_values(self, names, vals):
        """``{partner: {field: value}}`` of what may not be written now."""
        candidates = self.filtered(
            lambda partner: partner._healthcare_protected(names, vals)
        )
        shielded = candidates._healthcare_shielded()
        return {
            partner: partner._healthcare_protected(names, vals) for partner in shielded
        }

    def _healthcare_protected(self, names, vals):
        """The protected values of ``vals`` that would change something here."""
        self.ensure_one()
        changes = self.env["healthcare.master.change"]
        found = {}
        country = self.country_id.code
        known = normalise_tax_id(self.vat, country)
        if "vat" in names and known:
            # Filling in a number that was missing is no change of it.
            if normalise_tax_id(vals["vat"] or "", country) != known:
                found["vat"] = vals["vat"]
        remit = "healthcare_remit_to_id"
        if remit in names and (vals[remit] or False) != (self[remit].id or False):
            found[remit] = vals[remit]
        if "type" in names and self._healthcare_turns_invoice(vals["type"]):
            found["type"] = vals["type"]
        if self._healthcare_is_remit_to() or self._healthcare_waits_remit(names):
            for name in ADDRESS:
                if name in names and changes._plain_differs(self, name, vals[name]):
                    found[name] = vals[name]
        return found

    def _healthcare_is_remit_to(self):
        """Whether money is sent here: an invoice address, or the chosen one."""
        owner = self.commercial_partner_id.sudo()
        chosen = owner.healthcare_remit_to_id
        if chosen:
            return chosen == self
        return self.type == "invoice" and self != owner

    @api.model
    def _healthcare_channel(self):
        context = self.env.context
        if context.get("healthcare_in_drain"):
            return "api"
        channel = context.get("healthcare_channel")
        return channel if channel in ("portal", "email", "file", "merge") else "manual"

    @api.model
    def _healthcare_tell_held(self, changes):
        """The person at the screen learns why the old value stands there again."""
        if not changes or self.env.context.get("healthcare_in_drain"):
            return
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Held for two approvals"),
                "message": ", ".join(changes.mapped("name")),
            },
        )

    def action_open_healthcare_changes(self):
        """Protected changes of this supplier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_master_change_action"
        )
        owner = self.commercial_partner_id
        return action | {"domain": [("partner_id", "=", owner.id)], "context": {}}
