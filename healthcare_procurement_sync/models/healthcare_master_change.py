"""Changes of bank accounts, remit-to addresses, tax numbers and contract prices wait.

Whoever would change one of them, through any channel, asks :meth:`_hold`; what is held
is written only after two people approved it (``healthcare_master_decide``).
"""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

KINDS = [
    ("bank", "Bank account"),
    ("remit_to", "Remit-to address"),
    ("tax_id", "Tax number"),
    ("price", "Contract price"),
]
CHANNELS = [
    ("manual", "Typed in"),
    ("portal", "Supplier portal"),
    ("email", "E-mail"),
    ("edi", "EDI"),
    ("api", "Interface"),
    ("file", "File"),
    ("invoice", "On an invoice"),
    ("merge", "Merge of suppliers"),
    ("other", "Other"),
]
STATES = [
    ("pending", "To verify"),
    ("approved_once", "One approval"),
    ("applied", "Applied"),
    ("rejected", "Rejected"),
    ("superseded", "Replaced by a later one"),
]
OPEN = ("pending", "approved_once")
MONEY = ("bank", "remit_to", "tax_id")
"""Kinds that say whom money goes to: payments wait meanwhile."""
TYPES = {"bank": "BANK_CHANGE", "remit_to": "BANK_CHANGE"}
FIELDS = {
    "res.partner": {
        "vat": "tax_id",
        "bank_account": "bank",
        "remit_address": "remit_to",
        **dict.fromkeys(
            ("healthcare_remit_to_id", "street", "street2", "zip", "city"), "remit_to"
        ),
        **dict.fromkeys(("state_id", "country_id", "type"), "remit_to"),
    },
    "res.partner.bank": None,
}
"""Kind of each field; None: every field of the model is of the bank's."""
RELEASED = object()
"""Only code of this process can hold this token: no caller from outside passes it."""


