"""Compare two versions of a mapping, or bring rows from a spreadsheet into a draft."""

import base64
import csv
import io
import zipfile

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..spreadsheet import read_csv, restore

ROWS_MAX = 100_000
BYTES_MAX = 20 * 1024 * 1024
KEYS = ("default_code", "barcode", "ref", "complete_name", "name")
"""Fields by which a record is named in a spreadsheet, most certain first."""


class HealthcareMappingCompare(models.TransientModel):
    """Two versions side by side."""

    _name = "healthcare.mapping.compare"
    _description = "Compare versions of a mapping"

    before_id = fields.Many2one("healthcare.mapping.version", string="From version")
    after_id = fields.Many2one(
        "healthcare.mapping.version", string="To version", required=True
    )
    mapping_id = fields.Many2one(related="after_id.mapping_id")
    change_html = fields.Html(compute="_compute_change_html", sanitize=False)

    @api.depends("before_id", "after_id")
    def _compute_change_html(self):
        for wizard in self:
            before = wizard.before_id
            wizard.change_html = before._difference_html(
                before._compare(wizard.after_id)
            )


class HealthcareMappingImport(models.TransientModel):
    """A CSV or XLSX file becomes a draft; what it changes is shown there.

    Columns: ``code`` and ``record`` (or ``record_id``), and if wanted ``partner``,
    ``item``, ``note``. A record is named by its number or its name.
    """

    _name = "healthcare.mapping.import"
    _description = "Import rows of a mapping"

    mapping_id = fields.Many2one("healthcare.mapping", required=True)
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    replace = fields.Boolean(
        string="The file is the whole table",
        help="Rows that are not in the file are removed from the draft.",
    )

    def action_import(self):
        """Write the rows into the draft and open it.

        :raises UserError: names the rows that are not understood; nothing is written.
        """
        self.ensure_one()
        if not self.env.user.has_group("healthcare_integration_base.group_steward"):
            raise AccessError(self.env._("Only a mapping steward imports rows."))
        rows = self._understood(self._read_table())
        draft = self.mapping_id._draft()
        known = {line._row().scope: line for line in draft.line_ids}
        commands, seen = [], set()
        for values in rows:
            scope = (values["code"], values["partner_id"] or 0, values["item"] or "")
            seen.add(scope)
            line = known.get(scope)
            if line:
                commands.append(Command.update(line.id, values))
            else:
                commands.append(Command.create(values))
        if self.replace:
            commands += [
                Command.delete(line.id)
                for scope, line in known.items()
                if scope not in seen
            ]
        draft.line_ids = commands
        if not draft.note:
            draft.note = self.env._("Import of %(file)s", file=self.filename or "")
        return draft._open()

    def _read_table(self):
        """Dicts by column name, with the line of the file under ``#``."""
        payload = base64.b64decode(self.file)
        if len(payload) > BYTES_MAX:
            raise UserError(self.env._("The file is larger than 20 MB."))
        try:
            is_xlsx = payload[:2] == b"PK"
            table = self._read_xlsx(payload) if is_xlsx else read_csv(payload)
        except (ValueError, KeyError, csv.Error, zipfile.BadZipFile, OSError):
            raise UserError(
                self.env._("The file is neither CSV in UTF-8 nor XLSX.")
            ) from None
        if len(table) < 2 or len(table) > ROWS_MAX:
            raise UserError(self.env._("The file has no rows, or too many."))
        head = [cell.lower().replace(" ", "_") for cell in table[0]]
        if "code" not in head or not {"record", "record_id"} & set(head):
            raise UserError(
                self.env._("The first line names the columns: code, record ...")
            )
        return [
            dict(zip(head, row, strict=False)) | {"#": number}
            for number, row in enumerate(table[1:], start=2)
        ]

    @api.model
    def _read_xlsx(self, payload):
        # Odoo itself brings it for its own import.
        from openpyxl import load_workbook

        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            if sum(info.file_size for info in archive.infolist()) > 10 * BYTES_MAX:
                raise ValueError("too large when unpacked")
        book = load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=ROWS_MAX + 1)
        table = [[self._cell(cell) for cell in row] for row in rows]
        return [row for row in table if any(row)]

    @api.model
    def _cell(self, cell):
        if cell is None:
            return ""
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return restore(str(cell).strip())

    def _understood(self, rows):
        """Values of lines; every row that is not understood is named."""
        model = self.env["healthcare.mapping"]._target_models()[self.mapping_id.domain]
        targets = self._find(model, rows, "record", "record_id")
        partners = self._find("res.partner", rows, "partner", "partner_id")
        values, faults, seen = [], [], {}
        for row in rows:
            target = targets.get(row["#"])
            partner = partners.get(row["#"])
            code, item = row.get("code", ""), row.get("item", "")
            first = seen.setdefault((code, partner, item), row["#"])
            if not code or not target or (row.get("partner") and not partner):
                faults.append(row["#"])
            elif first != row["#"]:
                faults.append(row["#"])
            values.append(
                {
                    "code": code,
                    "target": f"{model},{target}",
                    "partner_id": partner or False,
                    "item": item or False,
                    "note": row.get("note") or False,
                }
            )
        if faults:
            raise UserError(
                self.env._(
                    "%(count)s lines are not understood (no code, a record that is "
                    "unknown or not unique, or the same code twice): %(lines)s",
                    count=len(faults),
                    lines=", ".join(map(str, faults[:20])),
                )
            )
        return values

    def _find(self, model, rows, by_name, by_id):
        """``{line of the file: record id}``; a constant number of statements."""
        records = self.env[model]
        ids = {
            row["#"]: int(row[by_id]) for row in rows if row.get(by_id, "").isdecimal()
        }
        alive = set(records.browse(set(ids.values())).exists().ids)
        found = {line: res_id for line, res_id in ids.items() if res_id in alive}
        names = {row["#"]: row[by_name] for row in rows if row.get(by_name)}
        for key in KEYS:
            field = records._fields.get(key)
            if field is None or not field.store:
                continue
            wanted = {name for line, name in names.items() if line not in found}
            known = {}
            for record in records.search([(key, "in", list(wanted))]):
                known.setdefault(record[key], []).append(record.id)
            for line, name in names.items():
                if line not in found and len(known.get(name, ())) == 1:
                    found[line] = known[name][0]
        return found
