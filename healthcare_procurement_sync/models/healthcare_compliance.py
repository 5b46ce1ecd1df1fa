"""Documents that a supplier must have, and their expiry."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OFFICER = "healthcare_procurement_sync.group_supplier_compliance"


class HealthcareComplianceType(models.Model):
    """One kind of document: who needs it, and what happens without it."""

    _name = "healthcare.compliance.type"
    _description = "Type of compliance document"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="As compliance systems name it.")
    sequence = fields.Integer(default=10)
    required_for = fields.Selection(
        [
            ("none", "Nobody"),
            ("high", "Suppliers of the high risk class"),
            ("all", "Every supplier"),
        ],
        string="Required of",
        required=True,
        default="none",
    )
    policy = fields.Selection(
        [
            ("warn", "Warn on orders"),
            ("new_po", "Block new orders"),
            ("all", "Block new orders and payments"),
        ],
        string="Without it",
        required=True,
        default="warn",
    )
    reminder_days = fields.Integer(
        string="Remind before (days)", default=30, required=True
    )
    validity_days = fields.Integer(
        string="Valid for (days)", help="Where the document states no end. 0: for ever."
    )
    has_expiry = fields.Boolean(default=True, string="Expires")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code exists already.")

    @api.model
    def _required_for(self, partner):
        """The types that this supplier must have."""
        wanted = ["all"]
        if partner.healthcare_risk_class == "high":
            wanted.append("high")
        return self.search([("required_for", "in", wanted)])


class HealthcareComplianceDocument(models.Model):
    """A certificate, licence or check. What people upload waits for an officer."""

    _name = "healthcare.compliance.document"
    _description = "Compliance document"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset({"state", "checked_by_id", "checked_at"})
    _order = "partner_id, type_id, valid_to desc, id desc"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    type_id = fields.Many2one(
        "healthcare.compliance.type", string="Document", required=True, index=True
    )
    number = fields.Char()
    issuer = fields.Char(string="Issued by")
    valid_from = fields.Date()
    valid_to = fields.Date(string="Valid until", index="btree_not_null", tracking=True)
    state = fields.Selection(
        [
            ("to_check", "To check"),
            ("valid", "Valid"),
            ("expired", "Expired"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        default="to_check",
        tracking=True,
        index=True,
    )
    days_left = fields.Integer(compute="_compute_days_left")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    checked_by_id = fields.Many2one("res.users", readonly=True)
    checked_at = fields.Datetime(readonly=True)
    connection_id = fields.Many2one(
        "healthcare.connection", string="From", readonly=True, ondelete="set null"
    )
    external_key = fields.Char(readonly=True)
    active = fields.Boolean(default=True)

    _dates = models.Constraint(
        "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "It ends before it begins.",
    )
    _external_uniq = models.UniqueIndex(
        "(connection_id, partner_id, external_key) WHERE external_key IS NOT NULL",
    )

    @api.depends("valid_to")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days_left = (row.valid_to - today).days if row.valid_to else 0

    @api.depends("type_id", "number")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " ".join(filter(None, [row.type_id.name, row.number]))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(vals_list)
        rows = super().create(vals_list)
        for row in rows.filtered(lambda row: not row.valid_to):
            if row.type_id.validity_days:
                begins = row.valid_from or fields.Date.context_today(row)
                row.valid_to = begins + timedelta(days=row.type_id.validity_days)
        return rows

    def write(self, vals):
        self._check_recorded([vals])
        changed = {"valid_to", "valid_from", "number", "file", "type_id", "partner_id"}
        if not self.env.su and changed & vals.keys():
            # Somebody else's paper under a signature that was given for another one.
            checked = self.filtered(lambda row: row.state in ("valid", "expired"))
            checked.sudo().write({"state": "to_check", "checked_by_id": False})
        return super().write(vals)

    def _in_force(self, day):
        """Whether it is accepted and valid on ``day``."""
        self.ensure_one()
        return (
            self.state in ("valid", "expired")
            and (not self.valid_from or self.valid_from <= day)
            and (not self.valid_to or self.valid_to >= day)
        )

    def action_accept(self):
        """An officer looked at it."""
        self._check_officer()
        for row in self:
            if row.type_id.has_expiry and not row.valid_to:
                raise UserError(
                    self.env._("%s: until when is it valid?", row.display_name)
                )
        self._accept(self.env.user)

    def _accept(self, user):
        rows = self.sudo()
        rows.write(
            {
                "state": "valid",
                "checked_by_id": user.id,
                "checked_at": fields.Datetime.now(),
            }
        )
        rows.activity_unlink(["mail.mail_activity_data_todo"])
        self.env["healthcare.audit.entry"]._log("compliance.accepted", self)
        rows.partner_id._healthcare_documents_changed()

    def action_reject(self):
        """It is not what is needed."""
        self._check_officer()
        self.sudo().write({"state": "rejected"})
        self.env["healthcare.audit.entry"]._log("compliance.rejected", self)

    def _check_officer(self):
        self.check_access("read")
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("A compliance officer decides about it."))

    # -- every morning ---------------------------------------------------------------

    @api.model
    def _cron_expire(self):
        """Mark what expired, ask for what will, and open a question for each gap."""
        today = fields.Date.context_today(self)
        expired = self.search(
            [("state", "=", "valid"), ("valid_to", "<", fields.Date.to_string(today))]
        )
        expired.write({"state": "expired"})
        self._ask_for_renewal(expired)
        soon = self.search([("state", "=", "valid"), ("valid_to", ">=", today)])
        self._remind(
            soon.filtered(
                lambda row: (
                    row.type_id.required_for != "none"
                    and row.days_left <= row.type_id.reminder_days
                )
            )
        )
        return len(expired)

    def _remind(self, rows):
        """One activity per document that expires soon and has no successor."""
        for row in rows:
            later = row.partner_id.healthcare_document_ids.filtered(
                lambda other, row=row: (
                    other.type_id == row.type_id
                    and other.state == "valid"
                    and other.valid_to > row.valid_to
                )
            )
            if later or row.activity_ids:
                continue
            row.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=row.valid_to,
                user_id=self._officer().id,
                summary=self.env._("Ask the supplier for a new %s", row.type_id.name),
            )

    def _ask_for_renewal(self, rows):
        """The vendor is flagged; somebody must act."""
        for row in rows:
            partner = row.partner_id
            if partner._healthcare_document_state(
                row.type_id, fields.Date.context_today(self)
            ):
                partner._healthcare_ask_document(row.type_id)

    @api.model
    def _officer(self):
        exceptions = self.env["healthcare.exception"].sudo()
        team = self.env.ref(OFFICER).sudo().all_user_ids
        users = exceptions._members(team, self.env.company) or self.env.ref(
            "base.user_admin"
        )
        return exceptions._least_loaded(users, {})
