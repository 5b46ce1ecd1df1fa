"""One-click answers about charges: what charge capture decides."""

from odoo import models


class HealthcareException(models.Model):
    """Each answer acts on the charge that the question stands on."""

    _inherit = "healthcare.exception"

    def _charge(self):
        charge = self._document()
        charge._check_may_correct()
        return charge.sudo()

    def _resolution_charge_same(self, _reason):
        """The same use was reported twice: the second one is not billed."""
        self._charge()._do_not_charge()

    def _resolution_charge_different(self, _reason):
        """Two uses within minutes: both are billed."""
        self._charge().write({"duplicate_of_id": False})
        self._charge()._progress()

    def _resolution_charge_complete(self, _reason):
        """Open the record; the question closes itself when nothing is missing."""
        return self.action_open_record()

    def _resolution_charge_not(self, _reason):
        self._charge()._do_not_charge()

    def _resolution_charge_resend(self, _reason):
        self._charge()._send_again()

    def _resolution_charge_reverse(self, _reason):
        self._charge()._reverse()
