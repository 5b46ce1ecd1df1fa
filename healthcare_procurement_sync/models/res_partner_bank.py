"""Bank accounts of suppliers change through two people, whoever types."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Finding

PROTECTED = (
    *("acc_number", "sanitized_acc_number", "acc_holder_name", "bank_id", "partner_id"),
    *("clearing_number", "currency_id", "bank_name", "bank_bic"),
)


class ResPartnerBank(models.Model):
    """A new account of a known supplier waits, archived and not trusted; a change of
    one that is in use is held beside it. Taking an account out of use is free."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        changes = self.env["healthcare.master.change"]
        if changes._is_released():
            return super().create(vals_list)
        # A default of the context may name the supplier as well as a value does.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        shielded = partners._healthcare_shielded()
        held = []
        for vals in vals_list:
            partner = partners.browse(vals.get("partner_id") or [])
            shared = (
                changes._other_holders(
                    changes._sanitised(vals.get("acc_number")), partner
                )
                if partner._healthcare_is_supplier()
                else partners.browse()
            )
            held.append(partner in shielded or bool(shared))
        kept = [
            {**vals, "active": False, "allow_out_payment": False} if hold else vals
            for vals, hold in zip(vals_list, held, strict=True)
        ]
        accounts = super().create(kept)
        for account, hold in zip(accounts, held, strict=True):
            if hold:
                account._healthcare_hold({"active": True, "allow_out_payment": True})
        return accounts

    def write(self, vals):
        # EXTENDS account
        wanted = {name: vals[name] for name in PROTECTED if name in vals}
        if vals.get("active") or vals.get("allow_out_payment"):
            wanted |= {
                name: True for name in ("active", "allow_out_payment") if vals.get(name)
            }
        changes = self.env["healthcare.master.change"]
        if not wanted or changes._is_released():
            return super().write(vals)
        self._healthcare_refuse_move(vals)
        shielded = self.filtered(
            lambda account: (
                account.partner_id in account.partner_id._healthcare_shielded()
                or account.id in changes._waiting_accounts(account)
            )
        )
        for account in shielded:
            differing = {
                name: value
                for name, value in wanted.items()
                if changes._plain_differs(account, name, value)
            }
            if differing:
                account._healthcare_hold(differing)
        rest = {name: value for name, value in vals.items() if name not in wanted}
        if shielded and rest:
            super(ResPartnerBank, shielded).write(rest)
        free = self - shielded
        return super(ResPartnerBank, free).write(vals) if free else True

    def _healthcare_refuse_move(self, vals):
        """:raises UserError: an account of somebody else would become a supplier's."""
        owner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        if owner._healthcare_shielded() and self.partner_id != owner:
            raise UserError(
                self.env._(
                    "An account is not moved to a supplier that is in use. Add it "
                    "there: it waits for two approvals."
                )
            )

    def _healthcare_hold(self, values):
        """Park ``values`` for this account and say so to whoever typed."""
        self.ensure_one()
        changes = self.env["healthcare.master.change"]
        partners = self.env["res.partner"]
        held = changes._hold(self, values, partners._healthcare_channel())
        partners._healthcare_tell_held(held)


class HealthcareMasterChange(models.Model):
    """Rule H4: one account, one supplier."""

    _inherit = "healthcare.master.change"

    def _begin(self):
        # EXTENDS here: an account that comes as plain values is checked as well.
        result = super()._begin()
        self._ask_shared()
        return result

    def _ask_shared(self):
        """Open the fraud question when somebody else has this account."""
        for change in self.filtered(lambda row: row.kind == "bank"):
            others = change._sharing(change._account()[0])
            if not others:
                continue
            self.env["healthcare.exception"]._open(
                Finding(
                    "BANK_SHARED",
                    self.env._(
                        "%(supplier)s and %(other)s would have the same bank account.",
                        supplier=change.partner_id.name,
                        other=others[0].name,
                    ),
                    change._name,
                    change.id,
                    amount=change._amount_at_risk(),
                    currency=change.company_id.currency_id.name,
                ),
                connection=change.connection_id,
                company=change.company_id,
            )

    @api.model
    def _waiting_accounts(self, account):
        """Ids of accounts that are out of use because a change of theirs waits."""
        return self._open_for(account, "bank").mapped("res_id")

    @api.model
    def _plain_differs(self, record, name, value):
        field = record._fields[name]
        new = field.convert_to_record(
            field.convert_to_cache(value, record, validate=False), record
        )
        if name in ("acc_number", "sanitized_acc_number"):
            return self._sanitised(new) != self._sanitised(record[name])
        return (new or False) != (record[name] or False)
