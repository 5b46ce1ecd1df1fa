"""What hangs on a supplier: numbers, addresses, accounts, documents, holds."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Finding

SOURCES = {"finance": "finance", "compliance": "compliance"}
HOLDS = {"hold": "all", "blocked": "all", "inactive": "orders"}
TYPES = {"remit_to": "invoice", "order_from": "other", "ship_from": "delivery"}


class HealthcareSupplierParts(models.AbstractModel):
    """Each part by its own rule; none of them stops the others."""

    _name = "healthcare.supplier.parts"
    _inherit = ["healthcare.supplier.write"]
    _description = "Parts of suppliers from documents"

    @api.model
    def _parts(self, connection, row):
        self._numbers(connection, row)
        self._addresses(connection, row)
        self._banks(connection, row)
        self._certificates(connection, row)
        self._status(connection, row)
        self._approval(connection, row)

    @api.model
    def _keeps(self, connection, part):
        """Whether this system may write ``part``; what nobody declared, any may."""
        rule = self.env["healthcare.authority"]._rule_for(
            connection.company_id, "supplier", part
        )
        return rule is None or rule.owner == connection.id

    # -- numbers ---------------------------------------------------------------------

    @api.model
    def _numbers(self, connection, row):
        identifiers = self.env["healthcare.party.identifier"]
        known_schemes = dict(identifiers._fields["scheme"].selection)
        for number in row.document.numbers:
            if number.scheme not in known_schemes or identifiers._defect(
                number.scheme, number.value
            ):
                row.findings.append(self._bad_number(row, number))
                continue
            self._number(connection, row, row.partner, number.scheme, number.value)

    @api.model
    def _number(self, connection, row, partner, scheme, value):
        """Give ``partner`` a number, or ask when it is another's."""
        identifiers = self.env["healthcare.party.identifier"].sudo()
        found = partner._healthcare_by_identifier(scheme, [value], connection)
        other = found.get(value)
        if other and other.commercial_partner_id != partner.commercial_partner_id:
            review = self.env["healthcare.duplicate.review"]._ask_pair(
                partner, other.commercial_partner_id, "H2", connection
            )
            if review:
                row.refused = True
            return
        if other and other != partner:
            # A number of a site is never taken over by its company, nor back.
            return
        before = partner.healthcare_identifier_ids
        more = {"connection_id": connection.id} if scheme == "vendor_no" else {}
        if identifiers._set_for(partner, scheme, value, **more) not in before:
            row.changed.append(scheme)

    @api.model
    def _bad_number(self, row, number):
        return Finding(
            "SUPPLIER_NUMBER",
            self.env._(
                "%(supplier)s: a number of the kind %(kind)s is not valid and was left "
                "out.",
                supplier=row.partner.name,
                kind=number.scheme,
            ),
            "res.partner",
            row.partner.id,
            where=number.where,
        )

    # -- addresses -------------------------------------------------------------------

    @api.model
    def _addresses(self, connection, row):
        legal = self._legal_address(row.document)
        if legal and legal.gln:
            self._number(connection, row, row.partner, "gln", legal.gln)
        for address in row.document.addresses:
            if address.purpose in TYPES:
                self._address(connection, row, address)

    @api.model
    def _address(self, connection, row, address):
        """A site of its own: it never inherits the numbers of the company."""
        kind = TYPES[address.purpose]
        values = self._address_values(address)
        site = row.partner.child_ids.filtered(
            lambda child: (
                child.type == kind and (child.name or "") == (values.get("name") or "")
            )
        )[:1]
        site = site or row.partner.child_ids.filtered(lambda c: c.type == kind)[:1]
        if kind == "invoice":
            self._remit_to(connection, row, site, values)
        elif site:
            differing = self._differing(site, values)
            if differing:
                site.write(differing)
                row.changed.append(address.purpose)
        else:
            site = self._create_site(row, kind, values)
        if site and address.gln and kind != "invoice":
            self._number(connection, row, site, "gln", address.gln)

    @api.model
    def _create_site(self, row, kind, values):
        row.changed.append(kind)
        return (
            self.env["res.partner"]
            .sudo()
            .create({**values, "parent_id": row.partner.id, "type": kind})
        )

    @api.model
    def _address_values(self, address):
        country = self._country(address.country)
        values = {
            "name": address.name,
            "street": address.street,
            "street2": address.street2,
            "zip": address.postal_code,
            "city": address.city,
            "state_id": self._region(country, address.region).id,
            "country_id": country.id,
        }
        return {name: value for name, value in values.items() if value}

    @api.model
    def _differing(self, record, values):
        differs = self.env["healthcare.authority"]._differs
        return {n: v for n, v in values.items() if differs(record, n, v)}

    @api.model
    def _remit_to(self, connection, row, site, values):
        """Where money goes: two people, unless the supplier is not known yet."""
        if site and not self._differing(site, values):
            return
        if not self._keeps(connection, "healthcare_remit_to_id"):
            row.refused = True
        if row.partner._healthcare_shielded():
            self._hold(connection, row, row.partner, {"remit_address": values})
        elif site:
            site.write(values)
        else:
            self._create_site(row, "invoice", values)

    # -- accounts --------------------------------------------------------------------

    @api.model
    def _banks(self, connection, row):
        """An account that we do not have: held, or part of the onboarding."""
        changes = self.env["healthcare.master.change"]
        known = set(row.partner.bank_ids.mapped("sanitized_acc_number"))
        for account in row.document.bank_accounts:
            number = changes._sanitised(account.account)
            if not number or number in known:
                continue
            values = self._bank_values(account)
            # The account in which money arrives is nobody's routine: whoever keeps the
            # field in the matrix proposes, two people decide.
            if row.partner._healthcare_shielded():
                self._hold(connection, row, row.partner, {"bank_account": values})
                continue
            self.env["res.partner.bank"].sudo().create(
                {**values, "partner_id": row.partner.id}
            )
            row.changed.append("bank")

    @api.model
    def _bank_values(self, account):
        bank = self.env["res.bank"]
        if account.bic:
            bank = bank.search([("bic", "=", account.bic.upper())], limit=1)
            bank = bank or bank.sudo().create(
                {"name": account.bank_name or account.bic, "bic": account.bic}
            )
        currency = self.env["res.currency"].search(
            [("name", "=", account.currency)], limit=1
        )
        values = {
            "acc_number": account.account,
            "acc_holder_name": account.holder,
            "clearing_number": account.routing,
            "bank_id": bank.id,
            "currency_id": currency.id,
        }
        return {name: value for name, value in values.items() if value}

    # -- compliance ------------------------------------------------------------------

    @api.model
    def _certificates(self, connection, row):
        kinds = self.env["healthcare.compliance.type"].search(
            [("code", "in", [item.type for item in row.document.certificates])]
        )
        by_code = {kind.code: kind for kind in kinds}
        documents = self.env["healthcare.compliance.document"].sudo()
        for item in row.document.certificates:
            if item.status == "excluded":
                self._excluded(connection, row, item)
                continue
            kind = by_code.get(item.type)
            if kind:
                self._certificate(connection, row, documents, kind, item)
        if row.document.certificates:
            row.partner.sudo()._healthcare_documents_changed()

    @api.model
    def _certificate(self, connection, row, documents, kind, item):
        key = f"{item.type}:{item.number}"
        values = {
            "number": item.number,
            "issuer": item.issuer,
            "valid_from": item.valid_from,
            "valid_to": item.valid_to,
            "type_id": kind.id,
        }
        known = documents.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "=", row.partner.id),
                ("external_key", "=", key),
            ]
        )
        if known:
            differing = self._differing(known, values)
            if differing:
                known.write(differing)
                row.changed.append(item.type)
        else:
            known = documents.create(
                {
                    **values,
                    "partner_id": row.partner.id,
                    "connection_id": connection.id,
                    "external_key": key,
                }
            )
            row.changed.append(item.type)
        # The compliance system looked at it; from anybody else it is a proposal.
        trusted = connection.healthcare_master_role == "compliance"
        wanted = {"valid": "valid", "expired": "expired", "rejected": "rejected"}
        state = wanted.get(item.status, "to_check") if trusted else "to_check"
        if known.state != state and (trusted or known.state == "to_check"):
            known.state = state

    @api.model
    def _excluded(self, connection, row, item):
        """On an exclusion list: no order and no payment from this minute on."""
        reason = self.env._("Found on an exclusion list (%s)", item.type)
        self.env["healthcare.supplier.hold"]._place(
            row.partner, self._source(connection), reason, "all", connection
        )
        row.findings.append(
            Finding(
                "SUPPLIER_BLOCKED",
                self.env._(
                    "%s was found on an exclusion list.", row.partner.display_name
                ),
                "res.partner",
                row.partner.id,
                where=item.where or item.type,
            )
        )

    # -- status ----------------------------------------------------------------------

    @api.model
    def _source(self, connection):
        return SOURCES.get(connection.healthcare_master_role, "system")

    @api.model
    def _status(self, connection, row):
        """The most restrictive side counts: each system moves its own hold alone."""
        status = row.document.status
        if not status:
            return
        holds = self.env["healthcare.supplier.hold"]
        excluded = any(i.status == "excluded" for i in row.document.certificates)
        source = self._source(connection)
        if status in HOLDS:
            reason = row.document.reason or self.env._("As %s says", connection.name)
            holds._place(row.partner, source, reason, HOLDS[status], connection)
        elif status == "active" and not excluded:
            holds._of(row.partner, source, connection)._release()

    @api.model
    def _approval(self, connection, row):
        """A decision of the system whose step it is; the two checks stay two."""
        role, partner = connection.healthcare_master_role, row.partner
        state = partner.healthcare_onboarding_state
        running = state in ("requested", "compliance", "finance")
        if not row.document.approval or not running or not role:
            return
        if row.document.approval == "rejected":
            partner._healthcare_stop(
                "rejected",
                row.document.reason or self.env._("Rejected in %s", connection.name),
            )
            return
        for check in ("compliance", "finance"):
            done = partner.sudo()[f"healthcare_{check}_on"]
            # The supplier master of the group stands for both of its departments.
            if role in (check, "vendor") and not done:
                if check == "compliance" and partner._healthcare_gaps(blocking=True):
                    self._documents_missing(row)
                    continue
                partner._healthcare_checked(check, self.env.user)

    @api.model
    def _documents_missing(self, row):
        for gap in row.partner._healthcare_gaps(blocking=True):
            row.partner._healthcare_ask_document(gap.kind)