class HealthcareMasterChange(models.Model):
    """One wish to change one protected thing of one record.

    ``values`` are written when it is applied: fields of the record, or
    ``bank_account``, a dict of ``res.partner.bank`` fields, for an account that does
    not exist yet, or ``remit_address``, fields of an invoice address. Nobody edits a
    change: its verbs do.
    """

    _name = "healthcare.master.change"
    _description = "Protected change of master data"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset({"state", "first_approver_id", "second_approver_id"})
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, default=lambda self: self.env.company, index=True
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    values = fields.Json(readonly=True, groups="base.group_system")
    old_values = fields.Json(readonly=True, groups="base.group_system")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    requester_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    requested_at = fields.Datetime(
        string="Asked on", readonly=True, default=fields.Datetime.now
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="pending", tracking=True
    )
    risks = fields.Json(readonly=True, help="Signs that ask for care: codes and words.")
    risk_count = fields.Integer(string="Risk signs", readonly=True)
    call_back_phone = fields.Char(
        string="Number on file",
        readonly=True,
        help="The supplier's number as we knew it before this change.",
    )
    called_by_id = fields.Many2one("res.users", string="Called by", readonly=True)
    called_at = fields.Datetime(readonly=True)
    spoke_with = fields.Char(readonly=True)
    first_approver_id = fields.Many2one(
        "res.users", string="First approval", readonly=True, tracking=True
    )
    second_approver_id = fields.Many2one(
        "res.users", string="Second approval", readonly=True, tracking=True
    )
    decided_at = fields.Datetime(readonly=True)
    reason = fields.Char(string="Why rejected", readonly=True)
    blocked_move_ids = fields.Many2many(
        "account.move",
        "healthcare_master_change_move_rel",
        "change_id",
        "move_id",
        string="Blocked bills",
        readonly=True,
    )

    _open_idx = models.Index("(partner_id) WHERE state IN ('pending', 'approved_once')")
    _record_idx = models.Index("(res_model, res_id)")
    _two_people = models.Constraint(
        "CHECK(first_approver_id IS DISTINCT FROM second_approver_id "
        "OR first_approver_id IS NULL)",
        "Two different people approve.",
    )
    _not_requester = models.Constraint(
        "CHECK(requester_id IS NULL OR (requester_id IS DISTINCT FROM first_approver_id"
        " AND requester_id IS DISTINCT FROM second_approver_id))",
        "Who asks for a change does not approve it.",
    )
    _applied_by_two = models.Constraint(
        "CHECK(state <> 'applied' OR (first_approver_id IS NOT NULL "
        "AND second_approver_id IS NOT NULL))",
        "A change is applied after two approvals.",
    )

    @api.depends("kind", "partner_id")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            names = [labels.get(change.kind), change.partner_id.name]
            change.name = ": ".join(filter(None, names))

    # -- the contract ----------------------------------------------------------------

    @api.model
    def _hold(
        self, record, values, reason_code, connection=None, message_id=0, requester=None
    ):
        """Park ``values`` for ``record``: nothing is written to it now.

        :param record: a supplier, its bank account, or what bears a contract price.
        :param dict values: fields and new values; ``bank_account`` (on a partner) is a
            dict of ``res.partner.bank`` fields of an account to add.
        :param reason_code: the channel, one of :data:`CHANNELS`.
        :param requester: the user who wants it; the current one when not given.
        :return: the changes, one per kind; the open ones that already ask the same.
        """
        record.ensure_one()
        by_kind = {}
        for name, value in values.items():
            kind = self._kind_of(record, name)
            by_kind.setdefault(kind, {})[name] = _plain(value)
        changes = self.sudo().browse()
        for kind, wanted in by_kind.items():
            changes |= self._hold_kind(
                record, kind, wanted, reason_code, connection, message_id, requester
            )
        return changes.with_env(self.env)

    @api.model
    def _kind_of(self, record, name):
        kinds = FIELDS.get(record._name, {})
        return "bank" if kinds is None else kinds.get(name, "price")

    @api.model
    def _hold_kind(
        self, record, kind, wanted, channel, connection, message_id, requester
    ):
        known = self._open_for(record, kind)
        same = known.filtered(lambda row: wanted.items() <= row.values.items())
        if same:
            return same[:1]
        partner = self._supplier_of(record)
        change = self.sudo().create(
            {
                "kind": kind,
                "partner_id": partner.id,
                "company_id": self._company_of(record, connection).id,
                "res_model": record._name,
                "res_id": record.id,
                "values": wanted,
                "old_values": self._current(record, wanted),
                "channel": channel if channel in dict(CHANNELS) else "other",
                "connection_id": connection.id if connection else False,
                "message_id": message_id or False,
                "requester_id": (requester or self.env.user).id,
                "call_back_phone": partner.phone,
            }
        )
        # An account to add stands beside others; anything else replaces an older wish.
        known.filtered(
            lambda row: (
                row.values.keys() & wanted.keys() and "bank_account" not in wanted
            )
        )._supersede()
        change._begin()
        return change

    @api.model
    def _open_for(self, record, kind):
        return self.sudo().search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("kind", "=", kind),
                ("state", "in", OPEN),
            ]
        )

    @api.model
    def _supplier_of(self, record):
        record = record.sudo()
        partner = record if record._name == "res.partner" else record.partner_id
        return partner.commercial_partner_id

    @api.model
    def _company_of(self, record, connection):
        if connection:
            return connection.company_id
        company = record.sudo().company_id if "company_id" in record._fields else None
        return company or self.env.company

    @api.model
    def _current(self, record, wanted):
        """What ``record`` says now of the fields that would change."""
        record = record.sudo()
        return {name: _plain(record[name]) for name in wanted if name in record._fields}

    @api.model
    def _released(self, records):
        """``records`` on which protected fields are written directly: only for code
        that carries out what people decided."""
        return records.with_context(healthcare_master_change=RELEASED)

    @api.model
    def _is_released(self):
        return self.env.context.get("healthcare_master_change") is RELEASED

    # -- at the beginning ------------------------------------------------------------

    def _begin(self):
        """Look for risk signs, stop payments, ask somebody to call back."""
        for change in self:
            change.risks = change._risk_signs()
            change.risk_count = len(change.risks or [])
            change._block_bills()
            finding = Finding(
                TYPES.get(change.kind, "MASTER_CHANGE"),
                change._question(),
                change._name,
                change.id,
                amount=change._amount_at_risk(),
                currency=change.company_id.currency_id.name,
            )
            exception = self.env["healthcare.exception"]._open(
                finding, connection=change.connection_id, company=change.company_id
            )
            change._ask_call_back(exception.user_id)
            if change.partner_id:
                change.partner_id._message_log(
                    body=self.env._(
                        "%(what)s is held until two people approve it. Asked by "
                        "%(who)s (%(channel)s).",
                        what=change.name,
                        who=change.requester_id.name or "?",
                        channel=dict(CHANNELS)[change.channel],
                    )
                )
            self.env["healthcare.audit.entry"]._log(
                "master_change.held",
                change,
                facts={
                    "kind": change.kind,
                    "channel": change.channel,
                    "fields": sorted(change.values),
                    "risks": [row["code"] for row in change.risks or []],
                },
            )

    def _question(self):
        return self.env._(
            "%(supplier)s: a change of the %(what)s waits for two approvals.",
            supplier=self.partner_id.name or self.env._("A supplier"),
            what=dict(self._fields["kind"]._description_selection(self.env))[
                self.kind
            ].lower(),
        )

    def _ask_call_back(self, user):
        """The call goes to the number on file, never to one that came with the wish."""
        if self.kind not in MONEY:
            return
        phone = self.call_back_phone or self.env._("no number on file")
        self.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=user.id,
            summary=self.env._("Call the supplier back: %(phone)s", phone=phone),
            note=self.env._(
                "Use the number that we had before. Ask whether the change is theirs, "
                "and have it read out to you."
            ),
        )

    def _supersede(self):
        """A later wish about the same replaces these; bills stay blocked by it."""
        for change in self:
            change.state = "superseded"
            change._finish(self.env._("A later change replaced it."))
            change._unblock_bills()


def _plain(value):
    """A value as JSON keeps it: records by id, dates as text."""
    if isinstance(value, models.BaseModel):
        return value.id or False
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)
