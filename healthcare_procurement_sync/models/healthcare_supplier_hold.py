"""Each system and team has its own hold; a supplier is free when nobody holds it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .account_move import VENDOR

SOURCES = [
    ("compliance", "Compliance"),
    ("finance", "Finance"),
    ("odoo", "Purchasing"),
    ("system", "Another system"),
]
TEAMS = {
    "compliance": ("healthcare_procurement_sync.group_supplier_compliance",),
    "finance": (
        "healthcare_procurement_sync.group_treasury",
        "account.group_account_manager",
    ),
    "odoo": ("purchase.group_purchase_manager",),
}


class HealthcareSupplierHold(models.Model):
    """Placed and released by the side that it belongs to: the others cannot lift it."""

    _name = "healthcare.supplier.hold"
    _description = "Hold of a supplier"
    _order = "released_at DESC NULLS FIRST, id desc"
    _rec_name = "reason"

    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    source = fields.Selection(SOURCES, string="By", required=True, default="odoo")
    connection_id = fields.Many2one(
        "healthcare.connection", readonly=True, ondelete="restrict"
    )
    source_name = fields.Char(compute="_compute_source_name", string="Held by")
    blocks = fields.Selection(
        [
            ("orders", "New orders"),
            ("payments", "Payments"),
            ("all", "Orders and payments"),
        ],
        string="Stops",
        required=True,
        default="all",
    )
    reason = fields.Char(required=True)
    since = fields.Datetime(default=fields.Datetime.now, readonly=True)
    placed_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    released_at = fields.Datetime(readonly=True)
    released_by_id = fields.Many2one("res.users", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(partner_id, source, COALESCE(connection_id, 0)) WHERE released_at IS NULL",
        "This side holds the supplier already.",
    )

    @api.depends("source", "connection_id")
    def _compute_source_name(self):
        labels = dict(self._fields["source"]._description_selection(self.env))
        for hold in self:
            name = hold.connection_id.sudo().name
            hold.source_name = name or labels.get(hold.source)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_side(vals.get("source", "odoo"))
                if vals.get("released_at") or vals.get("connection_id"):
                    raise AccessError(self.env._("Only the system itself says so."))
                vals["placed_by_id"] = self.env.uid
        holds = super().create(vals_list)
        for hold in holds:
            self.env["healthcare.audit.entry"]._log(
                "supplier.held", hold, reason=hold.reason
            )
            hold.partner_id._message_log(
                body=self.env._(
                    "On hold by %(side)s: %(reason)s",
                    side=hold.source_name,
                    reason=hold.reason,
                )
            )
        return holds

    def write(self, vals):
        if not self.env.su and vals.keys() - {"reason", "blocks"}:
            raise AccessError(self.env._("Release the hold and place another."))
        for hold in self:
            if not self.env.su:
                hold._check_side(hold.source)
        return super().write(vals)

    @api.model
    def _check_side(self, source):
        if not any(self.env.user.has_group(name) for name in TEAMS.get(source, ())):
            raise AccessError(
                self.env._("A hold is placed and lifted by the side it belongs to.")
            )

    def action_release(self):
        """Lift it; the supplier is free when no other side holds it."""
        for hold in self:
            if hold.released_at:
                raise UserError(self.env._("This hold was lifted already."))
            if hold.connection_id:
                raise AccessError(
                    self.env._("%s placed it and lifts it.", hold.source_name)
                )
            hold._check_side(hold.source)
        self._release()

    def _release(self):
        holds = self.sudo().filtered(lambda hold: not hold.released_at)
        holds.write(
            {"released_at": fields.Datetime.now(), "released_by_id": self.env.uid}
        )
        self.env["healthcare.audit.entry"]._log("supplier.released", holds)
        for hold in holds:
            hold.partner_id._message_log(
                body=self.env._("No longer held by %s.", hold.source_name)
            )
        holds.partner_id._healthcare_orderable_again()

    @api.model
    def _place(self, partner, source, reason, blocks="all", connection=None):
        """The hold of this side on ``partner``, placed or already there."""
        holds = self.sudo()
        known = holds._of(partner, source, connection)
        if known:
            if (known.reason, known.blocks) != (reason, blocks):
                known.write({"reason": reason, "blocks": blocks})
            return known
        return holds.create(
            {
                "partner_id": partner.id,
                "source": source,
                "connection_id": connection.id if connection else False,
                "reason": reason,
                "blocks": blocks,
                "placed_by_id": self.env.uid,
            }
        )

    @api.model
    def _of(self, partner, source, connection=None):
        """The open hold of one side on ``partner``."""
        return self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("source", "=", source),
                ("connection_id", "=", connection.id if connection else False),
                ("released_at", "=", False),
            ],
            limit=1,
        )


class AccountMove(models.Model):
    """Bills of a supplier that is held are not paid."""

    _inherit = "account.move"

    def _healthcare_check_payable(self):
        # EXTENDS here
        bills = self.filtered(lambda move: move.move_type in VENDOR)
        for owner in bills.commercial_partner_id.sudo():
            why = owner._healthcare_why_not_paid()
            if why:
                raise UserError(why)
        return super()._healthcare_check_payable()


class ResPartner(models.Model):
    """Payments stop as orders do, where the hold or the document says so."""

    _inherit = "res.partner"

    def _healthcare_bills_held(self):
        """Whether bills of this supplier wait; empty recordsets hold nothing."""
        owner = self.commercial_partner_id.sudo()
        return any(
            row.healthcare_supplier_blocked or row._healthcare_why_not_paid()
            for row in owner
        )

    def _healthcare_why_not_paid(self):
        """Why nothing is paid to this supplier, in words; empty when it may be."""
        hold = self._healthcare_open_holds(("payments", "all"))[:1]
        if hold:
            return self.env._(
                "No payment to %(supplier)s: on hold by %(side)s, %(reason)s",
                supplier=self.name,
                side=hold.source_name,
                reason=hold.reason or "-",
            )
        gaps = [
            gap
            for gap in self._healthcare_gaps(blocking=True)
            if gap.kind.policy == "all"
        ]
        if gaps:
            return self.env._(
                "No payment to %(supplier)s: %(documents)s.",
                supplier=self.name,
                documents=self._healthcare_words_of(gaps),
            )
        return ""
