"""The envelope of our next interchange with a partner."""

from odoo import models

from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import ConfigurationError

WITHOUT_GROUP = frozenset({"TA1"})
"""What travels in an interchange without a functional group: a number drawn for its
group would leave a gap."""


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    def _envelope(self, created_at, part=None, kind=""):
        """The envelope of our next interchange; draws its control numbers.

        :param created_at: aware instant, printed in the header as it is.
        :param part: the :class:`Part` that is sealed, or None.
        :param kind: canonical kind of what is sealed.
        :raises ConfigurationError: ``trading_partner.missing`` on an empty recordset.
        """
        if not self:
            raise ConfigurationError(
                "trading_partner.missing",
                text=self.env._(
                    "This connection has no trading partner for this syntax. Add one "
                    "under Configuration, EDI, Trading partners."
                ),
            )
        interchange, group, message = self._numbers(part)
        options = getattr(self, f"_options_{self.syntax}", dict)()
        return Envelope(
            sender=self.own_identifier,
            sender_qualifier=self.own_qualifier or "",
            receiver=self.identifier,
            receiver_qualifier=self.qualifier or "",
            interchange_number=interchange,
            group_number=group,
            created_at=created_at,
            usage=self.usage,
            options={
                "version": self._version_for(kind),
                "message_number": str(message) if message else "",
                **options,
            },
        )

    def _numbers(self, part):
        """``(interchange, group, message)`` numbers of one payload; 0 where its syntax
        bears none, so that nothing is drawn that no payload shows."""
        number = self.env["healthcare.control.number"].sudo()._next
        if self.syntax == "hl7":
            message = number(self, "message")
            return message, 0, message
        if self.syntax == "edifact":
            group = number(self, "group") if self.use_groups else 0
            return number(self, "interchange"), group, number(self, "message")
        if self.syntax != "x12":
            return 0, 0, 0
        alone = part is not None and part.code in WITHOUT_GROUP
        return number(self, "interchange"), 0 if alone else number(self, "group"), 0

    def _options_x12(self):
        return {
            "element": self.element,
            "component": self.component,
            "repetition": self.repetition,
            "terminator": self._terminator(),
            "suffix": "\n" if self.line_breaks else "",
            "gs02": self.own_application or self.own_identifier,
            "gs03": self.application or self.identifier,
            "acknowledge": "1" if self.acknowledgment_requested else "0",
        }

    def _options_edifact(self):
        return {
            "element": self.element,
            "component": self.component,
            "repetition": self.repetition,
            "terminator": self._terminator(),
            "release": self.release,
            "decimal": self.decimal_mark,
            "syntax": self.character_set,
            "una": "1" if self.service_string else "0",
            "group": "1" if self.use_groups else "0",
            "suffix": "\n" if self.line_breaks else "",
            "ung_sender": self.own_application or self.own_identifier,
            "ung_receiver": self.application or self.identifier,
            "acknowledge": "1" if self.acknowledgment_requested else "0",
        }

    def _options_hl7(self):
        return {
            "field": self.element,
            "element": self.element,
            "component": self.component,
            "repetition": self.repetition,
            "escape": self.release,
            "subcomponent": self.subcomponent,
            "terminator": self._terminator(),
            "character_set": self.character_set,
            "acknowledge": "AL" if self.acknowledgment_requested else "NE",
        }
