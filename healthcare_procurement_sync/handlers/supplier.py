"""Suppliers from an ERP, a compliance system or a vendor tool."""

from datetime import UTC

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    Supplier,
    SupplierAddress,
    SupplierBankAccount,
    SupplierNumber,
)
from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..supplier_request import SupplierRow


class HealthcareHandlerSupplier(models.AbstractModel):
    """Finds the supplier by their number, else by the duplicate rules; writes what the
    sender keeps, queues what others keep, and holds what two people must approve.

    Their number is the natural key: ``healthcare.supplier.sync`` has a unique index.
    """

    _name = "healthcare.handler.supplier"
    _inherit = ["healthcare.handler.procurement", "healthcare.supplier.parts"]
    _description = "Supplier handler"
    _mapping_domains = ("payment_term",)

    @api.model
    def _natural_key(self, document):
        return f"{document.supplier_number}:{document.version or ''}"

    @api.model
    def _subject(self, document):
        return f"supplier:{document.supplier_number}"

    @api.model
    def _reference(self, document):
        return document.supplier_number

    @api.model
    def _apply(self, incoming):
        outcomes = {}
        by_connection = {}
        for position, row in enumerate(incoming):
            by_connection.setdefault(row.connection, []).append((position, row))
        for connection, rows in by_connection.items():
            found = self._apply_connection(connection, [row for _n, row in rows])
            outcomes |= {
                position: outcome
                for (position, _row), outcome in zip(rows, found, strict=True)
            }
        return [outcomes[position] for position in range(len(incoming))]

    @api.model
    def _apply_connection(self, connection, incoming):
        """Rows of one system: one look-up each for all of them."""
        numbers = {row.document.supplier_number for row in incoming}
        known = self.env["healthcare.supplier.sync"]._for_many(connection, numbers)
        refs = self.env["healthcare.external.ref"]._get_many(
            connection, "supplier", numbers
        )
        terms = self.env["healthcare.mapping"]._translate_many(
            connection,
            "payment_term",
            {row.document.payment_terms for row in incoming} - {""},
        )
        rows = [
            SupplierRow(
                incoming=row,
                sync=known.get(row.document.supplier_number),
                partner=self._live(refs.get(row.document.supplier_number)),
                fingerprint=self._fingerprint(row.document),
            )
            for row in incoming
        ]
        for row in rows:
            row.values = self._values(row.document, terms)
        self._find_duplicates(connection, rows)
        return [self._apply_row(connection, row) for row in rows]

    @api.model
    def _live(self, partner):
        """Ours as superuser: the account that applies documents edits no contacts by
        itself; the matrix and the shield say what it may write here."""
        partner = partner.exists() if partner else None
        return (partner or self.env["res.partner"]).sudo()

    @api.model
    def _find_duplicates(self, connection, rows):
        """Hits of those whose number we do not know, in sets."""
        fresh = [row for row in rows if not row.partner and not self._is_stale(row)]
        finder = self.env["healthcare.duplicate.finder"]
        facts = [self._facts(row.document) for row in fresh]
        for row, hits in zip(fresh, finder._find_many(facts, connection), strict=True):
            row.hits = hits

    @api.model
    def _facts(self, document):
        legal = self._legal_address(document)
        vendor_no = next(
            (row.value for row in document.numbers if row.scheme == "vendor_no"), ""
        )
        numbers = [(row.scheme, row.value) for row in document.numbers]
        if legal and legal.gln:
            numbers.append(("gln", legal.gln))
        return self.env["healthcare.duplicate.finder"]._facts(
            name=document.name,
            vat=document.tax_id,
            country=document.country or (legal.country if legal else ""),
            postal_code=legal.postal_code if legal else "",
            email=document.email,
            website=document.website,
            phone=document.phone,
            identifiers=numbers,
            vendor_no=vendor_no,
        )

    # -- one row ---------------------------------------------------------------------

    @api.model
    def _apply_row(self, connection, row):
        if row.sync and row.sync.content_hash == row.fingerprint and row.partner:
            self._note(connection, row, "unchanged")
            touched = (Touched("res.partner", row.partner.id, "linked"),)
            return Outcome.duplicate("supplier.unchanged", touched)
        if self._is_stale(row):
            self._note(connection, row, "stale", keep=True)
            return Outcome("skipped", "supplier.stale", row.document.where)
        if self._contradicts(row):
            return self._conflict_of_versions(connection, row)
        if row.partner:
            return self._update(connection, row)
        return self._unknown(connection, row)

    @api.model
    def _is_stale(self, row):
        """Older than what this system said before: by version, else by its time."""
        if not row.sync or not row.sync.partner_id:
            return False
        document, known = row.document, row.sync
        if document.version is not None and known.version:
            return document.version < known.version
        stated = self._naive(document.changed_at)
        return bool(stated and known.changed_at and stated < known.changed_at)

    @api.model
    def _naive(self, instant):
        """An aware instant as UTC, the way Odoo keeps it, to the second."""
        if not instant:
            return None
        return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    @api.model
    def _contradicts(self, row):
        """The same version again with other content."""
        return bool(
            row.sync
            and row.partner
            and row.document.version is not None
            and row.sync.version == row.document.version
            and row.sync.content_hash
            and row.sync.content_hash != row.fingerprint
        )

    @api.model
    def _conflict_of_versions(self, connection, row):
        partner = row.partner.sudo()
        both = {
            name: [self._plain(partner[name]), self._plain(value)]
            for name, value in row.values.items()
            if self.env["healthcare.authority"]._differs(partner, name, value)
        }
        sync = self._note(connection, row, "conflict", keep=True)
        sync.conflict = both or {"supplier_number": [False, False]}
        finding = self._finding(
            "SYNC_CONFLICT",
            self.env._(
                "%(system)s sent version %(version)s of %(supplier)s twice, with "
                "different content.",
                system=connection.name,
                version=row.document.version,
                supplier=partner.name,
            ),
            sync,
            where=row.document.where,
        )
        return Outcome(
            "conflict",
            "supplier.same_version",
            row.document.where,
            findings=(finding,),
        )

    @api.model
    def _unknown(self, connection, row):
        """Attach to a known supplier, ask about a likely one, or create."""
        sure = [hit for hit in row.hits if hit.rule == "H3"]
        if sure:
            row.partner = sure[0].partner.with_env(self.env).sudo()
            self._link(connection, row)
            return self._update(connection, row)
        reviews = self.env["healthcare.duplicate.review"]
        likely = reviews._not_decided(connection, row)
        if likely:
            review = reviews._ask_inbound(connection, row, likely)
            self._note(connection, row, "review", keep=True)
            return Outcome.waiting(
                "supplier.duplicate_review",
                review._dependency(),
                row.document.where,
                self.env._("It may be %s.", review.partner_id.display_name),
            )
        return self._create_supplier(connection, row)

    @api.model
    def _compose(self, records):
        """Our suppliers as documents, for systems that take them from us."""
        return [self._document_of(partner) for partner in records]

    @api.model
    def _document_of(self, partner):
        partner = partner.sudo()
        return Supplier(
            supplier_number=partner.ref or str(partner.id),
            name=partner.name or "",
            status="active" if partner.healthcare_orderable else "hold",
            approval="approved"
            if partner.healthcare_onboarding_state == "approved"
            else "",
            tax_id=partner.vat or "",
            country=partner.country_id.code or "",
            numbers=tuple(
                SupplierNumber(row.scheme, row.value, row.valid_from, row.valid_to)
                for row in partner.healthcare_identifier_ids
            ),
            addresses=(
                SupplierAddress(
                    street=partner.street or "",
                    street2=partner.street2 or "",
                    city=partner.city or "",
                    region=partner.state_id.code or "",
                    postal_code=partner.zip or "",
                    country=partner.country_id.code or "",
                ),
            ),
            bank_accounts=self._accounts_of(partner),
            email=partner.email or "",
            phone=partner.phone or "",
            website=partner.website or "",
            risk_class=partner.healthcare_risk_class or "",
        )

    @api.model
    def _accounts_of(self, partner):
        return tuple(
            SupplierBankAccount(
                bank.sanitized_acc_number,
                bank.clearing_number or "",
                bank.bank_bic or "",
                bank.bank_name or "",
                bank.acc_holder_name or "",
                bank.currency_id.name or "",
            )
            for bank in partner.bank_ids
        )
