"""What was used or done, what it cost and what is billed for it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..charge_state import LABELS, OPEN, may_move
from ..outcome import Finding

PROBLEMS = [
    ("incomplete", "Something is missing"),
    ("duplicate", "Possibly the same use"),
    ("uncoded", "No charge code"),
]
QUESTION = {
    "incomplete": "USAGE_INCOMPLETE",
    "duplicate": "USAGE_DUPLICATE",
    "uncoded": "USAGE_UNMAPPED",
}
EDITABLE = {
    *("charge_code", "code_system", "encounter_key", "patient_key", "case_key"),
    *("department", "cost_centre", "performer", "facility_id", "price_unit", "amount"),
    *("chargeable", "note"),
}
"""What a person completes; everything else is as it was reported or booked."""


class HealthcareCharge(models.Model):
    """One consumption or service; ``kind`` usage (goods) or charge (a billed line).

    ``quantity`` and ``wasted`` in ``uom``; a reversal carries them negative. ``cost``
    in the company's currency of used and wasted together; ``price_unit`` and ``amount``
    what is billed. ``encounter_key`` and ``patient_key`` are opaque tokens. The same
    event of a source exists once. States: :mod:`..charge_state`.
    """

    _name = "healthcare.charge"
    _description = "Usage and charge"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "used_at desc, id desc"
    _rec_name = "event_id"
    _rec_names_search = ["event_id", "encounter_key", "item_code"]

    kind = fields.Selection(
        [("usage", "Usage"), ("charge", "Charge without usage")],
        required=True,
        default="usage",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    source = fields.Char(
        required=True, readonly=True, default="odoo", help="The system that says it."
    )
    event_id = fields.Char(required=True, readonly=True)
    fingerprint = fields.Char(readonly=True)
    state = fields.Selection(
        LABELS,
        required=True,
        readonly=True,
        default="received",
        tracking=True,
        copy=False,
    )
    problem = fields.Selection(
        PROBLEMS, string="Held because", readonly=True, tracking=True, copy=False
    )
    facility_id = fields.Many2one("healthcare.facility", index=True)
    department = fields.Char(help="The place that used it, by its code.")
    cost_centre = fields.Char()
    encounter_key = fields.Char(
        string="Encounter",
        index="btree_not_null",
        help="An opaque token, never a name.",
    )
    patient_key = fields.Char(string="Patient token")
    case_key = fields.Char(string="Case")
    performer = fields.Char()
    item_code = fields.Char(string="Item", readonly=True, index="btree_not_null")
    item_name = fields.Char(readonly=True)
    lot = fields.Char(readonly=True)
    serial = fields.Char(readonly=True)
    expiry = fields.Date(readonly=True)
    quantity = fields.Float(digits=(16, 6), readonly=True)
    wasted = fields.Float(digits=(16, 6), readonly=True)
    waste_reason = fields.Char(readonly=True)
    uom = fields.Char(string="Unit", readonly=True)
    used_at = fields.Datetime(required=True, readonly=True)
    implant = fields.Boolean(readonly=True)
    bill_only = fields.Boolean(readonly=True, help="Was never in stock; paid by use.")
    chargeable = fields.Boolean(default=True)
    charge_code = fields.Char(index="btree_not_null", tracking=True)
    code_system = fields.Char(help="CDM, HCPCS or another list.")
    cost = fields.Monetary(readonly=True)
    price_unit = fields.Monetary(string="Price")
    amount = fields.Monetary(string="Charged")
    note = fields.Char(tracking=True)
    reversal_of_id = fields.Many2one(
        "healthcare.charge", readonly=True, index="btree_not_null", copy=False
    )
    duplicate_of_id = fields.Many2one(
        "healthcare.charge", string="Looks like", readonly=True, copy=False
    )
    usage_id = fields.Many2one(
        "healthcare.charge",
        index="btree_not_null",
        help="Of a billed line: the consumption that it bills.",
    )
    billing_reference = fields.Char(readonly=True, copy=False)

    _event_uniq = models.UniqueIndex("(company_id, source, event_id)")
    _reversal_uniq = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL",
        "This was taken back already.",
    )
    _billing = models.Index("(state, used_at)")
    _encounter_item = models.Index(
        "(company_id, encounter_key, item_code, used_at) "
        "WHERE encounter_key IS NOT NULL"
    )

    @api.depends("event_id", "item_code")
    def _compute_display_name(self):
        for charge in self:
            words = [charge.item_code, charge.event_id]
            charge.display_name = " · ".join(filter(None, words))

    def write(self, vals):
        if not self.env.su:
            self._check_vals(vals)
        result = super().write(vals)
        if EDITABLE & vals.keys() and not self.env.context.get(
            "healthcare_no_progress"
        ):
            self.sudo()._progress()
        return result

    def _check_vals(self, vals):
        locked = {name for name in vals if name in self._fields} - EDITABLE
        locked = {
            name
            for name in locked
            if not name.startswith(("message_", "activity_", "rating_"))
        }
        if locked:
            raise AccessError(self.env._("What was reported or booked is not edited."))
        if any(charge.state not in OPEN | {"not_charged"} for charge in self):
            raise UserError(
                self.env._("This is with billing already. Take it back instead.")
            )

    # -- moves -----------------------------------------------------------------------

    def _move_to(self, state):
        """Go to ``state``.

        :raises UserError: there is no way from the present one.
        """
        for charge in self:
            if not may_move(charge.state, state):
                labels = dict(LABELS)
                raise UserError(
                    self.env._(
                        "%(event)s is «%(state)s» and cannot become «%(next)s».",
                        event=charge.event_id,
                        state=labels[charge.state],
                        next=labels[state],
                    )
                )
        self.sudo().with_context(healthcare_no_progress=True).write({"state": state})

    def _missing(self):
        """Labels of what billing needs and nobody has said: patient, department, cost
        centre, and what was used."""
        self.ensure_one()
        needed = []
        if not self.encounter_key and not self.patient_key:
            needed.append("encounter_key")
        needed += [name for name in ("department", "cost_centre") if not self[name]]
        if self.kind == "usage" and not self.item_code:
            needed.append("item_code")
        if not self.quantity and not self.wasted:
            needed.append("quantity")
        names = self._fields
        return [names[name]._description_string(self.env) for name in needed]

    def _problem(self):
        """Why it is held, or False."""
        self.ensure_one()
        if self.duplicate_of_id:
            return "duplicate"
        if not self.chargeable:
            return False
        if self._missing():
            return "incomplete"
        return False if self.charge_code else "uncoded"

    def _progress(self):
        """Ask anew what is missing; what is complete goes on to billing."""
        ready = self.browse()
        for charge in self.filtered(lambda row: row.state in OPEN):
            problem = charge._problem()
            if charge.problem != problem:
                charge.with_context(healthcare_no_progress=True).problem = problem
            if not problem and charge.state != "received":
                ready |= charge
        ready.filtered(lambda row: row.state != "rejected")._hand_off()
        self._close_answered()

    def _close_answered(self):
        exceptions = self.env["healthcare.exception"]
        for charge in self:
            solved = {
                code for problem, code in QUESTION.items() if problem != charge.problem
            }
            exceptions._resolve_for(
                charge, solved, self.env._("The record is complete.")
            )

    def _findings(self, where=""):
        """The open questions of these records, one :class:`Finding` each at most."""
        return [
            Finding(
                QUESTION[charge.problem],
                charge._question(),
                model=charge._name,
                res_id=charge.id,
                amount=charge._at_stake(),
                where=where,
            )
            for charge in self
            if charge.problem
        ]

    def _at_stake(self):
        """What is not billed while nobody answers, in the company's currency."""
        value = self.amount or self.cost
        return self.currency_id.round(value) if value else None

    def _question(self):
        self.ensure_one()
        item, problem = self.item_code or "?", self._problem()
        if problem == "duplicate":
            return self.env._(
                "Item %(item)s was reported twice for the same encounter within "
                "minutes. Only the first is charged until somebody decides.",
                item=item,
            )
        if problem == "uncoded":
            return self.env._(
                "Item %(item)s was used and has no charge code.", item=item
            )
        return self.env._(
            "Use of item %(item)s cannot be billed; missing: %(what)s.",
            item=item,
            what=", ".join(self._missing()),
        )

    def _ask(self):
        """Open the questions of records that no message brought."""
        for company, charges in self.grouped("company_id").items():
            self.env["healthcare.exception"]._open_many(
                [(finding, None, None, company) for finding in charges._findings()]
            )
