"""Whoever must act on a held bill finds it on the order, with reason and amount."""

from odoo import fields, models

from .healthcare_match_decision import KIND_OF


class MailActivity(models.Model):
    """An activity on an order that ends with the question behind it."""

    _inherit = "mail.activity"

    healthcare_exception_id = fields.Many2one(
        "healthcare.exception", index="btree_not_null", ondelete="cascade"
    )


class HealthcareException(models.Model):
    """Questions about bills stand on the order as well: there the buyer works."""

    _inherit = "healthcare.exception"

    def _assign(self):
        result = super()._assign()
        bills = self.filtered(
            lambda row: row.res_model == "account.move" and row.code in KIND_OF
        )
        if bills:
            bills._tell_orders()
        return result

    def _tell_orders(self):
        """One activity per question on the order that the bill answers."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id("purchase.order")
        values = []
        for question in self:
            match = question._record().healthcare_match_id
            if not match.order_id:
                continue
            values.append(
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model,
                    "res_id": match.order_id.id,
                    "user_id": question.user_id.id,
                    "date_deadline": question.deadline.date(),
                    "summary": self.env._(
                        "Bill %(number)s held: %(why)s, %(amount)s",
                        number=match.number,
                        why=question.type_id.name,
                        amount=match.currency_id.format(question.amount),
                    ),
                    "healthcare_exception_id": question.id,
                }
            )
        self.env["mail.activity"].sudo().create(values)

    def _finish_activities(self, feedback):
        result = super()._finish_activities(feedback)
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("healthcare_exception_id", "in", self.ids)])
        )
        activities.write({"feedback": feedback})
        activities.action_archive()
        return result

    def write(self, vals):
        # EXTENDS: the activity on the order follows the owner.
        result = super().write(vals)
        if vals.get("user_id"):
            self.env["mail.activity"].sudo().search(
                [("healthcare_exception_id", "in", self.ids)]
            ).write({"user_id": vals["user_id"]})
        return result
