"""Keeping what a dry run found: one report, a result per message, a line per field."""

from datetime import timedelta

from odoo import api, fields, models

from ..data_class import PROTECTED, mask

KEPT_DAYS = 90
"""Days that a report stays on which nobody decided; the parameter
``healthcare.preview_days`` changes it."""
TEXT = ("char", "text", "html")
PLAIN = (
    "account.account",
    "account.journal",
    "product.product",
    "res.company",
    "res.currency",
    "stock.location",
    "uom.uom",
)
"""Models whose names tell nothing about a person or a case."""


class HealthcarePreviewReport(models.Model):
    """Rows of a report are written here and nowhere else."""

    _inherit = "healthcare.preview.report"

    @api.model
    def _store(self, purpose, found, state="shown", reason="", user=None):
        """Keep what a dry run found.

        :param list found: rows of ``healthcare.preview._dry_run``.
        :return: the report, as superuser.
        """
        self = self.sudo().with_context(tracking_disable=True, mail_create_nolog=True)
        messages = self.env["healthcare.message"].browse(
            [row["message_id"] for row in found]
        )
        self._mask(messages, found)
        report = self.create(
            {
                "purpose": purpose,
                "state": state,
                "reason": reason,
                "user_id": user.id if user else False,
                "company_id": messages[:1].company_id.id or self.env.company.id,
                "flow_id": messages.flow_id.id if len(messages.flow_id) == 1 else False,
                **_totals(found),
            }
        )
        results = self.env["healthcare.preview.result"].create(
            [_result(report, row) for row in found]
        )
        self.env["healthcare.preview.line"].create(
            [
                _line(report, result, change)
                for result, row in zip(results, found, strict=True)
                for change in row["changes"]
            ]
        )
        return report.with_context(tracking_disable=False)

    @api.model
    def _mask(self, messages, found):
        """Of a protected class neither texts nor names of records are kept."""
        protected = {row.id for row in messages if row._class() in PROTECTED}
        for row in found:
            if row["message_id"] in protected:
                row["changes"] = [self._masked(change) for change in row["changes"]]

    @api.model
    def _masked(self, change):
        field = self.env[change["model"]]._fields[change["field"]]
        hidden = {"name": mask(change["name"])}
        linked = field.type == "many2one" and field.comodel_name not in PLAIN
        if linked or field.type in TEXT:
            hidden |= {side: mask(change[side]) for side in ("before", "after")}
        return change | hidden

    @api.autovacuum
    def _gc_undecided(self):
        """Previews that led to nothing go after a while; decisions stay."""
        days = self.env["ir.config_parameter"].sudo()
        days = int(days.get_param("healthcare.preview_days") or KEPT_DAYS)
        old = fields.Datetime.now() - timedelta(days=days)
        undecided = [("state", "in", ("shown", "outdated")), ("create_date", "<", old)]
        self.sudo().search(undecided, limit=1000).unlink()

    def _split(self, result):
        """A report of its own for one of several results."""
        alone = self.with_context(tracking_disable=True, mail_create_nolog=True).create(
            {
                "purpose": self.purpose,
                "state": self.state,
                "reason": self.reason,
                "user_id": self.user_id.id,
                "company_id": self.company_id.id,
                "flow_id": result.message_id.flow_id.id,
                "posted": result.posted,
                "message_total": 1,
                "record_total": result.changes,
                "amount": result.amount,
            }
        )
        result.report_id = alone
        result.line_ids.report_id = alone
        self.message_total -= 1
        self.record_total -= result.changes
        self.amount -= result.amount
        return alone


def _records(changes):
    return {(change["model"], change["res_id"]) for change in changes}


def _moved(changes):
    """What is debited, plus what other documents differ."""
    amounts = [
        change["amount"]
        if change["model"] == "account.move.line"
        else abs(change["amount"])
        for change in changes
    ]
    return float(sum(amount for amount in amounts if amount > 0))


def _totals(found):
    changes = [change for row in found for change in row["changes"]]
    return {
        "posted": any(change["posted"] for change in changes),
        "message_total": len(found),
        "record_total": len(_records(changes)),
        "duplicate_total": sum(row["outcome"] == "duplicate" for row in found),
        "failed_total": sum(not row["changes"] for row in found),
        "amount": _moved(changes),
    }


def _result(report, row):
    changes = row["changes"]
    return {
        "report_id": report.id,
        "message_id": row["message_id"],
        "outcome": row["outcome"],
        "code": row["code"] or False,
        "text": row["text"] or False,
        "digest": row["digest"],
        "changes": len(_records(changes)),
        "posted": any(change["posted"] for change in changes),
        "amount": _moved(changes),
        "findings": row["findings"],
        "effects": row["effects"] or False,
    }


def _line(report, result, change):
    return {
        "report_id": report.id,
        "result_id": result.id,
        "res_model": change["model"],
        "res_id": change["res_id"],
        "model_label": report.env["ir.model"]._get(change["model"]).name,
        "record_name": change["name"],
        "action": change["action"],
        "field": change["field"],
        "label": change["label"],
        "before": change["before"] or False,
        "after": change["after"] or False,
        "amount": float(change["amount"]),
        "posted": change["posted"],
    }
