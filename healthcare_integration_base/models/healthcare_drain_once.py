"""What all messages of a batch look up alike; asked through :meth:`Hand.once`."""

from odoo import api, models

from ..errors import ConfigurationError


class HealthcareDrain(models.AbstractModel):
    """Readers, documents, ways and facts, by flow and kind."""

    _inherit = "healthcare.drain"

    @api.model
    def _reader(self, flow, codec):
        """What turns bytes of a flow into :class:`Decoded`.

        :raises ConfigurationError: nothing installed reads this syntax.
        """
        found = self.env["healthcare.format"]._codecs().get(codec)
        if found is None:
            raise ConfigurationError("codec.missing", codec)
        return found.decode

    @api.model
    def _way(self, flow_id, kind):
        """``(flow, obstacle, handler)`` of documents of a kind that a flow brings."""
        flow = self.env["healthcare.flow"].browse(flow_id)._sibling(kind)
        code = self._obstacle(flow)
        try:
            return flow, code, self.env["healthcare.handler"]._for_kind(kind)
        except ConfigurationError as error:
            return flow, code or error.code, None

    @api.model
    def _document_for(self, codec, code, version):
        return self.env["healthcare.format"]._document_for(codec, code, version)

    @api.model
    def _facts_of(self, flow):
        return self._hand().once(("facts", flow.id), flow._facts)

    @api.model
    def _subject_key(self, piece):
        """What stays in order, within its company; None when nothing must."""
        if not piece.subject:
            return None
        return f"{self._facts_of(piece.flow).company_id}/{piece.subject}"
