"""Two suppliers become one: what moved, what was there before, and the way back."""

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .account_move import VENDOR
from .healthcare_duplicate_review import DECIDERS
from .healthcare_master_change import OPEN

#: Records that go back to the company they came from when a merge is undone; posted
#: entries stay where the books have them.
MOVED = {
    "healthcare.party.identifier": ("partner_id", []),
    "healthcare.supplier.sync": ("partner_id", []),
    "healthcare.compliance.document": ("partner_id", []),
    "product.supplierinfo": ("partner_id", []),
    "res.partner": ("parent_id", []),
    "res.partner.bank": ("partner_id", []),
    "purchase.order": ("partner_id", [("state", "in", ("draft", "sent", "purchase"))]),
}
#: Links by model and id that Odoo's own merge does not know.
LOOSE = (
    "healthcare.external.ref",
    "healthcare.exception",
    "healthcare.authority.update",
)


class HealthcarePartnerMerge(models.Model):
    """The log of a merge; every number of the gone supplier leads to the survivor."""

    _name = "healthcare.partner.merge"
    _description = "Merge of two suppliers"
    _order = "id desc"
    _rec_name = "gone_name"

    survivor_id = fields.Many2one("res.partner", readonly=True, index=True)
    gone_name = fields.Char(string="Merged", readonly=True)
    gone_id = fields.Integer(string="Its former number", readonly=True)
    restored_id = fields.Many2one("res.partner", string="Taken apart as", readonly=True)
    review_id = fields.Many2one("healthcare.duplicate.review", readonly=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, default=lambda self: self.env.company
    )
    values = fields.Json(readonly=True, groups="base.group_system")
    before = fields.Json(readonly=True, groups="base.group_system")
    moved = fields.Json(string="Ids of what moved", readonly=True)
    counts = fields.Char(string="Moved", compute="_compute_counts")
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, default=lambda self: self.env.user
    )
    merged_at = fields.Datetime(string="On", readonly=True, default=fields.Datetime.now)

    def _compute_counts(self):
        for log in self:
            log.counts = ", ".join(
                f"{self.env[model]._description}: {len(ids)}"
                for model, ids in (log.moved or {}).items()
                if ids and model in self.env
            )

    def _merge(self, survivor, gone, taken=(), review=None):
        """Move everything of ``gone`` to ``survivor`` and remember it.

        :param taken: fields whose value comes from ``gone``.
        :raises UserError: it would mix up the books, or breaks a rule of the database.
        """
        survivor, gone = survivor.sudo(), gone.sudo()
        self._check_mergeable(survivor, gone)
        chosen = {name: gone[name] for name in taken if name in gone._fields}
        log = self.sudo().create(
            {
                "survivor_id": survivor.id,
                "gone_name": gone.name,
                "gone_id": gone.id,
                "review_id": review.id if review else False,
                "values": self._snapshot(gone),
                "before": self._snapshot(survivor),
                "moved": self._ids_of(gone),
                "user_id": self.env.uid,
            }
        )
        self._carry_out_or_not(survivor, gone)
        unlocked = survivor._healthcare_unlocked()
        values = {
            name: value.id if isinstance(value, models.BaseModel) else value
            for name, value in chosen.items()
        }
        if values:
            survivor.with_context(**unlocked, healthcare_channel="merge").write(values)
        survivor._message_log(
            body=self.env._(
                "%(gone)s was merged into this supplier by %(user)s.",
                gone=log.gone_name,
                user=self.env.user.name,
            )
        )
        self.env["healthcare.audit.entry"]._log("supplier.merged", survivor)
        return log

    def _carry_out_or_not(self, survivor, gone):
        """:raises UserError: a rule of the database stands against it."""
        savepoint = self.env.cr.savepoint()
        try:
            self._carry_out(survivor, gone)
            self.env.flush_all()
            savepoint.close(rollback=False)
        except psycopg2.IntegrityError as error:
            savepoint.close()
            self.env.invalidate_all()
            raise UserError(
                self.env._(
                    "Both have the same number of a bill, contract or price list. "
                    "Settle that first, then merge."
                )
            ) from error

    def _check_mergeable(self, survivor, gone):
        if survivor == gone or gone.parent_id == survivor or survivor.parent_id == gone:
            raise UserError(self.env._("One is a site of the other already."))
        waiting = (
            self.env["healthcare.master.change"]
            .sudo()
            .search_count(
                [
                    ("partner_id", "in", (survivor | gone).ids),
                    ("state", "in", OPEN),
                ],
                limit=1,
            )
        )
        if waiting:
            raise UserError(
                self.env._(
                    "A protected change of one of them waits for approval. Decide "
                    "about it first: a merge is no way around it."
                )
            )
        accounts = [self._payable_accounts(partner) for partner in (survivor, gone)]
        if all(accounts) and accounts[0] != accounts[1]:
            raise UserError(
                self.env._(
                    "Both have unpaid bills, on different payable accounts. Pay or "
                    "move one side first."
                )
            )

    def _payable_accounts(self, partner):
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("move_id.move_type", "in", VENDOR),
                    ("parent_state", "=", "posted"),
                    ("partner_id", "child_of", partner.id),
                    ("account_id.account_type", "=", "liability_payable"),
                    ("reconciled", "=", False),
                ]
            )
        )
        return set(lines.account_id.ids)

    def _snapshot(self, partner):
        """Stored plain values of a partner, as JSON keeps them."""
        kept = {}
        for name, field in partner._fields.items():
            plain = field.type in ("char", "text", "boolean", "integer", "selection")
            linked = field.type == "many2one"
            if not field.store or field.compute or not (plain or linked):
                continue
            if name in ("id", "create_uid", "write_uid", "commercial_partner_id"):
                continue
            value = partner[name]
            kept[name] = (value.id or False) if linked else value
        return kept

    def _ids_of(self, gone):
        """``{model: ids}`` of what can be moved back."""
        found = {}
        for model, (field, domain) in MOVED.items():
            rows = self.env[model].sudo().with_context(active_test=False)
            found[model] = rows.search([(field, "=", gone.id), *domain]).ids
        for model in LOOSE:
            found[model] = self._loose(model, gone).ids
        return found

    def _loose(self, model, partner):
        return (
            self.env[model]
            .sudo()
            .search([("res_model", "=", "res.partner"), ("res_id", "=", partner.id)])
        )

    def _carry_out(self, survivor, gone):
        self._drop_equal_prices(survivor, gone)
        self._merge_holds(survivor, gone)
        accounts = self._move_accounts(survivor, gone)
        for model in LOOSE:
            rows = self._loose(model, gone)
            if model == "healthcare.exception":
                self._move_questions(rows, survivor)
            else:
                rows.write({"res_id": survivor.id})
        self.env.flush_all()
        changes = self.env["healthcare.master.change"]
        wizard = changes._released(
            self.env["base.partner.merge.automatic.wizard"].sudo()
        ).with_context(**survivor._healthcare_unlocked())
        wizard._merge((survivor | gone).ids, survivor, extra_checks=False)
        for account in accounts:
            changes._hold(account, {"active": True, "allow_out_payment": True}, "merge")

    def _move_questions(self, rows, survivor):
        """Questions move one by one: the survivor may be asked the same already."""
        for row in rows:
            asked = row.search_count(
                [
                    ("type_id", "=", row.type_id.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", survivor.id),
                    ("where", "=", row.where),
                    ("state", "=", "open"),
                ],
                limit=1,
            )
            if asked and row.state == "open":
                row._close("cancelled", self.env._("Merged with the same question."))
            row.res_id = survivor.id

    def _drop_equal_prices(self, survivor, gone):
        """A price row that the survivor has for the same item, pack and dates."""
        key = ("product_tmpl_id", "product_id", "product_uom_id", "min_qty")
        key += ("date_start", "date_end", "company_id")
        rows = self.env["product.supplierinfo"].sudo()
        kept = {
            tuple(row[name] for name in key)
            for row in rows.search([("partner_id", "=", survivor.id)])
        }
        rows.search([("partner_id", "=", gone.id)]).filtered(
            lambda row: tuple(row[name] for name in key) in kept
        ).unlink()

    def _merge_holds(self, survivor, gone):
        """Every hold stays in force; two of one side become one."""
        holds = self.env["healthcare.supplier.hold"].sudo()
        for hold in gone.healthcare_hold_ids.filtered(lambda row: not row.released_at):
            if holds._of(survivor, hold.source, hold.connection_id or None):
                hold.released_at = fields.Datetime.now()

    def _move_accounts(self, survivor, gone):
        """Accounts of the gone supplier wait for two people before they are used."""
        changes = self.env["healthcare.master.change"]
        mine = set(
            survivor.with_context(active_test=False).bank_ids.mapped(
                "sanitized_acc_number"
            )
        )
        fresh = gone.bank_ids.filtered(lambda row: row.sanitized_acc_number not in mine)
        shielded = bool((survivor | gone)._healthcare_shielded())
        values = {"partner_id": survivor.id}
        if shielded:
            values |= {"active": False, "allow_out_payment": False}
        for account in fresh:
            changes._released(account).write(values)
        return fresh if shielded else fresh.browse()

    # -- the way back ----------------------------------------------------------------

    def _give_back(self, restored):
        """Move what came from the gone supplier, as far as it is still here."""
        unlocked = restored._healthcare_unlocked()
        changes = self.env["healthcare.master.change"]
        for model, ids in self.moved.items():
            rows = self.env[model].sudo().browse(ids).exists()
            if model in LOOSE:
                rows.write({"res_id": restored.id})
                continue
            field = MOVED[model][0]
            rows = rows.filtered(
                lambda row, field=field: row[field] == self.survivor_id
            )
            if rows:
                changes._released(rows).with_context(**unlocked).write(
                    {field: restored.id}
                )

    def action_unmerge(self):
        """Make the gone supplier again and give back what came from it."""
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in DECIDERS):
            raise AccessError(self.env._("A steward or a purchase manager does this."))
        log = self.sudo()
        if log.restored_id:
            raise UserError(self.env._("This merge was taken apart already."))
        values = {
            name: value
            for name, value in log.values.items()
            if name in self.env["res.partner"]._fields
        }
        partners = self.env["res.partner"].sudo()
        unlocked = partners._healthcare_unlocked()
        restored = partners.with_context(**unlocked).create(values)
        log._give_back(restored)
        log.restored_id = restored
        self.env["healthcare.duplicate.review"].sudo().create(
            {
                "rule": log.review_id.rule or "S2",
                "partner_id": log.survivor_id.id,
                "other_id": restored.id,
                "state": "different",
                "reason": self.env._("Taken apart again."),
                "company_id": log.company_id.id,
            }
        )
        self.env["healthcare.audit.entry"]._log("supplier.unmerged", restored)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": restored.id,
            "views": [(False, "form")],
        }
