"""Contracts that a contract repository, a purchasing group or a supplier states."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

SCHEMES = {"tax_id": "vat", "assigned_by_buyer": "vendor_no"}
"""Schemes of a party in a document and of our register, where they differ."""


class HealthcareHandlerContractPrice(models.AbstractModel):
    """A new contract arrives as a draft; new prices of one in force wait for approval.

    The same state of a contract changes nothing the second time, an older one never.
    """

    _name = "healthcare.handler.contract_price"
    _inherit = ["healthcare.handler.procurement", "healthcare.contract.booking"]
    _description = "Supplier contract handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.contract_number.upper()}:{document.valid_from}"

    @api.model
    def _subject(self, document):
        return f"contract:{document.contract_number.upper()}"

    @api.model
    def _reference(self, document):
        return document.contract_number

    @api.model
    def _apply(self, incoming):
        looked_up = {}
        by_connection = {}
        for row in incoming:
            by_connection.setdefault(row.connection, []).append(row)
        for connection, rows in by_connection.items():
            partners = self._suppliers(connection, [row.document for row in rows])
            tables = self._tables(connection, partners, [row.document for row in rows])
            for row, partner in zip(rows, partners, strict=True):
                looked_up[id(row)] = (partner, *tables)
        return [self._outcome(row, *looked_up[id(row)]) for row in incoming]

    @api.model
    def _outcome(self, row, partner, products, units):
        document = row.document
        if not partner:
            return Outcome.waiting(
                "contract.supplier_unknown",
                f"supplier:{document.supplier.identifier or document.supplier.name}",
                "supplier",
            )
        contract = self._contract_of(document, partner)
        early = self._early(contract, document)
        if early:
            return early
        fresh = not contract
        arrival, booking = self._take(
            document,
            contract,
            partner,
            (products, units),
            connection=row.connection,
            name=document.contract_number,
            channel="edi" if row.flow.codec in ("x12", "edifact") else "api",
            message_id=row.message_id,
        )
        return self._answer_of(arrival, booking, fresh)

    @api.model
    def _answer_of(self, arrival, booking, fresh):
        contract = arrival.contract_id
        touched = [
            Touched(contract._name, contract.id, "created" if fresh else "updated"),
            Touched(arrival._name, arrival.id, "created"),
        ]
        for row in booking.rows:
            if row.get("contract_line_id"):
                touched.append(
                    Touched(
                        "healthcare.supplier.contract.line",
                        row["contract_line_id"],
                        "created" if row["verdict"] != "ended" else "updated",
                        row["place"] or "",
                    )
                )
        findings = self._findings(arrival, fresh)
        if arrival.refused_count:
            return Outcome.partly("contract.lines_refused", touched, findings)
        return Outcome.done(touched, findings)

    @api.model
    def _findings(self, arrival, fresh):
        contract, found = arrival.contract_id, []
        if arrival.refused_count:
            found.append(
                self._finding(
                    "CONTRACT_LINES_REFUSED",
                    self.env._(
                        "%(contract)s: %(count)s prices of its document were refused.",
                        contract=contract.number,
                        count=arrival.refused_count,
                    ),
                    arrival,
                    user_id=contract.user_id.id or 0,
                )
            )
        if fresh:
            found.append(
                self._finding(
                    "CONTRACT_NEW",
                    self.env._(
                        "%(contract)s arrived with %(count)s prices. Check it and put "
                        "it into force.",
                        contract=contract.display_name,
                        count=arrival.new_count,
                    ),
                    contract,
                )
            )
        return found

    # -- look-ups --------------------------------------------------------------------

    @api.model
    def _suppliers(self, connection, documents):
        """The supplier of each document: the connection's, else the named one."""
        if connection and connection.partner_id:
            partner = connection.partner_id.commercial_partner_id
            return [partner for _document in documents]
        found = {}
        partners = self.env["res.partner"]
        for document in documents:
            party = document.supplier
            scheme = SCHEMES.get(party.scheme, party.scheme or "vendor_no")
            found.setdefault(scheme, {})[party.identifier] = None
        for scheme, values in found.items():
            known = partners._healthcare_by_identifier(
                scheme, [value for value in values if value]
            )
            values.update(known)
        return [self._named(connection, document, found) for document in documents]

    @api.model
    def _named(self, connection, document, found):
        party = document.supplier
        scheme = SCHEMES.get(party.scheme, party.scheme or "vendor_no")
        partner = found.get(scheme, {}).get(party.identifier)
        if not partner and party.identifier:
            partner = self.env["healthcare.mapping"]._translate(
                connection, "partner", party.identifier
            )
        if not partner:
            return self.env["res.partner"]
        return partner.commercial_partner_id

    @api.model
    def _tables(self, connection, partners, documents):
        """Items and units of all documents of a connection."""
        lookup = self.env["healthcare.item.lookup"]
        lines = [line for document in documents for line in document.lines]
        suppliers = self.env["res.partner"].union(*partners)
        return (
            lookup._products(connection, suppliers, {line.item for line in lines}),
            lookup._units(connection, {line.uom for line in lines}),
        )

    @api.model
    def _contract_of(self, document, partner):
        """The contract of this number and start that is not cancelled."""
        return (
            self.env["healthcare.supplier.contract"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "child_of", partner.ids),
                    ("number", "=ilike", _literal(document.contract_number)),
                    ("date_start", "=", document.valid_from),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
        )

    @api.model
    def _early(self, contract, document):
        """Nothing to do: the same state again, or an older one."""
        if not contract:
            return None
        imports = self.env["healthcare.contract.import"].sudo()
        rows = imports.search([("contract_id", "=", contract.id)], limit=1)
        if not rows:
            return None
        touched = (Touched(contract._name, contract.id, "linked"),)
        if rows.fingerprint == self._fingerprint(document):
            return Outcome.duplicate("contract.duplicate", touched)
        if document.version is not None and document.version < rows.version:
            return Outcome("skipped", "contract.older_version", touched=touched)
        if document.version and document.version == rows.version:
            return Outcome("conflict", "contract.version_conflict", touched=touched)
        return None


def _literal(text):
    """Text for ``=ilike`` in which no sign stands for others."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
