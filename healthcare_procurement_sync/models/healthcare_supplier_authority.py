"""Which system keeps which field of a supplier, and what follows for the screen."""

from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [
    ("finance", "Finance system"),
    ("compliance", "Compliance system"),
    ("vendor", "Supplier master"),
]
USUAL = {
    "finance": ("property_supplier_payment_term_id", "bank", "healthcare_remit_to_id"),
    "compliance": ("documents", "healthcare_risk_class"),
    "vendor": ("name", "vat", "street", "street2", "zip", "city", "state_id")
    + ("country_id",),
}
"""Fields that a system of this role usually keeps; the others stay with Odoo."""
UNLOCKED = object()
PARTS = {"bank": "bank_ids", "documents": "healthcare_document_ids"}


class HealthcareConnection(models.Model):
    """What a system is for suppliers."""

    _inherit = "healthcare.connection"

    healthcare_master_role = fields.Selection(
        ROLES,
        string="Suppliers: it is the",
        help="Its approvals count as this step of the onboarding, its holds as the "
        "hold of this side.",
    )

    def action_healthcare_usual_matrix(self):
        """Add the lines that a system of this role usually keeps."""
        self.ensure_one()
        names = USUAL.get(self.healthcare_master_role)
        if not names:
            raise UserError(self.env._("Choose first what this system is."))
        authority = self.env["healthcare.authority"]
        known = authority.search(
            [("company_id", "=", self.company_id.id), ("domain", "=", "supplier")]
        ).mapped("field")
        authority.create(
            [
                {
                    "domain": "supplier",
                    "field": name,
                    "owner_is_odoo": False,
                    "owner_id": self.id,
                    "company_id": self.company_id.id,
                    "policy": "queue",
                }
                for name in names
                if name not in known
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_authority_action"
        )
        return action | {"domain": [("domain", "=", "supplier")]}


class HealthcareAuthority(models.Model):
    """The matrix read from the other side: who keeps the fields of this supplier."""

    _inherit = "healthcare.authority"

    @api.model
    def _owners_of(self, company, domain):
        """``{field or '': connection id}`` of what Odoo does not keep."""
        return {
            name: rule.owner
            for (of, name), rule in self._matrix(company.id).items()
            if of == domain and rule.owner
        }


class ResPartner(models.Model):
    """A field that another system keeps is changed there: it would come back anyhow."""

    _inherit = "res.partner"

    healthcare_locked_note = fields.Char(compute="_compute_healthcare_locked_note")
    healthcare_sync_ids = fields.One2many(
        "healthcare.supplier.sync", "partner_id", string="In other systems"
    )

    def _compute_healthcare_locked_note(self):
        connections = self.env["healthcare.connection"].sudo()
        for partner in self:
            by_owner = {}
            for name, owner in partner._healthcare_locked_fields().items():
                by_owner.setdefault(owner, []).append(partner._healthcare_said(name))
            partner.healthcare_locked_note = "; ".join(
                self.env._(
                    "%(fields)s: kept in %(system)s",
                    fields=", ".join(sorted(filter(None, names))),
                    system=connections.browse(owner).name,
                )
                for owner, names in by_owner.items()
            )

    @api.model
    def _healthcare_said(self, name):
        field = self._fields.get(PARTS.get(name, name))
        return field._description_string(self.env) if field else name

    def _healthcare_locked_fields(self):
        """``{field: connection id}`` that other systems keep of this very supplier.

        Only of those that they know: a supplier without their number is ours.
        """
        self.ensure_one()
        owner = self.commercial_partner_id.sudo()
        if not owner.healthcare_sync_ids:
            return {}
        knowing = set(owner.healthcare_sync_ids.connection_id.ids)
        rules = {}
        for company in owner.healthcare_sync_ids.company_id:
            rules |= self.env["healthcare.authority"]._owners_of(company, "supplier")
        whole = rules.pop("", None)
        locked = {name: kept for name, kept in rules.items() if kept in knowing}
        if whole in knowing:
            for name in USUAL["vendor"]:
                locked.setdefault(name, whole)
        return locked

    @api.model
    def _healthcare_unlocked(self):
        """Context of a write that a steward or the owner system decided."""
        return {"healthcare_unlocked": UNLOCKED}

    def write(self, vals):
        # A person edits; the system itself and decided updates come unlocked.
        if not self.env.su and self.env.context.get("healthcare_unlocked") is not (
            UNLOCKED
        ):
            for partner in self.filtered(lambda row: not row.parent_id):
                partner._healthcare_check_locked(vals)
        return super().write(vals)

    def _healthcare_check_locked(self, vals):
        if not vals.keys() & {name for names in USUAL.values() for name in names}:
            # Nothing that any system usually keeps: look only where lines say more.
            if not self.env["healthcare.authority"]._matrix(self.env.company.id):
                return
        authority = self.env["healthcare.authority"]
        locked = self._healthcare_locked_fields()
        parts = {PARTS.get(name, name): kept for name, kept in locked.items()}
        for name in parts.keys() & vals.keys():
            field = self._fields[name]
            if field.type in ("one2many", "many2many") and not vals[name]:
                continue
            if field.type in ("one2many", "many2many") or authority._differs(
                self, name, vals[name]
            ):
                raise UserError(
                    self.env._(
                        "%(field)s of %(supplier)s is kept in %(system)s. Change it "
                        "there.",
                        field=self._healthcare_said(name),
                        supplier=self.name,
                        system=self.env["healthcare.connection"]
                        .sudo()
                        .browse(parts[name])
                        .name,
                    )
                )


class HealthcareAuthorityUpdate(models.Model):
    """What a steward accepts is written although another system keeps the field."""

    _inherit = "healthcare.authority.update"

    def action_accept(self):
        # EXTENDS base
        unlocked = self.env["res.partner"]._healthcare_unlocked()
        return super(
            HealthcareAuthorityUpdate, self.with_context(**unlocked)
        ).action_accept()


class HealthcareMapping(models.Model):
    """Payment terms are translated like items and units."""

    _inherit = "healthcare.mapping"

    domain = fields.Selection(
        selection_add=[("payment_term", "Payment term")],
        ondelete={"payment_term": "cascade"},
    )

    @api.model
    def _target_models(self):
        return super()._target_models() | {"payment_term": "account.payment.term"}
