"""System of record: which system owns, initiates and confirms what, field by field."""

from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

DOMAINS = [
    ("supplier", "Suppliers"),
    ("item", "Items"),
    ("department", "Departments"),
    ("price", "Prices and contracts"),
    ("dimension", "Financial dimensions"),
    ("approval", "Approval authority"),
    ("order", "Orders"),
    ("receipt", "Receipts and stock"),
    ("invoice", "Invoices"),
    ("claim", "Claims"),
    ("payment", "Payments"),
]


class Rule(NamedTuple):
    """One line of the matrix; connections by id, 0 is Odoo, None says nothing."""

    domain: str
    field: str
    owner: int
    initiating: int | None
    confirming: int | None
    policy: str


class HealthcareAuthority(models.Model):
    """A line of the matrix. Without ``field`` it holds for the whole domain.

    An empty connection stands for Odoo itself where ``*_is_odoo`` says so.
    """

    _name = "healthcare.authority"
    _description = "System of record"
    _inherit = ["mail.thread", "healthcare.remembered"]
    _order = "domain, field, id"

    domain = fields.Selection(DOMAINS, required=True, tracking=True)
    field = fields.Char(
        help="A field of the record, such as price_unit. Empty: the whole domain.",
        tracking=True,
    )
    owner_is_odoo = fields.Boolean(string="Owned by Odoo", default=True, tracking=True)
    owner_id = fields.Many2one(
        "healthcare.connection", string="Owner system", tracking=True
    )
    initiating_id = fields.Many2one(
        "healthcare.connection",
        string="Initiated by",
        help="The system in which such a transaction begins. Empty: Odoo.",
        tracking=True,
    )
    check_confirming = fields.Boolean(
        string="Only one side confirms",
        help="A confirmation from another side is rejected with the reason.",
        tracking=True,
    )
    confirming_id = fields.Many2one(
        "healthcare.connection",
        string="Confirmed by",
        help="The system that confirms. Empty: Odoo.",
        tracking=True,
    )
    policy = fields.Selection(
        [
            ("queue", "Queue with both values"),
            ("refuse", "Refuse"),
        ],
        string="An update from another system",
        required=True,
        default="queue",
        tracking=True,
    )
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    owner_name = fields.Char(string="Owner", compute="_compute_names")
    initiating_name = fields.Char(string="Initiating side", compute="_compute_names")
    confirming_name = fields.Char(string="Confirming side", compute="_compute_names")

    _scope_uniq = models.UniqueIndex(
        "(company_id, domain, COALESCE(field, '')) WHERE active",
        "This domain or field has its line already.",
    )

    @api.depends(
        "owner_is_odoo",
        "owner_id",
        "initiating_id",
        "check_confirming",
        "confirming_id",
    )
    def _compute_names(self):
        odoo = self.env._("Odoo")
        for line in self:
            line.owner_name = odoo if line.owner_is_odoo else line.owner_id.name
            line.initiating_name = line.initiating_id.name or odoo
            line.confirming_name = (
                (line.confirming_id.name or odoo)
                if line.check_confirming
                else self.env._("Either side")
            )

    @api.depends("domain", "field")
    def _compute_display_name(self):
        labels = dict(self._fields["domain"]._description_selection(self.env))
        for line in self:
            names = [labels.get(line.domain), line.field]
            line.display_name = ": ".join(filter(None, names))

    @api.constrains("owner_is_odoo", "owner_id")
    def _check_owner(self):
        for line in self:
            if not line.owner_is_odoo and not line.owner_id:
                raise ValidationError(self.env._("Choose the system that owns it."))

    # -- what handlers ask -----------------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _matrix(self, company_id):
        """``{(domain, field): Rule}`` of a company; plain data."""
        lines = self.sudo().search([("company_id", "=", company_id)])
        return {
            (line.domain, line.field or ""): Rule(
                line.domain,
                line.field or "",
                0 if line.owner_is_odoo else line.owner_id.id,
                line.initiating_id.id or 0,
                (line.confirming_id.id or 0) if line.check_confirming else None,
                line.policy,
            )
            for line in lines
        }

    @api.model
    def _rule_for(self, company, domain, field=""):
        matrix = self._matrix(company.id)
        return matrix.get((domain, field)) or matrix.get((domain, ""))

    @api.model
    def _filter(self, connection, domain, record, values, message_id=0):
        """Split ``values`` for ``record`` by who owns the fields.

        :return: ``(allowed, refused)``: two dicts of values. What is refused and
            differs from the record stands as ``healthcare.authority.update`` beside
            our value, to be decided by a person or, by policy, kept as refused.
        """
        company = connection.company_id
        if not self._matrix(company.id):
            return values, {}
        allowed, refused, rows = {}, {}, []
        for name, value in values.items():
            rule = self._rule_for(company, domain, name)
            if rule is None or rule.owner == connection.id:
                allowed[name] = value
                continue
            refused[name] = value
            if self._differs(record, name, value):
                rows.append((rule, name, value))
        self.env["healthcare.authority.update"]._record(
            connection, record, rows, message_id
        )
        return allowed, refused

    @api.model
    def _differs(self, record, name, value):
        field = record._fields[name]
        return record[name] != field.convert_to_record(
            field.convert_to_cache(value, record, validate=False), record
        )

    @api.model
    def _wrong_side(self, connection, domain):
        """Why ``connection`` may not confirm in ``domain``, in words; else empty."""
        rule = self._rule_for(connection.company_id, domain)
        if rule is None or rule.confirming in (None, connection.id):
            return ""
        side = self.env._("Odoo")
        if rule.confirming:
            side = self.env["healthcare.connection"].sudo().browse(rule.confirming).name
        labels = dict(self._fields["domain"]._description_selection(self.env))
        return self.env._(
            "%(domain)s are confirmed by %(side)s, not by %(connection)s.",
            domain=labels[domain],
            side=side,
            connection=connection.name,
        )
