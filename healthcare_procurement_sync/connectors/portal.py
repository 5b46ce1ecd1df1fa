"""The supplier portal as a channel: pages and mails instead of an interface.

What leaves is put into the supplier's box, and a mail with a signed link tells that it
is there. What the supplier answers on the pages comes in as canonical documents under
the same connection, like those of any other channel.
"""

from odoo import Command, api, fields, models

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
    RetryableError,
)
from odoo.addons.healthcare_integration_base.models.healthcare_connector import Pushed

INBOUND = (
    ("order_acknowledgment", "Acknowledgments"),
    ("order_change", "Answers to changes"),
    ("ship_notice", "Ship notices"),
    ("supplier_invoice", "Invoices"),
    ("catalog", "Price lists"),
)
OUTBOUND = (("purchase_order", "Orders"), ("order_change", "Order changes"))
RATE = 30
"""Documents a minute that the pages of one supplier may send."""
ADDRESS = ("mail_email_invalid", "mail_email_missing")


class HealthcareConnection(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.connection"

    connector = fields.Selection(
        selection_add=[("portal", "Supplier portal and e-mail")],
        ondelete={"portal": "set default"},
    )
    portal_mail = fields.Boolean(
        string="Tell by e-mail",
        default=True,
        help="Each order leaves as a mail with the order as PDF and a signed link. "
        "Without it the supplier finds his orders when he logs in.",
    )
    portal_email = fields.Char(
        string="Orders to", help="Empty: the e-mail address of the business partner."
    )
    portal_days = fields.Integer(
        string="Links are valid (days)", default=30, required=True
    )

    _portal_days_range = models.Constraint(
        "CHECK(portal_days BETWEEN 1 AND 365)", "A link is valid from a day to a year."
    )

    def _portal_address(self):
        """Where mails about orders go; empty when there is no address."""
        partner = self.partner_id
        return self.portal_email or partner.email or partner.commercial_partner_id.email

    def _portal_users(self):
        """People of the supplier who can log in."""
        partner = self.partner_id.commercial_partner_id
        return (
            self.env["res.users"]
            .sudo()
            .search([("share", "=", True), ("partner_id", "child_of", partner.id)])
        )

    @api.model
    def _portal_values(self, partner, company):
        """What a new portal connection of a supplier is made of."""
        flows = [("in", *row) for row in INBOUND] + [("out", *row) for row in OUTBOUND]
        return {
            "name": self.env._("Portal of %(name)s", name=partner.name),
            "code": f"portal-{partner.id}-{company.id}",
            "connector": "portal",
            "partner_id": partner.id,
            "company_id": company.id,
            "inbound_rate": RATE,
            "flow_ids": [
                Command.create(
                    {
                        "name": name,
                        "code": kind if way == "in" else f"{kind}_out",
                        "direction": way,
                        "kind": kind,
                        "codec": "json",
                    }
                )
                for way, kind, name in flows
            ],
        }


class HealthcareConnectorPortal(models.AbstractModel):
    """*Sent*: the mail left; *delivered*: the supplier opened the page."""

    _name = "healthcare.connector.portal"
    _inherit = "healthcare.connector"
    _description = "Supplier portal"

    @api.model
    def _push(self, connection, outgoing):
        """Tell the supplier by mail; the same message is mailed once.

        :raises RetryableError: the mail server takes nothing now.
        :raises RejectedError: the address is not one.
        :raises ConfigurationError: nobody could be told.
        """
        self._check(connection)
        if not (connection.portal_mail and connection._portal_address()):
            return Pushed()
        with self.env["healthcare.drain"]._read_committed() as env:
            mail = env["mail.mail"]._healthcare_of_message(outgoing.uuid)
            if mail.state == "sent":
                return Pushed(mail.message_id)
            mail.write({"state": "outgoing"})
            mail.send(auto_commit=False, raise_exception=False)
            if mail.state == "sent":
                return Pushed(mail.message_id or "")
            if mail.failure_type in ADDRESS:
                raise RejectedError(
                    "mail.address",
                    "portal_email",
                    self.env._("The supplier's e-mail address does not work."),
                )
            raise RetryableError(
                "mail.unreachable", text=self.env._("The mail server takes nothing.")
            )

    @api.model
    def _check(self, connection):
        """Somebody can be told.

        :raises ConfigurationError: no partner, no address and nobody who logs in.
        """
        if not connection.partner_id:
            raise ConfigurationError(
                "portal.no_partner",
                "partner_id",
                self.env._("Set the supplier of this portal."),
            )
        if connection.portal_mail and connection._portal_address():
            return self.env._("Orders are told by e-mail and answered on a page.")
        if connection._portal_users():
            return self.env._("The supplier logs in and finds the orders.")
        raise ConfigurationError(
            "portal.no_address",
            "portal_email",
            self.env._(
                "The supplier has no e-mail address and nobody who can log in. Fill in "
                "one, then it goes on by itself."
            ),
        )
