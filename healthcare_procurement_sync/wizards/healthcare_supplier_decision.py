"""Questions that a decision about a supplier or its master data asks first."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareMasterDecision(models.TransientModel):
    """What the supplier said on the phone, or why a change is rejected."""

    _name = "healthcare.master.decision"
    _description = "Decision about a protected change"

    change_id = fields.Many2one(
        "healthcare.master.change", required=True, readonly=True, ondelete="cascade"
    )
    verb = fields.Selection(
        [("call", "Call back"), ("reject", "Reject")], required=True, readonly=True
    )
    phone = fields.Char(
        related="change_id.call_back_phone", string="Call this number (on file)"
    )
    spoke_with = fields.Char()
    confirmed = fields.Selection(
        [("yes", "Yes, it is theirs"), ("no", "No, they know nothing of it")],
        string="Did the supplier confirm it?",
    )
    note = fields.Char()

    def action_done(self):
        """Write down the call, or reject."""
        self.ensure_one()
        if self.verb == "reject":
            if not (self.note or "").strip():
                raise UserError(self.env._("Write in a few words why."))
            self.change_id._reject(self.note.strip())
            return
        if not self.confirmed or not (self.spoke_with or "").strip():
            raise UserError(self.env._("Say whom you spoke with and what they said."))
        if self.confirmed == "no":
            self.change_id._check_decider()
            self.change_id._reject(
                self.env._("The supplier knows nothing of it: possible fraud.")
            )
            return
        self.change_id._called(self.spoke_with.strip(), self.note or "")


class HealthcareSupplierDecision(models.TransientModel):
    """Why a supplier is rejected or suspended, or how long a document is waived."""

    _name = "healthcare.supplier.decision"
    _description = "Decision about a supplier"

    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    verb = fields.Selection(
        [
            ("reject", "Reject"),
            ("suspend", "Suspend"),
            ("waive", "Waive"),
            ("upload", "Upload"),
        ],
        required=True,
        readonly=True,
    )
    exception_id = fields.Many2one(
        "healthcare.exception", readonly=True, ondelete="cascade"
    )
    type_id = fields.Many2one("healthcare.compliance.type", string="Document")
    until = fields.Date()
    valid_from = fields.Date()
    number = fields.Char()
    file = fields.Binary()
    file_name = fields.Char()
    reason = fields.Char()

    def action_done(self):
        """Do what was asked for."""
        self.ensure_one()
        getattr(self, f"_do_{self.verb}")()
        if self.exception_id.state == "open" and self.verb == "upload":
            self.exception_id._close_by(self.env._("Document uploaded"))

    def _why(self):
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write in a few words why."))
        return self.reason.strip()

    def _do_reject(self):
        self.partner_id._healthcare_reject(self._why())

    def _do_suspend(self):
        self.partner_id._healthcare_suspend(self._why())

    def _do_waive(self):
        if not self.type_id or not self.until:
            raise UserError(self.env._("Say which document, and until when."))
        self.env["healthcare.compliance.waiver"].create(
            {
                "partner_id": self.partner_id.id,
                "type_id": self.type_id.id,
                "until": self.until,
                "reason": self._why(),
            }
        )

    def _do_upload(self):
        if not self.type_id or not self.file:
            raise UserError(self.env._("Choose the file."))
        document = self.env["healthcare.compliance.document"].create(
            {
                "partner_id": self.partner_id.id,
                "type_id": self.type_id.id,
                "number": self.number,
                "valid_from": self.valid_from,
                "valid_to": self.until,
                "file": self.file,
                "file_name": self.file_name,
            }
        )
        document.action_accept()


class HealthcareSupplierRequest(models.TransientModel):
    """Anybody who buys asks for a supplier; those we know are shown first."""

    _name = "healthcare.supplier.request"
    _description = "Request for a new supplier"

    name = fields.Char(required=True)
    vat = fields.Char(string="Tax number")
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    zip = fields.Char(string="ZIP")
    email = fields.Char(string="E-mail")
    phone = fields.Char()
    website = fields.Char()
    risk_class = fields.Selection(
        [("low", "Low"), ("normal", "Normal"), ("high", "High")],
        default="normal",
        required=True,
        help="High: drugs, implants or patient data.",
    )
    reason = fields.Char(string="What for", required=True)
    known_ids = fields.Many2many(
        "res.partner", string="We know these already", compute="_compute_known_ids"
    )
    known_hard = fields.Boolean(compute="_compute_known_ids")

    @api.depends("name", "vat", "country_id", "zip", "email", "phone", "website")
    def _compute_known_ids(self):
        finder = self.env["healthcare.duplicate.finder"]
        for request in self:
            hits = finder._find(request._facts()) if request.name else []
            request.known_ids = [hit.partner.id for hit in hits]
            request.known_hard = any(hit.hard for hit in hits)

    def _facts(self):
        return self.env["healthcare.duplicate.finder"]._facts(
            name=self.name,
            vat=self.vat,
            country=self.country_id.code,
            postal_code=self.zip,
            email=self.email,
            website=self.website,
            phone=self.phone,
        )

    def action_request(self):
        """Create the supplier as *requested*; the compliance team is asked."""
        self.ensure_one()
        if self.known_hard:
            raise UserError(
                self.env._(
                    "%s has the same tax number. Use it, or add a site to it.",
                    self.known_ids[:1].name,
                )
            )
        partner = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": self.name,
                    "is_company": True,
                    "vat": self.vat,
                    "country_id": self.country_id.id,
                    "zip": self.zip,
                    "email": self.email,
                    "phone": self.phone,
                    "website": self.website,
                    "healthcare_risk_class": self.risk_class,
                    "healthcare_request_reason": self.reason,
                }
            )
            .with_env(self.env)
        )
        partner._healthcare_request(self.env.user, self.reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "views": [(False, "form")],
        }
