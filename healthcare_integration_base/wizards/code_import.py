"""Bring a published code list into the data."""

import base64
import csv
from datetime import date

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..spreadsheet import read_csv


class HealthcareCodeImport(models.TransientModel):
    """CSV with ``code`` and ``text``, if wanted ``valid_from`` and ``valid_to``."""

    _name = "healthcare.code.import"
    _description = "Import a code list"

    list_id = fields.Many2one("healthcare.code.list", required=True)
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        """Add and update the codes; what is not in the file stays as it is.

        :raises UserError: names the lines that are not understood.
        """
        self.ensure_one()
        if not self.env.user.has_group("healthcare_integration_base.group_steward"):
            raise AccessError(self.env._("Only a mapping steward imports codes."))
        rows = self._rows()
        codes = self.env["healthcare.code"]
        known = {
            (row.code, row.valid_from): row
            for row in codes.search(
                [("list_id", "=", self.list_id.id), ("flagged", "=", False)]
            )
        }
        fresh = []
        for row in rows:
            found = known.get((row["code"], row["valid_from"]))
            if found:
                if (found.name, found.valid_to) != (row["name"], row["valid_to"]):
                    found.write({"name": row["name"], "valid_to": row["valid_to"]})
            else:
                fresh.append(row | {"list_id": self.list_id.id})
        codes.create(fresh)
        return self.list_id.action_open_codes()

    def _rows(self):
        try:
            table = read_csv(base64.b64decode(self.file))
        except (ValueError, csv.Error):
            raise UserError(self.env._("The file is no CSV in UTF-8.")) from None
        head = [cell.lower() for cell in table[0]] if table else []
        if "code" not in head or not {"text", "name"} & set(head):
            raise UserError(self.env._("The first line names the columns: code, text."))
        rows, faults, seen = [], [], set()
        for number, cells in enumerate(table[1:], start=2):
            row = dict(zip(head, cells, strict=False))
            try:
                values = {
                    "code": row["code"],
                    "name": row.get("text") or row.get("name"),
                    "valid_from": _day(row.get("valid_from")),
                    "valid_to": _day(row.get("valid_to")),
                }
            except (ValueError, KeyError):
                values = {}
            key = (values.get("code"), values.get("valid_from"))
            if not values.get("code") or not values["name"] or key in seen:
                faults.append(str(number))
            seen.add(key)
            rows.append(values)
        if faults:
            raise UserError(
                self.env._(
                    "Lines that are not understood: %(lines)s",
                    lines=", ".join(faults[:20]),
                )
            )
        return rows


def _day(text):
    return date.fromisoformat(text) if text else False
