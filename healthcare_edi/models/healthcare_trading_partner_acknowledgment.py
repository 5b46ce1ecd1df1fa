"""Which acknowledgments a partner gets, and which we expect from it."""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

POLICIES = [
    ("never", "Never"),
    ("errors", "When something is wrong"),
    ("always", "Always"),
]
KIND = "functional_acknowledgment"
OVERDUE = "NO_997"
HIPAA = "X"
"""Seventh character of a GS08 that names an implementation guide: 005010X222A1."""


class HealthcareTradingPartner(models.Model):
    """What we owe, what is owed to us."""

    _inherit = "healthcare.trading.partner"

    functional_acknowledgment = fields.Selection(
        POLICIES,
        string="We confirm the contents",
        tracking=True,
        required=True,
        default="never",
        help="X12: 997 or 999. EDIFACT: CONTRL. HL7: ACK.",
    )
    interchange_acknowledgment = fields.Selection(
        POLICIES,
        string="We confirm the interchange",
        tracking=True,
        required=True,
        default="never",
        help="X12: TA1. Other syntaxes say it in the same acknowledgment.",
    )
    acknowledgment_form = fields.Selection(
        [
            ("auto", "As the version asks"),
            ("997", "997"),
            ("999", "999"),
        ],
        string="As",
        required=True,
        default="auto",
        help="By itself: 999 for sets that follow an implementation guide of "
        "healthcare, such as 005010X222A1, else 997.",
    )
    acknowledgment_requested = fields.Boolean(
        string="Ask for an answer",
        help="X12: ISA14 asks for a TA1. EDIFACT: UNB 0031 asks for a CONTRL. HL7: "
        "MSH-15 and MSH-16.",
    )
    acknowledgment_hours = fields.Integer(
        string="Answered within (hours)",
        tracking=True,
        default=0,
        help="How long the partner has to confirm what we sent. After that an "
        "exception opens, and closes by itself when the answer comes. 0: no answer is "
        "expected.",
    )
    expected_since = fields.Datetime(
        string="Expected since",
        readonly=True,
        copy=False,
        help="What was sent before is not asked about.",
    )

    _hours_range = models.Constraint(
        "CHECK(acknowledgment_hours BETWEEN 0 AND 8760)",
        "An answer comes within a year.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._after_change()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            *("acknowledgment_hours", "syntax"),
            *("functional_acknowledgment", "interchange_acknowledgment"),
        }:
            self._after_change()
        return result

    def _after_change(self):
        """Expecting begins now; whoever gets acknowledgments has a flow for them."""
        now = fields.Datetime.now()
        for partner in self:
            expects = partner.acknowledgment_hours > 0
            if expects != bool(partner.expected_since):
                partner.expected_since = now if expects else False
            if partner._owes() and not partner._answer_flow():
                partner._create_answer_flow()

    def _owes(self):
        """Whether this partner gets any acknowledgment."""
        policies = (self.functional_acknowledgment, self.interchange_acknowledgment)
        return set(policies) != {"never"}

    def _answer_flow(self):
        """The outbound flow of acknowledgments in this syntax; empty if none."""
        return self.connection_id.sudo().flow_ids.filtered(
            lambda flow: (
                (flow.direction, flow.kind, flow.codec) == ("out", KIND, self.syntax)
            )
        )[:1]

    def _create_answer_flow(self):
        known = self.env["healthcare.format"]._codecs()
        if self.syntax not in known:
            return
        taken = set(self.connection_id.flow_ids.mapped("code"))
        code = f"acknowledgments-{self.syntax}"
        if code in taken:
            code = f"{code}-{self.id}"
        self.env["healthcare.flow"].sudo().create(
            {
                "name": self.env._("Acknowledgments"),
                "code": code,
                "connection_id": self.connection_id.id,
                "direction": "out",
                "kind": KIND,
                "codec": self.syntax,
            }
        )

    def _standard_for(self, version):
        """``997`` or ``999`` for sets of a version (GS08)."""
        if self.acknowledgment_form != "auto":
            return self.acknowledgment_form
        return "999" if (version or "")[6:7] == HIPAA else "997"

    def _wants(self, document):
        """Whether this partner gets an acknowledgment (canonical document)."""
        policies = {self.functional_acknowledgment}
        if document.standard == "TA1":
            # Of a file that is refused as a whole nothing else is said.
            if document.status != "rejected":
                policies = set()
            policies.add(self.interchange_acknowledgment)
        wrong = document.status != "accepted"
        return "always" in policies or ("errors" in policies and wrong)

    # -- what is owed to us ------------------------------------------------------------

    @api.model
    def _cron_overdue(self):
        """Ask about everything that a partner should have confirmed by now."""
        for partner in self.search([("expected_since", "!=", False)]):
            partner._ask_overdue(fields.Datetime.now())

    def _ask_overdue(self, now):
        limit = now - timedelta(hours=self.acknowledgment_hours)
        messages = self.env["healthcare.message"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("direction", "=", "out"),
                ("state", "=", "sent"),
                ("codec", "=", self.syntax),
                ("kind", "!=", KIND),
                ("done_at", "<", limit),
                ("done_at", ">=", self.expected_since),
            ],
            order="id",
            limit=1000,
        )
        asked = self.env["healthcare.exception"].search(
            [("code", "=", OVERDUE), ("message_id", "in", messages.ids)]
        )
        rows = [
            (self._overdue(message), message, None, None)
            for message in messages - asked.message_id
        ]
        self.env["healthcare.exception"]._open_many(rows)

    def _overdue(self, message):
        """The question about one message. It stands on the business document, if there
        is one, so that whoever looks at the order sees it."""
        link = message.sudo().lineage_ids[:1]
        text = self.env._(
            "The partner has not confirmed this %(kind)s within %(hours)s hours.",
            kind=(message.kind or "").replace("_", " "),
            hours=self.acknowledgment_hours,
        )
        return Finding(
            OVERDUE,
            text,
            link.res_model or "",
            link.res_id or 0,
            user_id=message.connection_id.owner_id.id,
        )
