"""Registry of codecs and documents: only installed addons count."""

from odoo import api, models

from ..codec import CODECS, Envelope
from ..document import DOCUMENTS
from ..document.choice import document_for, writer_for


class HealthcareFormat(models.AbstractModel):
    """Which syntaxes and documents this database speaks.

    An addon extends ``_codecs`` and ``_documents`` by ``super() | {...}``; nothing is
    ever imported from a string in the database.
    """

    _name = "healthcare.format"
    _description = "Healthcare formats"

    @api.model
    def _codecs(self):
        """``{name: Codec}`` of every installed addon."""
        return dict(CODECS)

    @api.model
    def _documents(self):
        """``{code: Document}`` of every installed addon."""
        return dict(DOCUMENTS)

    @api.model
    def _document_for(self, codec, code, version=""):
        """The document that reads parts called ``code`` in ``codec``, or None.

        :param version: :attr:`Part.version`, where several documents bear the code.
        """
        return document_for(self._documents().values(), codec, code, version)

    @api.model
    def _writer_for(self, codec, kind, document=None):
        """The document that writes canonical ``kind`` in ``codec``, or None.

        :param document: the canonical document, where several documents write its kind.
        """
        return writer_for(self._documents().values(), codec, kind, document)

    @api.model
    def _envelope(self, flow, part=None):
        """The envelope of the next outbound payload of ``flow``, which holds ``part``.

        Called in a short READ COMMITTED transaction of its own, committed before the
        payload leaves: gap-free numbers may be drawn here. Extended by the addon that
        owns a syntax with envelopes.
        """
        return Envelope()
