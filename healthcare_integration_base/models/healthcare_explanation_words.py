"""What an explanation asks of links and messages."""

from odoo import models


class HealthcareLineage(models.Model):
    """Says by which table a code was translated."""

    _inherit = "healthcare.lineage"

    def _mapping_words(self):
        """``"CARC map v7: 45"``; False when no table was asked."""
        self.ensure_one()
        version = self.mapping_version_id
        if not version:
            return False
        lines = self._mapping_lines().get(self.id)
        codes = ", ".join(lines.exists().mapped("code")) if lines else ""
        words = f"{version.mapping_id.name} v{version.number}"
        return f"{words}: {codes}" if codes else words


class HealthcareMessage(models.Model):
    """Whether a person sees the contents by his own right."""

    _inherit = "healthcare.message"

    def _may_show_to_reader(self):
        """A payload reader with a purpose; a public document shows itself."""
        reader = "healthcare_integration_base.group_payload_reader"
        return self.env.user.has_group(reader) and self.sudo(False)._may_show()
