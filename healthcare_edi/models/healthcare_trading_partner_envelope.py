"""The envelope of our next interchange with a partner."""

from odoo import models

from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import ConfigurationError

WITHOUT_GROUP = frozenset({"TA1"})
"""What travels in an interchange without a functional group: a number drawn for its
group would leave a gap."""


class HealthcareTradingPartner(models.Model):
    _inherit = "healthcare.trading.partner"

    def _envelope(self, created_at, part=None, kind="", numbers=None):
        """The envelope of our next interchange; draws its control numbers.

        :param created_at: aware instant, printed in the header as it is.
        :param part: the :class:`Part` that is sealed, or None.
        :param kind: canonical kind of what is sealed.
        :param numbers: instead of drawing them, for what does not leave.
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
        interchange, group = numbers or self._numbers(part)
        version = self._version_for(kind)
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
            options=options | ({"version": version} if version else {}),
        )

    def _numbers(self, part):
        """``(interchange, group)`` numbers of one payload; 0 where its syntax bears
        none, so that nothing is drawn that no payload shows."""
        number = self.env["healthcare.control.number"].sudo()._next
        if self.syntax == "hl7":
            return number(self, "message"), 0
        if self.syntax == "edifact":
            group = number(self, "group") if self.use_groups else 0
            return number(self, "interchange"), group
        if self.syntax == "cxml":
            return number(self, "interchange"), 0
        if self.syntax != "x12":
            return 0, 0
        alone = part is not None and part.code in WITHOUT_GROUP
        return number(self, "interchange"), 0 if alone else number(self, "group")

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
            "repetition": self.repetition if self.syntax_version == "4" else "",
            "terminator": self._terminator(),
            "release": self.release,
            "decimal": self.decimal_mark,
            "syntax": self.syntax_version,
            "character_set": self.character_set,
            "una": "always" if self.service_string else "needed",
            "groups": "1" if self.use_groups else "",
            "suffix": "\n" if self.line_breaks else "",
            "acknowledge": "1" if self.acknowledgment_requested else "",
        }

    def _options_hl7(self):
        return {
            "field": self.element,
            "component": self.component,
            "repetition": self.repetition,
            "escape": self.release,
            "subcomponent": self.subcomponent,
            "charset": self.character_set,
            "sending_facility": self.own_qualifier or "",
            "receiving_facility": self.qualifier or "",
            "accept_ack": "NE" if self.acknowledgment_requested else "",
            "application_ack": "AL" if self.acknowledgment_requested else "",
        }
