"""Upload a contract's prices as a table."""

import base64
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.healthcare_integration_base.canonical import SupplierContract
from odoo.addons.healthcare_integration_base.spreadsheet import read_csv

from ..contract_file import ROWS_MAX, ContractFileError, read

SIZE_MAX = 20 * 1024 * 1024
UNPACKED_MAX = 10 * SIZE_MAX
"""A small archive may unpack to more than this machine has."""
COLUMNS_MAX = 64


class HealthcareContractUpload(models.TransientModel):
    """One file for one contract, a new one or one that exists."""

    _name = "healthcare.contract.upload"
    _description = "Upload of a contract's prices"

    contract_id = fields.Many2one(
        "healthcare.supplier.contract",
        domain="[('state', '!=', 'cancelled')]",
        help="Empty: a new contract is made.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", domain="[('is_company', '=', True)]"
    )
    number = fields.Char(string="Contract number")
    source = fields.Selection("_selection_source", default="local")
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")
    payload = fields.Binary(string="File (CSV or XLSX)", required=True)
    filename = fields.Char()

    @api.model
    def _selection_source(self):
        field = self.env["healthcare.supplier.contract"]._fields["source"]
        return field._description_selection(self.env)

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        for name in ("partner_id", "number", "source", "date_start", "date_end"):
            if self.contract_id:
                self[name] = self.contract_id[name]

    def action_import(self):
        """Read the file; what became of each line is shown.

        :raises UserError: the file or the contract's own data cannot be used.
        """
        self.ensure_one()
        group = "healthcare_procurement_sync.group_contract_manager"
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("Only a contract manager imports contracts."))
        known = self.contract_id
        partner = known.partner_id or self.partner_id
        number = known.number or (self.number or "").strip()
        start = known.date_start or self.date_start
        if not (partner and number and start):
            raise UserError(
                self.env._(
                    "Name the supplier, the contract's number and its first day."
                )
            )
        lines, refused = self._read()
        document = SupplierContract(
            contract_number=number,
            valid_from=start,
            valid_to=known.date_end or self.date_end or None,
            source=known.source or self.source or "",
            lines=lines,
            currency=(known.currency_id or self.env.company.currency_id).name,
        )
        arrival = self.env["healthcare.handler.contract_price"]._book_one(
            document,
            partner=partner,
            refused=refused,
            name=self.filename or number,
            channel="file",
        )
        if not arrival.contract_id.user_id:
            arrival.contract_id.sudo().user_id = self.env.user
        return arrival._open()

    def _read(self):
        words = {
            "contract.file_empty": self.env._("The file has no rows below its head."),
            "contract.file_too_long": self.env._("The file has too many rows."),
            "contract.column_missing": self.env._(
                "The first row must name a column Price and one of Item, Supplier item "
                "or GTIN."
            ),
            "contract.file_unreadable": self.env._(
                "The file is no table that can be read. Save it as CSV (UTF-8)."
            ),
        }
        try:
            return read(self._rows())
        except ContractFileError as error:
            raise UserError(words[error.code]) from None

    def _rows(self):
        payload = base64.b64decode(self.payload or b"")
        if len(payload) > SIZE_MAX:
            raise ContractFileError("contract.file_too_long")
        try:
            if payload[:2] == b"PK":
                return _sheet(payload)
            return read_csv(payload)
        except ContractFileError:
            raise
        except Exception:
            # Whatever the reader of a foreign file stumbles over: it is no table.
            raise ContractFileError("contract.file_unreadable") from None


def _sheet(payload):
    """The first sheet of an XLSX file as rows of text."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_MAX:
            raise ContractFileError("contract.file_too_long")
    book = load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    return [
        [_text(cell) for cell in row]
        for row in sheet.iter_rows(
            max_row=ROWS_MAX + 2, max_col=COLUMNS_MAX, values_only=True
        )
        if any(cell is not None for cell in row)
    ]


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell)
