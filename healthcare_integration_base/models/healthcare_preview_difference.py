"""Rows before and after, as a person reads them and as two runs are compared."""

from decimal import Decimal

from odoo import api, models

TECHNICAL = (
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "parent_path",
    "access_token",
    "message_main_attachment_id",
    "sequence_number",
    "sequence_prefix",
    "matching_number",
    "in_date",
)
MONEY = {
    "account.move.line": "balance",
    "purchase.order": "amount_total",
    "healthcare.claim": "charge",
    "healthcare.remittance": "payment",
}
"""The column that says what a record is worth, in the company's currency."""
POSTED = {
    "account.move": ("state", ("posted",)),
    "account.move.line": ("parent_state", ("posted",)),
    "account.partial.reconcile": (None, ()),
    "stock.move": ("state", ("done",)),
    "stock.move.line": ("state", ("done",)),
    "stock.picking": ("state", ("done",)),
    "stock.quant": (None, ()),
}
"""What a second person must see: the books and the stock. Without a column each row of
the model counts."""
MAIN = {
    "purchase.order": ("name", "partner_id", "state", "amount_total", "date_planned"),
    "purchase.order.line": ("name", "product_id", "product_qty", "price_unit"),
    "stock.picking": ("name", "state", "partner_id", "scheduled_date", "return_id"),
    "stock.lot": ("name", "product_id", "expiration_date"),
    "account.partial.reconcile": ("amount", "debit_move_id", "credit_move_id"),
    "account.move": ("name", "state", "move_type", "partner_id", "date", "ref"),
    "account.move.line": ("name", "account_id", "partner_id", "debit", "credit"),
    "stock.move": ("product_id", "product_uom_qty", "quantity", "state"),
    "stock.move.line": ("product_id", "quantity", "lot_id", "location_dest_id"),
    "stock.quant": ("product_id", "location_id", "lot_id", "quantity"),
}
"""Columns that describe a new record; of other models, all that are not empty."""
PLUMBING = ("company_id", "currency_id", "fingerprint", "_key", "sequence")
SHOWN_MAX = 12
"""Columns of a new record that a report lists."""
TEXT_MAX = 200


class HealthcarePreviewDifference(models.AbstractModel):
    """Turns raw rows into lines of a report. Addons extend the three look-ups."""

    _name = "healthcare.preview.difference"
    _description = "Healthcare preview difference"

    @api.model
    def _money_column(self, model):
        """The column whose difference is the amount of a change, or None."""
        return MONEY.get(model)

    @api.model
    def _is_posted(self, model, row):
        """Whether a row stands in the books or in the stock."""
        if row is None or model not in POSTED:
            return False
        column, states = POSTED[model]
        return column is None or row.get(column) in states

    @api.model
    def _main_columns(self, model, row):
        """The columns that describe a new or deleted record."""
        if model in MAIN:
            return [name for name in MAIN[model] if name in row]
        return [
            name
            for name, value in row.items()
            if value not in (None, "", False, True) and not name.endswith(PLUMBING)
        ]

    # -- lines -----------------------------------------------------------------------

    @api.model
    def _changes(self, raw):
        """``[{model, res_id, name, field, label, action, before, after, amount,
        posted}]``, one per changed field; new and deleted records list their main
        fields."""
        lines = []
        for change in raw:
            lines += self._lines(change)
        return lines

    @api.model
    def _lines(self, change):
        before, after = change.before or {}, change.after or {}
        columns = self._changed_columns(change)
        if not columns:
            return []
        posted = self._is_posted(change.model, change.before) or self._is_posted(
            change.model, change.after
        )
        common = {
            "model": change.model,
            "res_id": change.res_id,
            "name": self._name_of(change),
            "action": _action(change),
            "posted": posted,
        }
        amount = self._amount(change)
        lines = []
        for column in columns:
            field = self.env[change.model]._fields[column]
            lines.append(
                common
                | {
                    "field": column,
                    "label": field._description_string(self.env) or column,
                    "before": self._shown(field, before.get(column)),
                    "after": self._shown(field, after.get(column)),
                    "amount": amount,
                }
            )
            # Once per record, or a sum over the lines would count it twice.
            amount = Decimal(0)
        return lines

    @api.model
    def _changed_columns(self, change):
        fields = self.env[change.model]._fields
        row = change.after or change.before
        if change.before is None or change.after is None:
            names = self._main_columns(change.model, row)[: SHOWN_MAX * 2]
        else:
            names = [
                name for name in row if change.before.get(name) != change.after[name]
            ]
        names = [name for name in names if name in fields and name not in TECHNICAL]
        if change.before is None or change.after is None:
            names = [name for name in names if row[name] not in (None, False, "")]
        return names[:SHOWN_MAX] if change.before is None else names

    @api.model
    def _amount(self, change):
        column = self._money_column(change.model)
        if not column:
            return Decimal(0)
        before, after = change.before or {}, change.after or {}
        return Decimal(after.get(column) or 0) - Decimal(before.get(column) or 0)

    @api.model
    def _name_of(self, change):
        record = self.env[change.model].browse(change.res_id)
        if change.after is None:
            return str(change.before.get("name") or f"#{change.res_id}")[:TEXT_MAX]
        try:
            name = record.sudo().display_name or ""
            item = record.sudo()["product_id"] if "product_id" in record else None
            if item and item.name not in name:
                name = f"{item.display_name}, {name}"
            return name[:TEXT_MAX]
        except Exception:  # A name that cannot be computed must not stop a preview.
            return f"#{change.res_id}"

    @api.model
    def _shown(self, field, value):
        """A column's value in words."""
        if value in (None, False, ""):
            return ""
        if field.type == "many2one":
            record = self.env[field.comodel_name].sudo().browse(value).exists()
            return (record.display_name or "")[:TEXT_MAX] if record else f"#{value}"
        if field.type == "selection":
            words = dict(field._description_selection(self.env))
            return str(words.get(value, value))
        if isinstance(value, dict):
            lang = self.env.lang or "en_US"
            value = value.get(lang) or value.get("en_US") or "..."
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        if field.type == "datetime":
            return f"{value[:16].replace('T', ' ')} UTC"
        return str(value)[:TEXT_MAX]


def _action(change):
    if change.before is None:
        return "created"
    return "deleted" if change.after is None else "updated"
