"""Price lists and changes of them: each becomes a load of the supplier's list."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import (
    CONFLICT,
    Outcome,
    Touched,
)

from ..catalogue_offers import offers, pack_numbers

REPLACES = {"04", "05"}
"""X12 element 353: changes, and lists that replace the one before."""


class HealthcareHandlerCatalog(models.AbstractModel):
    """832, PRICAT, delimited files, JSON and the portal: the same rows, one comparison.

    One list is one comparison in SQL, whatever its size; lists are few.
    """

    _name = "healthcare.handler.catalog"
    _inherit = "healthcare.handler.procurement"
    _description = "Price list handler"

    @api.model
    def _natural_key(self, document):
        day = document.catalog_date or document.valid_from
        return f"{document.catalog_number}|{day or ''}"

    @api.model
    def _subject(self, document):
        return "catalog"

    @api.model
    def _reference(self, document):
        return document.catalog_number

    @api.model
    def _apply(self, incoming):
        return [self._receive(row) for row in incoming]

    @api.model
    def _receive(self, row):
        document = row.document
        feed = self.env["healthcare.supplier.feed"]._for_connection(row.connection)
        if not feed:
            return Outcome.rejected(
                "catalog.no_supplier",
                document.where,
                self.env._("The connection names no supplier: choose its partner."),
            )
        fingerprint = self._fingerprint(document)
        known = self._known(feed, fingerprint, document)
        if known is not None:
            return known
        load = self.env["healthcare.catalog.load"]._take(
            feed,
            offers(document),
            {
                "name": document.catalog_number or feed.name,
                "number": self._natural_key(document),
                "catalogue_date": document.catalog_date,
                "full": self._is_full(document, feed),
                "fingerprint": fingerprint,
                "message_id": row.message_id or False,
            },
        )
        if load.state not in ("refused", "held"):
            load._take_packs(document.items, pack_numbers)
        return self._outcome(load)

    @api.model
    def _is_full(self, document, feed):
        """Whether what the list does not name is gone."""
        if any(item.action for item in document.items):
            return False
        return document.purpose == "05" or (document.purpose == "00" and feed.full)

    @api.model
    def _known(self, feed, fingerprint, document):
        """The answer to a list that was received before, or None."""
        loads = self.env["healthcare.catalog.load"].sudo()
        mine = [("feed_id", "=", feed.id)]
        same = loads.search([*mine, ("fingerprint", "=", fingerprint)], limit=1)
        if same:
            return Outcome.duplicate(
                touched=[Touched(same._name, same.id, "linked")],
                first_id=same.message_id.id,
            )
        number = self._natural_key(document)
        other = document.purpose not in REPLACES and loads.search(
            [*mine, ("number", "=", number), ("state", "!=", "refused")], limit=1
        )
        if other:
            return Outcome(
                CONFLICT,
                "catalog.number_reused",
                document.where,
                self.env._(
                    "A list with this number and day was received with other contents. "
                    "Ask for a new number, or for a list that replaces it."
                ),
            )
        return None

    @api.model
    def _outcome(self, load):
        touched = [Touched(load._name, load.id, "created")]
        findings = load._findings()
        if load.state == "refused":
            return Outcome.rejected(
                f"catalog.{load.cause}", text=load._cause_words(), findings=findings
            )
        return self._answer(touched, findings, "catalog.to_decide")
