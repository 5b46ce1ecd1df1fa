"""Mails to suppliers: the order as PDF, and a link to answer without an account."""

import base64

from markupsafe import Markup, escape

from odoo import Command, api, fields, models

from ..order_pdf import order_pdf

PATH = "/healthcare/supplier/"
PURPOSE = "order"


class MailMail(models.Model):
    # EXTENDS mail
    _inherit = "mail.mail"

    healthcare_uuid = fields.Char(
        string="Healthcare message",
        readonly=True,
        copy=False,
        help="The outbound message that this mail carries: it is mailed once.",
    )
    _healthcare_uuid_uniq = models.UniqueIndex(
        "(healthcare_uuid) WHERE healthcare_uuid IS NOT NULL"
    )

    @api.model
    def _healthcare_of_message(self, uuid):
        """The mail of an outbound message about an order, made when it is not there."""
        known = self.search([("healthcare_uuid", "=", uuid)], limit=1)
        if known:
            return known
        message = self.env["healthcare.message"].search([("uuid", "=", uuid)], limit=1)
        ids = [
            row.res_id
            for row in message.lineage_ids
            if row.res_model == "purchase.order"
        ]
        order = self.env["purchase.order"].browse(ids[:1])
        what = "change" if message.kind == "order_change" else "order"
        values = order._healthcare_mail_values(what, message.connection_id, message)
        return self.create(values | {"healthcare_uuid": uuid, "auto_delete": False})


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def _healthcare_link(self, connection=None):
        """The signed link of the supplier to this order.

        Answers by the link come in under the portal of the supplier, or under the
        connection of the order when there is none.
        """
        self.ensure_one()
        connection = connection or self._healthcare_link_connection()
        return self.env["healthcare.signed.link"]._issue(
            self,
            PURPOSE,
            self.partner_id,
            connection,
            connection.portal_days if connection else 30,
        )

    def _healthcare_link_connection(self):
        """The portal through which this supplier answers; empty when there is none."""
        partner = self.partner_id | self.partner_id.commercial_partner_id
        return (
            self.env["healthcare.connection"]
            .sudo()
            .search(
                [
                    ("connector", "=", "portal"),
                    ("state", "=", "live"),
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "in", partner.ids),
                ],
                limit=1,
            )
        )

    def _healthcare_mail(self, what):
        """Queue a mail in this transaction; whether there was an address.

        :param what: ``remind``.
        """
        self.ensure_one()
        connection = self._healthcare_link_connection()
        values = self.sudo()._healthcare_mail_values(what, connection)
        if values["email_to"]:
            self.env["mail.mail"].sudo().create(values)
        return bool(values["email_to"])

    def _healthcare_mail_values(self, what, connection, message=None):
        """Subject, body with link and PDF of a mail about this order."""
        self.ensure_one()
        partner = self.partner_id
        order = self.with_context(lang=partner.lang or self.env.lang)
        purpose = message and order._healthcare_purpose_of(message) or ""
        notice = order._healthcare_notice_of(purpose)
        link = order._healthcare_link(connection) if connection else None
        address = connection._portal_address() if connection else partner.email
        pdf = order._healthcare_pdf(notice)
        return {
            "subject": order._healthcare_subject_of(what),
            "email_from": order.company_id.email_formatted
            or order.env.user.email_formatted,
            "reply_to": order.user_id.email_formatted
            or order.company_id.email_formatted,
            "email_to": address or False,
            "body_html": order._healthcare_body(what, notice, link),
            "attachment_ids": [
                Command.create(
                    {
                        "name": f"{order.name.replace('/', '-')}.pdf",
                        "datas": base64.b64encode(pdf),
                        "mimetype": "application/pdf",
                    }
                )
            ],
        }

    def _healthcare_purpose_of(self, message):
        row = self.env["healthcare.order.transmission"].search(
            [("message_id", "=", message.id)], limit=1
        )
        return row.purpose

    def _healthcare_notice_of(self, purpose):
        """What stands above everything else, so that nothing is shipped twice."""
        if purpose == "confirmation":
            return self.env._(
                "Confirming order - do not duplicate. You may have received %s by "
                "another way already.",
                self.name,
            )
        if purpose == "duplicate":
            return self.env._(
                "Duplicate of an order that was sent before - do not ship twice."
            )
        if purpose == "replace":
            return self.env._("This replaces what was sent under this number before.")
        return ""

    def _healthcare_subject_of(self, what):
        _ = self.env._
        texts = {
            "remind": _("Please confirm our order %(order)s"),
            "change": _("Change of our order %(order)s"),
            "order": _("Order %(order)s from %(company)s"),
        }
        urgent = _("URGENT: ") if self.priority == "1" else ""
        return urgent + texts[what] % {
            "order": self.name,
            "company": self.company_id.name,
        }

    def _healthcare_body(self, what, notice, link):
        _ = self.env._
        texts = {
            "order": _("please find our order %s attached.", self.name),
            "remind": _("we wait for your confirmation of our order %s.", self.name),
            "change": _("we ask you for a change of our order %s.", self.name),
        }
        lines = [
            escape(_("Good day,")),
            Markup("<b>%s</b>") % notice if notice else Markup(""),
            escape(texts[what]),
        ]
        if link:
            lines.append(
                Markup(
                    '<a href="%s" style="background:#714B67;color:#fff;padding:10px '
                    '16px;text-decoration:none;border-radius:4px">%s</a>'
                )
                % (link._url(PATH), _("Confirm, ship or bill this order"))
            )
            lines.append(
                escape(
                    _(
                        "No account is needed. The link is for this order only and "
                        "ends on %s. Do not forward it outside your company.",
                        fields.Date.to_string(link.expires_at),
                    )
                )
            )
        lines.append(escape(self.company_id.name))
        return Markup("").join(Markup("<p>%s</p>") % line for line in lines if line)

    def _healthcare_pdf(self, notice=""):
        """The bytes of one PDF with these orders.

        :param notice: above each order.
        """
        handler = self.env["healthcare.handler.purchase_order"].sudo()
        documents = [(row, notice) for row in handler._compose(self)]
        return order_pdf(documents, self._healthcare_pdf_words())

    @api.model
    def _healthcare_pdf_words(self):
        _ = self.env._
        return {
            "title": _("Purchase order"),
            "date": _("Date"),
            "ship_to": _("Deliver to"),
            "buyer": _("Buyer"),
            "supplier": _("Supplier"),
            "needed_by": _("Needed by"),
            "total": _("Total"),
            "head": (
                _("Line"),
                _("Item"),
                _("Description"),
                _("Quantity"),
                _("Price"),
                _("Needed by"),
            ),
        }

    def _healthcare_seen(self, connection):
        """The supplier opened the page: what was sent to him there has arrived."""
        # Not the visitor of a page: the channel says so, as for any other channel.
        service = self.with_user(connection.service_user_id).sudo()
        messages = (
            service.env["healthcare.message"]
            .sudo()
            .search(
                [
                    ("direction", "=", "out"),
                    ("connection_id", "=", connection.id),
                    ("reference", "in", self.mapped("name")),
                    ("state", "=", "sent"),
                ]
            )
        )
        for message in messages:
            message._mark_acknowledged()
            handler = service.env["healthcare.handler"].sudo()._for_kind(message.kind)
            handler._transmitted(message, "acknowledged")
