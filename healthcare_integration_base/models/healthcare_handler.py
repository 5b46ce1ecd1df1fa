"""The handler contract: canonical documents to Odoo records and back."""

from dataclasses import dataclass
from typing import Any

from odoo import api, models

from ..errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Incoming:
    """One document in the hands of a handler.

    ``connection`` and ``flow`` are records; ``document`` is canonical; ``uuid`` the
    message's public name; ``content_hash`` SHA-256 hex of the stored bytes.
    """

    message_id: int
    uuid: str
    connection: Any
    flow: Any
    document: Any
    content_hash: str = ""


class HealthcareHandler(models.AbstractModel):
    """One model per canonical kind: ``healthcare.handler.<kind>``.

    Handlers run as the connection's service user in the connection's company. They have
    no effect outside the database: no HTTP, no immediate mail, no file, no post-commit
    hook. What goes out is an outbox message.
    """

    _name = "healthcare.handler"
    _description = "Healthcare document handler"

    @api.model
    def _apply(self, incoming):
        """Apply a batch of documents of this kind.

        :param list incoming: :class:`Incoming` rows, at most one per subject.
        :return: one :class:`~..outcome.Outcome` per row, in the same order.

        Expected failures are *returned*. Work in sets: a constant number of queries per
        batch where Odoo allows it. Idempotent by a natural key with a unique index.
        """
        raise NotImplementedError

    @api.model
    def _compose(self, records):
        """Canonical documents of ``records``, one each; runs in their transaction."""
        raise NotImplementedError

    @api.model
    def _natural_key(self, document):
        """The identity of the business fact, the same in a new envelope."""
        raise NotImplementedError

    @api.model
    def _subject(self, document):
        """What must stay in order: ``order:PO00012``. Empty: no order is kept."""
        return ""

    @api.model
    def _reference(self, document):
        """What a person searches for: an order, invoice, claim or trace number."""
        return ""

    @api.model
    def _control_amount(self, document):
        """What a batch counts for this document (Decimal), in the document's currency.
        None: documents of this kind are counted only."""
        return None

    @api.model
    def _transmitted(self, message, state):
        """An outbound message of this kind reached ``state`` (sent, acknowledged,
        retry, refused, uncertain, dead, failed, waiting). Runs in the transaction that
        records it; the records it carries are ``message.lineage_ids``."""

    @api.model
    def _for_kind(self, kind):
        """The handler of a canonical kind.

        :raises ConfigurationError: ``handler.missing`` when no installed addon has one.
        """
        name = f"healthcare.handler.{kind}"
        if not kind or name not in self.env:
            raise ConfigurationError(
                "handler.missing",
                kind or "",
                self.env._(
                    "No installed addon handles documents of the kind %(kind)s.",
                    kind=kind or "?",
                ),
            )
        return self.env[name]
