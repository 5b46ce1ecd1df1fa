"""What became of each line of a contract that arrived: file or feed."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.canonical import from_json

VERDICTS = [
    ("new", "New price"),
    ("changed", "Changed"),
    ("ended", "Ends"),
    ("unchanged", "Unchanged"),
    ("refused", "Refused"),
]


class HealthcareContractImport(models.Model):
    """One arrival of one contract. Unchanged prices are counted, not listed."""

    _name = "healthcare.contract.import"
    _description = "Arrival of a contract"
    _inherit = ["healthcare.traceable"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, string="File or document")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    contract_id = fields.Many2one(
        "healthcare.supplier.contract", readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Supplier")
    contract_state = fields.Selection(related="contract_id.state")
    channel = fields.Char(readonly=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    fingerprint = fields.Char(readonly=True, index="btree_not_null")
    version = fields.Integer(readonly=True)
    document = fields.Json(readonly=True, groups="base.group_system")
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    ended_count = fields.Integer(string="End", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    line_ids = fields.One2many(
        "healthcare.contract.import.line", "import_id", string="Lines", readonly=True
    )

    @api.model
    def _keep(self, booking, contract, version, **origin):
        """Keep what :class:`Booking` found.

        :param origin: name, channel, connection_id, message_id, fingerprint, document.
        """
        rows = [row for row in booking.rows if row["verdict"] != "unchanged"]
        counts = {
            f"{verdict}_count": sum(row["verdict"] == verdict for row in booking.rows)
            for verdict, _words in VERDICTS
        }
        return self.sudo().create(
            {
                "company_id": contract.company_id.id,
                "contract_id": contract.id,
                "version": version or 0,
                "line_ids": [(0, 0, row) for row in rows],
                **counts,
                **origin,
            }
        )

    def action_again(self):
        """Read the document once more, after an item, unit or tier was entered.

        What is in force already stays as it is; only what was refused can change.
        """
        self.ensure_one()
        self.contract_id._check_manager()
        stored = self.sudo().document
        if not stored:
            raise UserError(self.env._("The document is not kept any more."))
        again = (
            self.env["healthcare.handler.contract_price"]
            .with_company(self.company_id)
            ._book_one(
                from_json(stored),
                connection=self.connection_id.sudo(),
                partner=self.partner_id,
                name=self.name,
                channel=self.channel or "file",
                message_id=self.message_id.id,
            )
        )
        return again._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import of a contract"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_contract(self):
        """The contract that this document stated."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.supplier.contract",
            "res_id": self.contract_id.id,
            "views": [(False, "form")],
        }


class HealthcareContractImportLine(models.Model):
    """One line: what was stated, what became of it, and what to do when refused."""

    _name = "healthcare.contract.import.line"
    _description = "Line of an arrived contract"
    _order = "import_id, id"

    import_id = fields.Many2one(
        "healthcare.contract.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    currency_id = fields.Many2one(related="import_id.contract_id.currency_id")
    place = fields.Char(readonly=True)
    item_code = fields.Char(string="Stated item", readonly=True)
    unit_code = fields.Char(string="Stated unit", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    tier = fields.Char(readonly=True)
    min_qty = fields.Float(string="From quantity", readonly=True)
    price = fields.Float(digits="Product Price", readonly=True)
    old_price = fields.Float(string="Before", digits="Product Price", readonly=True)
    date_start = fields.Date(string="From", readonly=True)
    verdict = fields.Selection(VERDICTS, string="Result", required=True, readonly=True)
    code = fields.Char(readonly=True)
    text = fields.Char(string="Why", readonly=True)
    contract_line_id = fields.Many2one(
        "healthcare.supplier.contract.line", readonly=True, ondelete="set null"
    )
