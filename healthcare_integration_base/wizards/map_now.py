"""Map now: the record that an unknown code means, as a row of a draft."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class HealthcareMapNow(models.TransientModel):
    """A steward chooses; an approver lets it count. Four eyes, two clicks."""

    _name = "healthcare.map.now"
    _description = "Map an unknown code"

    exception_id = fields.Many2one(
        "healthcare.exception", required=True, readonly=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(related="exception_id.connection_id")
    currency_id = fields.Many2one(related="exception_id.currency_id")
    waiting_count = fields.Integer(related="exception_id.waiting_count")
    waiting_amount = fields.Monetary(related="exception_id.waiting_amount")
    code = fields.Char(compute="_compute_facts")
    domain = fields.Selection(
        selection=lambda self: (
            self.env["healthcare.mapping"]
            ._fields["domain"]
            ._description_selection(self.env)
        ),
        string="What",
        compute="_compute_facts",
    )
    mapping_id = fields.Many2one("healthcare.mapping", compute="_compute_facts")
    target_model = fields.Char(compute="_compute_facts")
    target_id = fields.Many2oneReference(
        string="Our record", model_field="target_model"
    )
    target = fields.Reference(
        selection=lambda self: self.env["healthcare.mapping.line"]._selection_target(),
        string="Our record of any kind",
    )
    item = fields.Char(string="Only for item")
    note = fields.Char()
    ask = fields.Boolean(string="Ask for the approval now", default=True)

    @api.depends("exception_id")
    def _compute_facts(self):
        mappings = self.env["healthcare.mapping"]
        models_of = mappings._target_models()
        for wizard in self:
            key = wizard.exception_id.where or "::0:"
            domain, _connection, code = mappings._read_key(key)
            wizard.code, wizard.domain = code, domain or False
            wizard.mapping_id = mappings._mapping_of(wizard.connection_id, domain)
            wizard.target_model = models_of.get(domain)

    def action_add(self):
        """Put the row into the draft, and ask for its approval.

        :raises AccessError: the user is no steward.
        """
        self.ensure_one()
        if not self.env.user.has_group("healthcare_integration_base.group_steward"):
            raise AccessError(self.env._("Only a mapping steward maps a code."))
        target = self.target or (
            self.target_id and self.env[self.target_model].browse(self.target_id)
        )
        if not target:
            raise UserError(self.env._("Choose the record that the code means."))
        mapping = self.mapping_id or self._new_mapping()
        waiting = mapping.draft_id.filtered(lambda row: row.state == "tested")
        waiting.with_env(self.env).action_back_to_draft()
        draft = mapping.with_env(self.env)._draft()
        draft.line_ids = [
            Command.create(
                {
                    "code": self.code,
                    "item": self.item,
                    "target": f"{target._name},{target.id}",
                    "note": self.note,
                }
            )
        ]
        if not draft.note:
            draft.note = self.env._("Unknown code %(code)s", code=self.code)
        if self.ask:
            draft.action_test()
        return draft._open()

    def _new_mapping(self):
        labels = dict(self._fields["domain"]._description_selection(self.env))
        connection = self.connection_id
        return self.env["healthcare.mapping"].create(
            {
                "name": f"{connection.name}: {labels[self.domain]}",
                "domain": self.domain,
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
            }
        )
