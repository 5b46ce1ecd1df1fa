"""Price lists: who sends which, how it is read, and what a person must look at."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..catalogue_file import DAYS, NAMES, FileError, read


class HealthcareSupplierFeed(models.Model):
    """One list of one supplier. ``full`` lists name everything that is offered: what is
    missing from them is discontinued. Change lists name only what changes.
    """

    _name = "healthcare.supplier.feed"
    _description = "Supplier's price list"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id, name, id"

    name = fields.Char(required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    connection_id = fields.Many2one(
        "healthcare.connection",
        index="btree_not_null",
        help="The channel whose item and unit tables translate the supplier's codes.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of prices that state none.",
    )
    active = fields.Boolean(default=True)
    full = fields.Boolean(
        string="Full list",
        default=True,
        tracking=True,
        help="What a full list no longer contains is discontinued.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Buyer",
        default=lambda self: self.env.user,
        tracking=True,
        help="Is asked when a list must be looked at.",
    )
    load_ids = fields.One2many("healthcare.catalog.load", "feed_id")
    full_confirmed_at = fields.Datetime(string="Last full list", readonly=True)
    received_at = fields.Datetime(string="Last list", readonly=True)

    # -- how a file is read ----------------------------------------------------------
    decimal_mark = fields.Selection(
        [(".", "Point 1.5"), (",", "Comma 1,5")], required=True, default="."
    )
    date_form = fields.Selection(
        [(form, form) for form in DAYS],
        string="Form of dates",
        required=True,
        default="YYYY-MM-DD",
    )
    column_ids = fields.One2many("healthcare.supplier.feed.column", "feed_id")

    # -- what is accepted without a person -------------------------------------------
    rise_pct = fields.Float(
        string="Accept a rise up to (%)", default=2.0, tracking=True
    )
    fall_pct = fields.Float(
        string="Accept a fall up to (%)", default=25.0, tracking=True
    )
    approve_new = fields.Boolean(
        string="New items are approved by a person", tracking=True
    )
    approve_discontinued = fields.Boolean(
        string="Discontinued items are approved by a person", tracking=True
    )
    ask_orders = fields.Boolean(
        string="Look at changes that affect open orders",
        default=True,
        tracking=True,
        help="A new price of an item that is on an open order waits until somebody has "
        "seen the difference.",
    )
    shrink_pct = fields.Float(
        string="Hold when more disappear than (%)",
        default=10.0,
        tracking=True,
        help="A full list that would discontinue more of the active prices waits.",
    )
    failing_pct = fields.Float(
        string="Refuse when more rows fail than (%)", default=5.0, tracking=True
    )
    jump_pct = fields.Float(
        string="A price jumps from (%)",
        default=25.0,
        tracking=True,
        help="In either direction.",
    )
    jumping_pct = fields.Float(
        string="Refuse when more rows jump than (%)", default=2.0, tracking=True
    )

    _percentages = models.Constraint(
        "CHECK(rise_pct >= 0 AND fall_pct >= 0 AND shrink_pct >= 0 "
        "AND failing_pct >= 0 AND jump_pct > 0 AND jumping_pct >= 0)",
        "Limits are not negative.",
    )
    _name_uniq = models.UniqueIndex(
        "(partner_id, company_id, name) WHERE active",
        "This supplier has a list of that name already.",
    )

    @api.model
    def _for_connection(self, connection):
        """The list of a connection's supplier; made when the first one arrives."""
        Feeds = self.sudo()
        known = Feeds.search([("connection_id", "=", connection.id)], limit=1)
        if known or not connection.partner_id:
            return known
        return Feeds.create(
            {
                "name": connection.name,
                "partner_id": connection.partner_id.id,
                "company_id": connection.company_id.id,
                "connection_id": connection.id,
                "currency_id": connection.company_id.currency_id.id,
                "user_id": connection.owner_id.id
                if "owner_id" in connection._fields
                else False,
            }
        )

    # -- files -----------------------------------------------------------------------

    def _load_file(self, payload, name="", **values):
        """Receive a file as it came from the supplier.

        :param bytes payload: delimited text with a row of headings.
        :return: the load; the same one again when this file was received before.
        :raises UserError: it cannot be read as a price list at all.
        """
        self.ensure_one()
        fingerprint = hashlib.sha256(payload).hexdigest()
        known = self.env["healthcare.catalog.load"].search(
            [("feed_id", "=", self.id), ("fingerprint", "=", fingerprint)], limit=1
        )
        if known:
            return known
        chosen = {row.member: row.heading for row in self.sudo().column_ids}
        try:
            rows = read(payload, chosen, self.decimal_mark, self.date_form)
        except FileError as error:
            raise UserError(self._file_words(error)) from None
        load = self.env["healthcare.catalog.load"]._take(
            self, rows, {"name": name or self.name, "fingerprint": fingerprint} | values
        )
        load._tell()
        return load

    def _file_words(self, error):
        """What is wrong with the file, and what to do."""
        words = {
            "file.empty": self.env._("The file is empty."),
            "file.encoding": self.env._(
                "The file is no text: save it as CSV (UTF-8) and try again."
            ),
            "file.no_number_column": self.env._(
                "No column with item numbers was found. Name one of the columns "
                "'Supplier item number', or choose the column on the price list."
            ),
            "file.no_price_column": self.env._(
                "No column with prices was found. Name one of the columns 'Price', or "
                "choose the column on the price list."
            ),
        }
        return words.get(error.code) or self.env._(
            "The file cannot be read from %s on.", error.where
        )


class HealthcareSupplierFeedColumn(models.Model):
    """A heading that says nothing by itself."""

    _name = "healthcare.supplier.feed.column"
    _description = "Column of a price list"
    _order = "id"

    feed_id = fields.Many2one(
        "healthcare.supplier.feed", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="feed_id.company_id", store=True)
    member = fields.Selection(
        [(name, name.replace("_", " ").capitalize()) for name in NAMES],
        string="Means",
        required=True,
    )
    heading = fields.Char(string="Heading in the file", required=True)

    _member_uniq = models.Constraint(
        "UNIQUE(feed_id, member)", "This column is chosen already."
    )
