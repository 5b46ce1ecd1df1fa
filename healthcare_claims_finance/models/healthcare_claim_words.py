"""Codes on a claim's screens in words; the code stays beside them."""

from odoo import api, fields, models


class HealthcareClaim(models.Model):
    """Which version of the bill a claim is."""

    _inherit = "healthcare.claim"

    frequency_text = fields.Char(string="Version", compute="_compute_frequency_text")

    @api.depends("frequency")
    @api.depends_context("lang")
    def _compute_frequency_text(self):
        _ = self.env._
        words = {"1": _("Original"), "7": _("Replacement"), "8": _("Void")}
        for claim in self:
            claim.frequency_text = words.get(claim.frequency, claim.frequency)


class HealthcareClaimStatusEvent(models.Model):
    """What happened, as the state of a claim is called."""

    _inherit = "healthcare.claim.status.event"

    event_text = fields.Char(string="What happened", compute="_compute_event_text")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_event_text(self):
        _, claims = self.env._, self.env["healthcare.claim"]
        states = claims._fields["state"]._description_selection(self.env)
        words = dict(states) | {
            "recognised": _("Recognised in the books"),
            "overpayment_accepted": _("Overpayment accepted"),
            "written_off": _("Written off"),
        }
        for event in self:
            code = event.code or ""
            event.event_text = words.get(code, code.replace("_", " ").capitalize())


class HealthcareRemittanceClaim(models.Model):
    """CLP02 in our own words."""

    _inherit = "healthcare.remittance.claim"

    status_text = fields.Char(string="Decision", compute="_compute_status_text")

    @api.depends("status")
    @api.depends_context("lang")
    def _compute_status_text(self):
        _ = self.env._
        words = {
            "1": _("Decided as first payer"),
            "2": _("Decided as second payer"),
            "3": _("Decided as third payer"),
            "4": _("Denied"),
            "19": _("Decided as first payer, sent on"),
            "20": _("Decided as second payer, sent on"),
            "21": _("Decided as third payer, sent on"),
            "22": _("An earlier payment is taken back"),
            "23": _("Not this payer's claim, sent on"),
            "25": _("Estimate, no payment"),
        }
        for row in self:
            text = words.get(row.status)
            row.status_text = f"{row.status} {text}" if text else row.status
