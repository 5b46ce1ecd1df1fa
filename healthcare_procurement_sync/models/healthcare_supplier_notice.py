"""Telling suppliers about a change of an interface, and who has read it."""

from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

PATH = "/healthcare/notice/"
PURPOSE = "notice"
DAYS = 60


class HealthcareSupplierNotice(models.Model):
    """An announcement to the suppliers that a release, or a plan, concerns."""

    _name = "healthcare.supplier.notice"
    _description = "Notice to suppliers"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Subject", required=True, tracking=True)
    release_id = fields.Many2one("healthcare.release", string="About the release")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    effective_on = fields.Date(string="Takes effect on", required=True)
    answer_by = fields.Date(
        string="Read by", help="Who has not confirmed by then is on the list."
    )
    body = fields.Html(required=True, string="What changes, and what to do")
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Announced")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    recipient_ids = fields.One2many("healthcare.supplier.notice.recipient", "notice_id")
    waiting_count = fields.Integer(string="Not read", compute="_compute_counts")
    read_count = fields.Integer(string="Read", compute="_compute_counts")

    @api.depends("recipient_ids.acknowledged_at")
    def _compute_counts(self):
        for notice in self:
            read = notice.recipient_ids.filtered("acknowledged_at")
            notice.read_count = len(read)
            notice.waiting_count = len(notice.recipient_ids) - len(read)

    def _check_right(self):
        groups = (
            "healthcare_integration_base.group_administrator",
            "purchase.group_purchase_manager",
        )
        if not any(map(self.env.user.has_group, groups)):
            raise AccessError(
                self.env._("An administrator or a purchase manager announces changes.")
            )

    def action_fill(self):
        """The suppliers with open orders or messages on the connection of the release,
        or every supplier with a live connection."""
        self._check_right()
        for notice in self:
            connections = notice.release_id.connection_id
            if not connections:
                connections = (
                    self.env["healthcare.connection"]
                    .sudo()
                    .search(
                        [
                            ("state", "=", "live"),
                            ("company_id", "=", notice.company_id.id),
                            ("partner_id.supplier_rank", ">", 0),
                        ]
                    )
                )
            partners = connections.partner_id - notice.recipient_ids.partner_id
            notice.recipient_ids = [
                Command.create({"partner_id": partner.id}) for partner in partners
            ]

    def action_send(self):
        """Queue one mail per supplier, each with a link of his own.

        :raises UserError: nobody to tell, or a supplier without an address.
        """
        self._check_right()
        for notice in self:
            if not notice.recipient_ids:
                raise UserError(self.env._("Add the suppliers this is for."))
            silent = notice.recipient_ids.filtered(lambda row: not row._address())
            if silent:
                raise UserError(
                    self.env._(
                        "No e-mail address: %s",
                        ", ".join(silent.partner_id.mapped("name")),
                    )
                )
            notice.recipient_ids._send()
            notice.state = "sent"
            self.env["healthcare.audit.entry"]._log("notice.sent", notice)

    def action_remind(self):
        """Mail again whoever has not confirmed."""
        self._check_right()
        self.recipient_ids.filtered(lambda row: not row.acknowledged_at)._send()


class HealthcareSupplierNoticeRecipient(models.Model):
    """One supplier, and when he confirmed that he has read the notice."""

    _name = "healthcare.supplier.notice.recipient"
    _description = "Recipient of a notice"
    _order = "acknowledged_at, id"
    _rec_name = "partner_id"

    notice_id = fields.Many2one(
        "healthcare.supplier.notice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", required=True)
    email = fields.Char(help="Empty: the address of the supplier.")
    sent_at = fields.Datetime(readonly=True)
    acknowledged_at = fields.Datetime(string="Read on", readonly=True)
    remark = fields.Char(string="What they wrote", readonly=True)

    _partner_uniq = models.Constraint(
        "UNIQUE(notice_id, partner_id)", "This supplier is on the list already."
    )

    def _address(self):
        partner = self.partner_id
        return self.email or partner.email or partner.commercial_partner_id.email

    def _send(self):
        mails = []
        for row in self:
            notice = row.notice_id
            link = self.env["healthcare.signed.link"]._issue(
                row, PURPOSE, row.partner_id, days=DAYS
            )
            button = Markup('<p><a href="%s">%s</a></p>') % (
                link._url(PATH),
                self.env._("We have read this"),
            )
            day = escape(self.env._("Takes effect on %s.", notice.effective_on))
            mails.append(
                {
                    "subject": notice.name,
                    "email_from": notice.company_id.email_formatted
                    or self.env.user.email_formatted,
                    "email_to": row._address(),
                    "body_html": Markup("<p>%s</p>") % day + notice.body + button,
                }
            )
        self.env["mail.mail"].sudo().create(mails)
        self.write({"sent_at": fields.Datetime.now()})

    def _confirm(self, remark):
        """The supplier has read it; the first time counts."""
        self.ensure_one()
        if self.acknowledged_at:
            return
        self.write({"acknowledged_at": fields.Datetime.now(), "remark": remark[:256]})
        self.notice_id._message_log(
            body=self.env._("%s has read this.", self.partner_id.name)
        )


class HealthcareRelease(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.release"

    healthcare_notice_ids = fields.One2many("healthcare.supplier.notice", "release_id")

    def action_announce(self):
        """A notice to the suppliers whom this release concerns."""
        self.ensure_one()
        notice = self.healthcare_notice_ids[:1]
        if not notice:
            start = self.window_from or fields.Datetime.now()
            notice = self.env["healthcare.supplier.notice"].create(
                {
                    "name": self.env._("Change of our interface: %s", self.name),
                    "release_id": self.id,
                    "company_id": self.company_id.id,
                    "effective_on": start.date(),
                    "body": self.diff_html or escape(self.reason or self.name),
                }
            )
            notice.action_fill()
        return {
            "type": "ir.actions.act_window",
            "res_model": notice._name,
            "res_id": notice.id,
            "views": [(False, "form")],
        }
