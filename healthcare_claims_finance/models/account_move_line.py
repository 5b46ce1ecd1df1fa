"""Journal items that know their claim."""

from odoo import fields, models

from ..posting_tables import ROLES


class AccountMoveLine(models.Model):
    """``healthcare_role`` what the item is for; ``healthcare_component`` which part of
    the patient's share, or which provider adjustment."""

    _inherit = "account.move.line"

    healthcare_claim_id = fields.Many2one(
        "healthcare.claim", string="Claim", readonly=True, index="btree_not_null"
    )
    healthcare_role = fields.Selection(
        [(code, role.name) for code, role in ROLES.items()],
        string="Claims role",
        readonly=True,
    )
    healthcare_component = fields.Char(string="Component", readonly=True)
