"""Old and new side by side, for the people who decide."""

from markupsafe import Markup

from odoo import api, fields, models

TREASURY = "healthcare_procurement_sync.group_treasury"
LABELS = {
    "bank_account": "res.partner.bank",
    "remit_address": "res.partner",
}


class HealthcareMasterChange(models.Model):
    """Account numbers are whole for the treasurers alone."""

    _inherit = "healthcare.master.change"

    side_by_side = fields.Html(compute="_compute_side_by_side", sanitize=False)
    risk_html = fields.Html(compute="_compute_side_by_side", sanitize=False)
    blocked_count = fields.Integer(compute="_compute_blocked_count")

    def _compute_blocked_count(self):
        for change in self.sudo():
            bills = change.blocked_move_ids
            change.blocked_count = len(
                bills.filtered(lambda move: move.payment_state == "blocked")
            )

    @api.depends("values", "old_values", "risks")
    @api.depends_context("uid", "lang")
    def _compute_side_by_side(self):
        whole = self.env.user.has_group(TREASURY)
        screen = self.env["healthcare.side.by.side"]
        for change in self:
            rows = change.sudo()._compared()
            if not whole:
                rows = [
                    (label, _masked(name, old), _masked(name, new))
                    for name, label, old, new in rows
                ]
            else:
                rows = [(label, old, new) for _name, label, old, new in rows]
            change.side_by_side = screen._columns(
                self.env._("Now"), self.env._("After the change"), rows
            )
            change.risk_html = Markup("<ul>%s</ul>") % Markup("").join(
                Markup("<li>%s</li>") % row["text"] for row in change.risks or ()
            )

    def _compared(self):
        """``(field, label, old, new)`` of every value that would change."""
        self.ensure_one()
        rows = []
        for name, value in (self.values or {}).items():
            if isinstance(value, dict):
                model = self.env[LABELS.get(name, self.res_model)]
                rows += self._compared_new(name, model, value)
                continue
            if self.res_model not in self.env:
                continue
            model = self.env[self.res_model]
            old = (self.old_values or {}).get(name)
            rows.append(
                (
                    name,
                    self._label_of(model, name),
                    self._shown(model, name, old),
                    self._shown(model, name, value),
                )
            )
        if self.res_model == "res.partner.bank":
            bank = self.env[self.res_model].browse(self.res_id).exists()
            if bank and "acc_number" not in (self.values or {}):
                rows.insert(
                    0,
                    (
                        "acc_number",
                        self._label_of(bank, "acc_number"),
                        "",
                        bank.acc_number,
                    ),
                )
        return rows

    def _compared_new(self, name, model, values):
        """A new account beside the one in use, a new address beside the old."""
        partner = self.partner_id
        old = partner.bank_ids[:1] if name == "bank_account" else partner
        if name == "remit_address":
            old = (
                partner.healthcare_remit_to_id
                or partner.child_ids.filtered(lambda child: child.type == "invoice")[:1]
            )
        for field, value in values.items():
            if field in model._fields:
                before = old[field] if old else ""
                yield (
                    field,
                    self._label_of(model, field),
                    self._shown(model, field, before),
                    self._shown(model, field, value),
                )

    @api.model
    def _label_of(self, model, name):
        field = model._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _shown(self, model, name, value):
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        field = model._fields.get(name)
        if value and field is not None and field.type == "many2one":
            return self.env[field.comodel_name].browse(value).exists().display_name
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return "" if value in (None, False) else str(value)

    def action_open_bills(self):
        """The bills that wait for this decision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Blocked bills"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.sudo().blocked_move_ids.ids)],
        }

    def action_open_message(self):
        """The message that brought it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
        }


def _masked(name, text):
    """The last four signs of an account number."""
    if name not in ("acc_number", "clearing_number") or not text:
        return text
    return f"****{str(text)[-4:]}"
